package io.driftlog.simulator.service;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.spec.InvalidSpecException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a matrix from CSV without header, one row a line. */
final class CsvMatrix {
    private CsvMatrix() {}

    /**
     * Reads a file.
     *
     * @param file where the numbers are
     * @param key the spec key that names the file, for error messages
     * @return the matrix
     * @throws InvalidSpecException when the file is missing, empty, ragged or holds something other than numbers
     */
    static Dataset read(Path file, String key) {
        List<double[]> rows = new ArrayList<>();
        List<String> lines = lines(file, key);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank()) {
                continue;
            }
            double[] row = row(line, file, i + 1, key);
            if (!rows.isEmpty() && rows.get(0).length != row.length) {
                throw SpecErrors.at(
                        key,
                        "line " + (i + 1) + " of " + file + " has " + row.length + " columns, but the first has "
                                + rows.get(0).length + "; give every row the same number of columns.");
            }
            rows.add(row);
        }
        if (rows.isEmpty()) {
            throw SpecErrors.at(key, file + " is empty; give one row of numbers a line.");
        }
        int columns = rows.get(0).length;
        double[] values = new double[rows.size() * columns];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, values, i * columns, columns);
        }
        return new Dataset(rows.size(), columns, values);
    }

    private static List<String> lines(Path file, String key) {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw SpecErrors.at(key, "there is no file " + file + "; paths are relative to the spec file's folder.");
        } catch (CharacterCodingException e) {
            throw SpecErrors.at(key, file + " is not a text file; give CSV without header.");
        } catch (IOException e) {
            throw SpecErrors.at(key, file + " cannot be read: " + e.getMessage() + ".");
        }
    }

    private static double[] row(String line, Path file, int number, String key) {
        String[] cells = line.split(",", -1);
        double[] row = new double[cells.length];
        for (int j = 0; j < cells.length; j++) {
            try {
                row[j] = Double.parseDouble(cells[j].strip());
            } catch (NumberFormatException e) {
                throw SpecErrors.at(
                        key,
                        "line " + number + ", column " + (j + 1) + " of " + file + " is '" + cells[j].strip()
                                + "', which is not a number; give CSV without header.");
            }
        }
        return row;
    }
}
