package io.driftlog.simulator.service;

import io.driftlog.events.Dataset;
import io.driftlog.log.dataset.DatasetReferences;
import io.driftlog.simulator.spi.InvalidSpecException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads a matrix from CSV without header, one row a line. */
final class CsvMatrix {
    /** What a run may carry at most. */
    private static final int MOST_VALUES = (int) (DatasetReferences.LARGEST_BYTES / Double.BYTES);

    private final Path file;
    private final String key;
    private double[] values = new double[1024];
    private int rows;
    private int columns;

    private CsvMatrix(Path file, String key) {
        this.file = file;
        this.key = key;
    }

    /**
     * Reads a file.
     *
     * @param file where the numbers are
     * @param key the spec key that names the file, for error messages
     * @return the matrix
     * @throws InvalidSpecException when the file is missing, empty, ragged, holds something other than numbers, or more
     *     of them than a run may carry
     */
    static Dataset read(Path file, String key) {
        CsvMatrix matrix = new CsvMatrix(file, key);
        matrix.readLines();
        if (matrix.rows == 0) {
            throw SpecErrors.at(key, file + " is empty; give one row of numbers a line.");
        }
        return new Dataset(matrix.rows, matrix.columns, Arrays.copyOf(matrix.values, matrix.rows * matrix.columns));
    }

    private void readLines() {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    add(line, number);
                }
            }
        } catch (NoSuchFileException e) {
            throw SpecErrors.at(key, "there is no file " + file + "; paths are relative to the spec file's folder.");
        } catch (CharacterCodingException e) {
            throw SpecErrors.at(key, file + " is not a text file; give CSV without header.");
        } catch (IOException e) {
            throw SpecErrors.at(key, file + " cannot be read: " + e.getMessage() + ".");
        }
    }

    private void add(String line, int number) {
        String[] cells = line.split(",", -1);
        if (rows > 0 && cells.length != columns) {
            throw SpecErrors.at(
                    key,
                    "line " + number + " of " + file + " has " + cells.length + " columns, but the first has " + columns
                            + "; give every row the same number of columns.");
        }
        columns = cells.length;
        int length = rows * columns;
        if (cells.length > MOST_VALUES - length) {
            throw SpecErrors.at(
                    key,
                    file + " has more than " + MOST_VALUES + " numbers, the "
                            + (DatasetReferences.LARGEST_BYTES >> 20)
                            + " MiB that a run carries at most; give it fewer rows or columns.");
        }
        if (values.length - length < cells.length) {
            values = Arrays.copyOf(values, Math.min(MOST_VALUES, Math.max(length + cells.length, 2 * length)));
        }
        for (int j = 0; j < cells.length; j++) {
            values[length + j] = number(cells[j].strip(), number, j + 1);
        }
        rows++;
    }

    private double number(String cell, int line, int column) {
        try {
            return Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            throw SpecErrors.at(
                    key,
                    "line " + line + ", column " + column + " of " + file + " is '" + cell
                            + "', which is not a number; give CSV without header.");
        }
    }
}
