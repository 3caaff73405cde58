package io.driftlog.simulator.spi;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A checked value for each of a list of {@link Parameter}s.
 *
 * @param byName what a spec carries
 */
public record ParameterValues(SortedMap<String, Double> byName) {

    /**
     * {@return the value of a parameter}
     *
     * @param name of the parameter
     */
    public double real(String name) {
        @Nullable Double value = byName.get(name);
        if (value == null) {
            throw new IllegalArgumentException("there is no parameter " + name);
        }
        return value;
    }

    /**
     * {@return the value of a whole parameter}
     *
     * @param name of the parameter
     */
    public long whole(String name) {
        return (long) real(name);
    }

    /**
     * {@return the value of a whole parameter whose limits fit an int}
     *
     * @param name of the parameter
     */
    public int count(String name) {
        return Math.toIntExact(whole(name));
    }
}
