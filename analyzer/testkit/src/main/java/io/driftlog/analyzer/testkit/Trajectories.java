package io.driftlog.analyzer.testkit;

import io.driftlog.events.Outcome;
import io.driftlog.events.TrajectoryEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small trajectories that cover what training curves can contain. */
public final class Trajectories {
    private Trajectories() {}

    /**
     * A run with both phases at lambda = 1e-3. The gradient norm is {@code e^{-t} + 1e-4 ||w||}, {@code ||w||^2} falls
     * from 2 to 1 as {@code 1 + e^{-2 lambda t}}, and the test loss from 1 to 0.1 as
     * {@code 0.1 + 0.9 e^{-lambda t}}.
     *
     * @param runId of the run
     * @return a builder
     */
    public static TrajectoryBuilder twoPhases(String runId) {
        double lambda = 1e-3;
        return new TrajectoryBuilder(runId)
                .weightDecay(lambda)
                .trainLoss(t -> StrictMath.exp(-2 * t) + 1e-6)
                .testLoss(t -> 0.1 + 0.9 * StrictMath.exp(-lambda * t))
                .weightNormSquared(t -> 1 + StrictMath.exp(-2 * lambda * t))
                .gradientNorm(t -> StrictMath.exp(-t) + 1e-4 * Math.sqrt(1 + StrictMath.exp(-2 * lambda * t)))
                .logTimes(0.1, 1e4, 150);
    }

    /** {@return all trajectories by name, each a separate run} */
    public static Map<String, List<TrajectoryEvent>> standard() {
        Map<String, List<TrajectoryEvent>> all = new LinkedHashMap<>();
        add(all, twoPhases("two-phases"));
        add(all, twoPhases("uniform-steps").uniformTimes(5000, 100));
        add(all, twoPhases("no-weight-decay").weightDecay(0));
        add(all, twoPhases("another-regularizer").regularizer("l1-smoothed"));
        add(all, twoPhases("ends-in-the-fast-phase").logTimes(0.01, 2, 40));
        add(all, twoPhases("no-test-data").testLoss(t -> Double.NaN));
        add(all, twoPhases("no-drop").testLoss(t -> 1));
        add(all, twoPhases("test-loss-rises-late").testLoss(t -> 0.1 + 0.9 * StrictMath.exp(-1e-3 * t) + 1e-5 * t));
        add(
                all,
                twoPhases("norm-rises-first").weightNormSquared(t -> 1 + StrictMath.exp(-2e-3 * t) + t / (10 + t * t)));
        add(
                all,
                twoPhases("gradient-oscillates")
                        .gradientNorm(t -> StrictMath.exp(-t) * (1.2 + StrictMath.sin(20 * t)) + 1e-5));
        add(all, twoPhases("starts-at-rest").gradientNorm(t -> 0));
        add(all, twoPhases("many-weights").weights(Trajectories::spiral));
        add(all, twoPhases("fails").outcome(Outcome.FAILED).logTimes(0.1, 300, 60));
        add(all, twoPhases("cancelled-at-once").outcome(Outcome.CANCELLED).times(0));
        add(all, twoPhases("no-steps").outcome(Outcome.FAILED).times());
        return all;
    }

    private static void add(Map<String, List<TrajectoryEvent>> all, TrajectoryBuilder builder) {
        List<TrajectoryEvent> events = builder.build();
        all.put(events.get(0).runId(), events);
    }

    /** Twelve weights that turn while they shrink. */
    private static double[] spiral(double t) {
        double[] w = new double[12];
        for (int i = 0; i < w.length; i++) {
            w[i] = StrictMath.cos(i + 1e-3 * t) * StrictMath.exp(-1e-4 * (i + 1) * t);
        }
        return w;
    }
}
