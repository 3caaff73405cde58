package io.driftlog.events;

import java.util.Arrays;

/** Where the weights start. */
public sealed interface InitialSpec {

    /**
     * Independent normal weights of mean 0, drawn from the run's seed.
     *
     * @param variance variance of each weight, at least 0
     */
    record Gaussian(double variance) implements InitialSpec {}

    /**
     * Weights given by the user.
     *
     * @param values length d. Not copied, never modified.
     */
    record Given(double[] values) implements InitialSpec {
        @Override
        public boolean equals(Object other) {
            return other instanceof Given that && Arrays.equals(values, that.values);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(values);
        }

        @Override
        public String toString() {
            return "Given[" + values.length + " weights]";
        }
    }
}
