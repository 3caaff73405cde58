package io.driftlog.analyzer.detectors;

import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.spi.Parameters;
import java.util.Map;

/**
 * Makes analyzers of one kind from their parameters.
 *
 * @param <A> the kind
 */
public abstract class DetectorFactory<A extends Detector<?>> implements AnalyzerFactory {
    private final String id;
    private final String description;
    private final Map<String, String> defaults;

    /**
     * A factory.
     *
     * @param description what is found, in one line
     * @param defaults every parameter with its default
     */
    public DetectorFactory(String id, String description, Map<String, String> defaults) {
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

    /** @throws IllegalArgumentException for a value out of range */
    protected abstract A create(Parameters all);
}
