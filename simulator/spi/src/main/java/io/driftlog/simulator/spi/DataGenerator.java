package io.driftlog.simulator.spi;

import io.driftlog.events.Dataset;
import java.util.List;
import java.util.Map;

/** Makes an objective's data from a seed: the same parameters and seed give the same data on any machine. */
public interface DataGenerator {
    /** {@return its name in a run spec} */
    String name();

    /** {@return the data that it makes, in one line} */
    String description();

    /** {@return its parameters} */
    List<Parameter> parameters();

    /**
     * Makes the data.
     *
     * @param parameters one value for each of {@link #parameters}, within its limits. Not modified.
     * @param random the stream to draw from
     * @return the data
     * @throws InvalidSpecException when the values do not go together
     */
    Generated generate(ParameterValues parameters, SplitMix64 random);

    /**
     * Generated data.
     *
     * @param datasets by role
     * @param teacher the predictor behind the data; empty when there is none. Not copied, never modified.
     * @param implied parameters of the objective that follow from the data, where the spec leaves them at 0
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Generated(Map<String, Dataset> datasets, double[] teacher, Map<String, Double> implied) {
        /**
         * Data that imply no parameters.
         *
         * @param datasets by role
         * @param teacher the predictor behind the data; empty when there is none. Not copied, never modified.
         */
        public Generated(Map<String, Dataset> datasets, double[] teacher) {
            this(datasets, teacher, Map.of());
        }
    }
}
