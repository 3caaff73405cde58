package io.driftlog.simulator.service.foreign;

import io.driftlog.events.UserException.BadInput;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A table of numbers in a file: a row for each recorded moment, columns by name or number. */
interface NumberTable {
    /** The columns' names in order; their numbers 1, 2, 3 … where the file has none. */
    List<String> columns();

    /**
     * Some of its columns.
     *
     * @param places indices of columns, from 0. Not modified.
     * @return one new array for each row, its numbers in the order of places
     * @throws BadInput where a cell is no number
     */
    List<double[]> read(int[] places);

    /**
     * Opens a table.
     *
     * @throws BadInput if the file is missing, or is neither CSV nor NumPy's
     */
    static NumberTable open(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".npy") ? new NpyTable(file) : new CsvTable(file);
    }

    /**
     * The index of a column.
     *
     * @param word its name, or its number from 1
     * @throws BadInput if there is none
     */
    default int place(String word) {
        int named = columns().indexOf(word);
        if (named >= 0) {
            return named;
        }
        if (word.matches("[1-9][0-9]{0,8}")
                && Integer.parseInt(word) <= columns().size()) {
            return Integer.parseInt(word) - 1;
        }
        throw new BadInput("There is no column " + word + "; the file has "
                + (columns().size() <= 20
                        ? String.join(", ", columns())
                        : columns().size() + " columns, " + columns().get(0) + " … "
                                + columns().get(columns().size() - 1))
                + ".");
    }
}
