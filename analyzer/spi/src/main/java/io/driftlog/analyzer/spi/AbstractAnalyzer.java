package io.driftlog.analyzer.spi;

/**
 * An analyzer with its id, version and state type; a subclass opens runs.
 *
 * @param <S> see {@link Analyzer}
 */
public abstract class AbstractAnalyzer<S> implements Analyzer<S> {
    private final String id;
    private final int version;
    private final Class<S> stateType;

    /**
     * An analyzer.
     *
     * @param id see {@link Analyzer#id}
     * @param version see {@link Analyzer#version}
     * @param stateType see {@link Analyzer#stateType}
     */
    protected AbstractAnalyzer(String id, int version, Class<S> stateType) {
        this.id = id;
        this.version = version;
        this.stateType = stateType;
    }

    @Override
    public final String id() {
        return id;
    }

    @Override
    public final int version() {
        return version;
    }

    @Override
    public final Class<S> stateType() {
        return stateType;
    }
}
