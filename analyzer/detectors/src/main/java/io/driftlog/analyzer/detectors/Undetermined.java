package io.driftlog.analyzer.detectors;

import io.driftlog.analyzer.spi.FixedFold;
import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.MethodSpec;
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

    private Undetermined() {}

    /**
     * Why the steps of an optimiser do not show the velocity of the flow, as a clause; empty where they do.
     *
     * @param needsVelocity whether the noise of batches, whose mean moves the weights as the flow does, spoils the
     *     answer
     */
    public static Optional<String> byOptimizer(MethodSpec method, boolean needsVelocity) {
        String type = method.type();
        if (type.startsWith("adam")) {
            return Optional.of("the steps of " + type + " are measured in a metric that changes with the gradients");
        }
        if (type.equals("sam")) {
            return Optional.of("sam follows gradients uphill of the weights");
        }
        if (method.parameters().getOrDefault("labelNoise", 0.0) > 0) {
            return Optional.of("label noise acts as another regulariser");
        }
        boolean noisy = method.parameters().getOrDefault("batchSize", 0.0) > 0;
        return noisy && needsVelocity
                ? Optional.of("the noise of the batches is part of every step")
                : Optional.empty();
    }

    /** The fold of a run that can have no t_WD; empty for any other run. */
    public static <S> Optional<RunFold<S>> withoutDriftOnset(RunSpec spec, S initial) {
        return spec.decay().largest() > 0 ? Optional.empty() : Optional.of(new FixedFold<>(initial, List.of()));
    }
}
