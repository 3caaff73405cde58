package io.driftlog.node.cli.output;

import java.util.ArrayList;
import java.util.List;

/** Rows of words in columns, at most 100 wide: words of wide columns are cut where the table would be wider. */
public final class TextTable {
    /** Width of what is printed. */
    public static final int WIDTH = 100;

    private static final int GAP = 2;

    /**
     * A column.
     *
     * @param title above it
     * @param right whether its words end at one place, as numbers do
     * @param narrowest the width to which it may be cut; 0 if it may not
     */
    public record Column(String title, boolean right, int narrowest) {
        /** Words that are never cut. */
        public static Column of(String title) {
            return new Column(title, false, 0);
        }

        /** Numbers. */
        public static Column number(String title) {
            return new Column(title, true, 0);
        }

        /** Words that are cut where the table would be too wide. */
        public static Column cut(String title, int narrowest) {
            return new Column(title, false, narrowest);
        }
    }

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(Column... columns) {
        this.columns = List.of(columns);
        rows.add(this.columns.stream().map(Column::title).toList());
    }

    /** Adds a row, one word for each column. */
    public void row(String... words) {
        rows.add(List.of(words));
    }

    /** Its lines, the titles first. */
    public List<String> lines() {
        int[] widths = widths();
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String word = cut(row.get(i), widths[i]);
            String space = " ".repeat(widths[i] - word.length());
            line.append(i == 0 ? "" : " ".repeat(GAP));
            line.append(columns.get(i).right() ? space + word : word + space);
        }
        return line.toString().stripTrailing();
    }

    private int[] widths() {
        int[] widths = new int[columns.size()];
        int total = GAP * (widths.length - 1);
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = rows.stream()
                    .mapToInt(row -> row.get(column).length())
                    .max()
                    .orElse(0);
            total += widths[i];
        }
        for (int widest = widest(widths); total > WIDTH && widest >= 0; widest = widest(widths)) {
            widths[widest]--;
            total--;
        }
        return widths;
    }

    /** The widest column that can still be cut; -1 if none can. */
    private int widest(int[] widths) {
        int widest = -1;
        for (int i = 0; i < widths.length; i++) {
            int narrowest = columns.get(i).narrowest();
            if (narrowest > 0 && widths[i] > narrowest && (widest < 0 || widths[i] > widths[widest])) {
                widest = i;
            }
        }
        return widest;
    }

    /** The beginning of a text, with an ellipsis where it is longer than a width. */
    public static String cut(String text, int width) {
        return text.length() <= width
                ? text
                : text.substring(0, Math.max(0, width - 1)).stripTrailing() + "…";
    }
}
