package io.driftlog.analyzer.detectors;

import io.driftlog.analyzer.spi.FixedFold;
import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.RunSpec;
import java.util.List;
import java.util.Optional;

/** Folds of runs for which a detector's question has no answer. */
public final class Undetermined {
    /** The kind of the finding that says why. */
    public static final String KIND = FindingKinds.UNDETERMINED;

    /** Why a classifier has no manifold of minimisers, as a clause. */
    public static final String NO_MINIMISER =
            "on data that the model separates, the loss has no minimiser; its infimum lies at infinity";

    private static final String SQUARED_NORM = "l2";

    private Undetermined() {}

    /** The fold of a run that can have no t_WD; empty for any other run. */
    public static <S> Optional<RunFold<S>> withoutDriftOnset(RunSpec spec, S initial) {
        return spec.decay().largest() > 0 ? Optional.empty() : Optional.of(new FixedFold<>(initial, List.of()));
    }

    /**
     * The fold of a run with another regulariser than l2; empty for any other run.
     *
     * @param because the finding's sentence, up to the name of the regulariser that it needs
     */
    public static <S> Optional<RunFold<S>> withoutSquaredNorm(RunSpec spec, S initial, String because) {
        if (spec.hasSquaredNorm()) {
            return Optional.empty();
        }
        return Optional.of(
                FixedFold.of(KIND, initial, because + SQUARED_NORM + ", and this run has " + spec.regularizer()));
    }
}
