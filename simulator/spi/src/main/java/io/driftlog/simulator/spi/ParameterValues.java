package io.driftlog.simulator.spi;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A checked value for each of a list of {@link Parameter}s.
 *
 * @param byName what a spec carries
 */
public record ParameterValues(SortedMap<String, Double> byName) {

    /** The value of a parameter. */
    public double real(String name) {
        @Nullable Double value = byName.get(name);
        if (value == null) {
            throw new IllegalArgumentException("there is no parameter " + name);
        }
        return value;
    }

    /** The value of a whole parameter. */
    public long whole(String name) {
        return (long) real(name);
    }

    /** The value of a whole parameter whose limits fit an int. */
    public int count(String name) {
        return Math.toIntExact(whole(name));
    }
}
