package io.driftlog.analyzer.spi;

import java.util.Map;

/** Makes an analyzer from its parameters; found by {@link java.util.ServiceLoader}. */
public interface AnalyzerFactory {
    /** The id of the analyzers it makes. */
    String id();

    /** What the analyzer finds, in one line for a person. */
    String description();

    /** Every parameter it takes with its default, in the words a user writes. */
    Map<String, String> defaults();

    /**
     * Makes an analyzer.
     *
     * @param parameters those that differ from the defaults
     * @return the analyzer
     * @throws IllegalArgumentException for an unknown parameter or a bad value; the message is a sentence for a person
     */
    Analyzer<?> create(Map<String, String> parameters);
}
