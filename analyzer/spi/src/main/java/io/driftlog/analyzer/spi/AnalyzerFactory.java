package io.driftlog.analyzer.spi;

import java.util.Map;

/** Creates an analyzer from its parameters; found by {@link java.util.ServiceLoader}. */
public interface AnalyzerFactory {
    /** {@return the id of its analyzers} */
    String id();

    /** {@return what the analyzer finds, in one line} */
    String description();

    /** {@return every parameter with its default, as a user writes them} */
    Map<String, String> defaults();

    /**
     * Creates an analyzer.
     *
     * @param parameters those that differ from the defaults
     * @return the analyzer
     * @throws IllegalArgumentException for an unknown parameter or a bad value; the message says which
     */
    Analyzer<?> create(Map<String, String> parameters);
}
