package io.driftlog.http;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as JSON has them: an array with null where one is not finite.
 *
 * @param values Not copied, never modified.
 */
public record Numbers(double[] values) {
    /** A number, or null where JSON has none. */
    public static @Nullable Double orNull(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }

    /** Each by its name. */
    public static SortedMap<String, Numbers> of(SortedMap<String, double[]> vectors) {
        var numbers = new TreeMap<String, Numbers>();
        vectors.forEach((name, values) -> numbers.put(name, new Numbers(values)));
        return numbers;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Numbers that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }
}
