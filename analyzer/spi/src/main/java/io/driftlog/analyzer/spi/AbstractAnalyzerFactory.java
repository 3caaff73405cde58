package io.driftlog.analyzer.spi;

import java.util.Map;

/**
 * A factory with its id, description and defaults; a subclass creates analyzers from {@link Parameters}.
 *
 * @param <A> the type of the analyzers
 */
public abstract class AbstractAnalyzerFactory<A extends Analyzer<?>> implements AnalyzerFactory {
    private final String id;
    private final String description;
    private final Map<String, String> defaults;

    /**
     * A factory.
     *
     * @param id of the analyzers
     * @param description what they find, in one line
     * @param defaults every parameter with its default. Copied.
     */
    protected AbstractAnalyzerFactory(String id, String description, Map<String, String> defaults) {
        this.id = id;
        this.description = description;
        this.defaults = Map.copyOf(defaults);
    }

    @Override
    public final String id() {
        return id;
    }

    @Override
    public final String description() {
        return description;
    }

    @Override
    public final Map<String, String> defaults() {
        return defaults;
    }

    @Override
    public final A create(Map<String, String> parameters) {
        return create(new Parameters(id, defaults, parameters));
    }

    /**
     * Creates an analyzer.
     *
     * @param parameters the given values, and the defaults of the others
     * @return the analyzer
     * @throws IllegalArgumentException if a value is out of range
     */
    protected abstract A create(Parameters parameters);
}
