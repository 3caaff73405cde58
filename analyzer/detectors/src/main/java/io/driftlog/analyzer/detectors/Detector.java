package io.driftlog.analyzer.detectors;

import io.driftlog.analyzer.spi.Analyzer;

/**
 * What the analyzers of this package say of themselves; what is left to each is how it opens a run.
 *
 * @param <S> the state
 */
public abstract class Detector<S> implements Analyzer<S> {
    private final String id;
    private final int version;
    private final Class<S> stateType;

    /** @param version raised whenever the same events would give other findings */
    public Detector(String id, int version, Class<S> stateType) {
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
