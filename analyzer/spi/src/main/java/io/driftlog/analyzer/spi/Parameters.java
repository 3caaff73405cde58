package io.driftlog.analyzer.spi;

import io.driftlog.events.NumberText;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The parameters of an analyzer: the given values, and the defaults of the others. Unknown names and values outside
 * their range are refused with a sentence.
 */
public final class Parameters {
    private final String analyzer;
    private final SortedMap<String, String> values;

    /**
     * Adds defaults to the given parameters.
     *
     * @param analyzer id of the analyzer, for messages
     * @param defaults every parameter with its default. Not modified.
     * @param given those that differ. Not modified.
     * @throws IllegalArgumentException if a given name is not among the defaults
     */
    public Parameters(String analyzer, Map<String, String> defaults, Map<String, String> given) {
        this.analyzer = analyzer;
        this.values = new TreeMap<>(defaults);
        for (String name : new TreeMap<>(given).keySet()) {
            if (!defaults.containsKey(name)) {
                String known = defaults.isEmpty() ? "it takes none" : "it takes " + String.join(", ", values.keySet());
                throw new IllegalArgumentException(analyzer + " has no parameter '" + name + "'; " + known);
            }
        }
        values.putAll(given);
    }

    /**
     * A number strictly between two others.
     *
     * @param name of the parameter
     * @param low excluded
     * @param high excluded; positive infinity for no limit
     * @return the value
     * @throws IllegalArgumentException if the value is not a number in the range
     */
    public double between(String name, double low, double high) {
        String text = values.get(name);
        if (text == null) {
            throw new IllegalStateException(analyzer + " declares no default for '" + name + "'");
        }
        double number = parsed(text);
        if (!(number > low && number < high)) {
            String range = high == Double.POSITIVE_INFINITY
                    ? "a number above " + NumberText.exact(low)
                    : "a number between " + NumberText.exact(low) + " and " + NumberText.exact(high)
                            + ", neither included";
            throw new IllegalArgumentException(analyzer + ": " + name + " is '" + text + "'; it must be " + range);
        }
        return number;
    }

    private static double parsed(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN; // in no range
        }
    }
}
