package io.driftlog.simulator.service.foreign;

import io.driftlog.events.UserException.BadInput;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** CSV with or without a header line; an empty cell is NaN. */
final class CsvTable implements NumberTable {
    private final Path file;
    private final boolean hasHeader;
    private final List<String> columns;

    CsvTable(Path file) {
        this.file = file;
        try (BufferedReader in = Files.newBufferedReader(file)) {
            String first = in.readLine();
            if (first == null || first.isBlank()) {
                throw new BadInput(file + " is empty; give a row of numbers for each recorded moment.");
            }
            String[] cells = cells(first);
            this.hasHeader = !Arrays.stream(cells).allMatch(CsvTable::isNumber);
            this.columns = hasHeader
                    ? List.of(cells)
                    : IntStream.rangeClosed(1, cells.length)
                            .mapToObj(Integer::toString)
                            .toList();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private BadInput failed(IOException e) {
        if (e instanceof NoSuchFileException) {
            return new BadInput("There is no file " + file + ".");
        }
        return new BadInput(
                e instanceof CharacterCodingException
                        ? file + " is not a text file; give CSV, or a .npy file of NumPy."
                        : file + " cannot be read: " + e.getMessage() + ".");
    }

    private static String[] cells(String line) {
        String[] cells = line.split(",", -1);
        for (int i = 0; i < cells.length; i++) {
            String cell = cells[i].strip();
            boolean quoted = cell.length() >= 2 && cell.startsWith("\"") && cell.endsWith("\"");
            cells[i] = quoted ? cell.substring(1, cell.length() - 1) : cell;
        }
        return cells;
    }

    private static boolean isNumber(String cell) {
        try {
            number(cell);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static double number(String cell) {
        if (cell.isEmpty() || cell.equalsIgnoreCase("nan")) {
            return Double.NaN;
        }
        return Double.parseDouble(cell.replaceFirst("(?i)inf(inity)?$", "Infinity"));
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public List<double[]> read(int[] places) {
        List<double[]> rows = new ArrayList<>();
        try (BufferedReader in = Files.newBufferedReader(file)) {
            int number = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                if ((number == 1 && hasHeader) || line.isBlank()) {
                    continue;
                }
                rows.add(row(cells(line), places, number));
            }
        } catch (IOException e) {
            throw failed(e);
        }
        return rows;
    }

    private double[] row(String[] cells, int[] places, int line) {
        if (cells.length != columns.size()) {
            throw new BadInput("Line " + line + " of " + file + " has " + cells.length + " columns, but the first has "
                    + columns.size() + "; give every row the same number.");
        }
        double[] row = new double[places.length];
        for (int i = 0; i < places.length; i++) {
            String cell = cells[places[i]];
            try {
                row[i] = number(cell);
            } catch (NumberFormatException e) {
                throw new BadInput("Line " + line + ", column " + columns.get(places[i]) + " of " + file + " is '"
                        + cell + "', which is not a number.");
            }
        }
        return row;
    }
}
