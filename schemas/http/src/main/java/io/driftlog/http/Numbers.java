package io.driftlog.http;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An array of numbers in JSON, with null where one is not finite.
 *
 * @param values Not copied, never modified.
 */
public record Numbers(double[] values) {
    /** The number, or null where it is not finite, because JSON has no such numbers. */
    public static @Nullable Double orNull(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }

    /** The number, or NaN for null. */
    public static double orNan(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    /** Named arrays. */
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
