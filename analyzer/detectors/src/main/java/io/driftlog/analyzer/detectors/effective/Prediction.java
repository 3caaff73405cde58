package io.driftlog.analyzer.detectors.effective;

import io.driftlog.analyzer.detectors.FindingNumbers;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.BracketedTime;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.RunSpec;
import io.driftlog.simulator.flow.Gradual;
import io.driftlog.simulator.flow.effective.EffectiveFlow;
import io.driftlog.simulator.flow.effective.EffectiveFlow.Settings;
import io.driftlog.simulator.flow.effective.SlowMotion;
import io.driftlog.simulator.flow.effective.TangentProjector;
import io.driftlog.simulator.flow.loop.UnregularizedLimit;
import io.driftlog.simulator.flow.spec.Problem;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Regularizer;
import io.driftlog.simulator.spi.Vectors;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The predicted slow phase of a run, from its beginning alone: {@code Phi(w0)}, and the effective flow from there.
 *
 * @param objective F
 * @param regularizer R
 * @param limit Phi(w0)
 * @param flow the effective flow from there
 * @param slowTime where it ends, and where its limit is read off
 */
public record Prediction(
        LeastSquaresObjective objective,
        Regularizer regularizer,
        UnregularizedLimit limit,
        EffectiveFlow flow,
        double slowTime) {
    public static final String EFFECTIVE_FLOW = FindingKinds.EFFECTIVE_FLOW;

    private static final int CURVE_POINTS = 160;
    private static final int MOST_WEIGHT_POINTS = 48;
    /** A finding's weights, in numbers: 320 kB, so that it stays far below the largest message. */
    private static final int MOST_WEIGHTS = 40_000;

    private static final double FIRST_SLOW_TIME = 1e-3;
    private static final int MAX_STEPS = 5000;

    /** Integrates both flows, hundreds of steps, in portions. */
    static Gradual<Prediction> of(RunSpec spec, Problem problem, double tolerance, double slowTime) {
        return new Derivation(spec, problem, tolerance, slowTime);
    }

    private static final class Derivation implements Gradual<Prediction> {
        /** Steps of the unregularised flow that cost about as much as one of the effective flow. */
        private static final int LIMIT_STEPS = 6;

        private final RunSpec spec;
        private final Problem problem;
        private final double tolerance;
        private final double slowTime;
        private @Nullable Gradual<UnregularizedLimit> search;
        private boolean reached;
        private @Nullable Gradual<EffectiveFlow> integration;
        private @Nullable Prediction done;

        Derivation(RunSpec spec, Problem problem, double tolerance, double slowTime) {
            this.spec = spec;
            this.problem = problem;
            this.tolerance = tolerance;
            this.slowTime = slowTime;
        }

        @Override
        public boolean advance(int steps) {
            if (done != null) {
                return true;
            }
            Gradual<UnregularizedLimit> first = search;
            Gradual<EffectiveFlow> second = integration;
            if (first == null) {
                search = UnregularizedLimit.search(spec, problem.initialWeights());
            } else if (!reached) {
                reached = first.advance(LIMIT_STEPS * steps);
            } else if (second == null) {
                integration = EffectiveFlow.integration(
                        objective(),
                        problem.flow().regularizer(),
                        first.result().weights(),
                        settings());
            } else if (second.advance(steps)) {
                done = new Prediction(
                        objective(), problem.flow().regularizer(), first.result(), second.result(), slowTime);
                search = null;
                integration = null;
            }
            return done != null;
        }

        @Override
        public Prediction result() {
            while (done == null) {
                advance(1000);
            }
            return Objects.requireNonNull(done);
        }

        private LeastSquaresObjective objective() {
            return (LeastSquaresObjective) problem.flow().objective();
        }

        private Settings settings() {
            return new Settings(slowTime, tolerance, Settings.DEFAULT.stationary(), MAX_STEPS);
        }
    }

    /** Where the limit is read off: the slow time asked for, or the end if that comes first. */
    double reached() {
        return Math.min(slowTime, flow.end().slowTime());
    }

    /** The weights of the flow at a slow time, fresh. */
    double[] weightsAt(double tau) {
        double[] w = new double[objective.dimension()];
        flow.weightsAt(tau, w);
        return w;
    }

    /** The finding that carries the predicted flow. */
    Finding finding(Stage stage, Optional<BracketedTime> time, String note) {
        return new Finding(EFFECTIVE_FLOW, stage, time, values(), vectors(), EffectiveFlowWords.of(this) + note);
    }

    private SortedMap<String, Double> values() {
        EffectiveFlow.End end = flow.end();
        TangentProjector start = flow.start();
        double[] last = weightsAt(reached());
        double[] first = weightsAt(0);
        SortedMap<String, Double> values = new TreeMap<>();
        FindingNumbers.put(values, "startNormSquared", Vectors.normSquared(first));
        FindingNumbers.put(values, "startTestLoss", objective.testLoss(first));
        FindingNumbers.put(values, "startTrainLoss", limit.trainLoss());
        FindingNumbers.put(values, "unregularizedTime", limit.time());
        FindingNumbers.put(values, "unregularizedGradientRatio", limit.gradientRatio());
        FindingNumbers.put(values, "retraction", limit.retraction());
        FindingNumbers.put(values, "rank", start.rank());
        FindingNumbers.put(values, "smallestKept", start.smallestKept());
        FindingNumbers.put(values, "largestDropped", start.largestDropped());
        FindingNumbers.put(values, "limitSlowTime", reached());
        FindingNumbers.put(values, "limitNormSquared", Vectors.normSquared(last));
        FindingNumbers.put(values, "limitTrainLoss", objective.value(last));
        FindingNumbers.put(values, "limitTestLoss", objective.testLoss(last));
        FindingNumbers.put(values, "limitKktResidual", limitKktResidual(last));
        FindingNumbers.put(values, "steps", end.steps());
        FindingNumbers.put(values, "patternChanges", end.patternChanges());
        FindingNumbers.put(values, "firstPatternChange", end.firstPatternChange());
        return values;
    }

    /** The residual at {@link #reached}; the end of a linear model's flow lies at infinity. */
    double limitKktResidual(double[] last) {
        if (reached() == flow.end().slowTime()) {
            return flow.end().stationarity();
        }
        if (!regularizer.isSmooth()) {
            return SlowMotion.withoutMotion(flow.start(), regularizer, last).kktResidual();
        }
        double[] tangent = new double[last.length];
        flow.start().tangent(last, tangent);
        return Math.sqrt(Vectors.normSquared(tangent) / Vectors.normSquared(last));
    }

    private SortedMap<String, double[]> vectors() {
        SortedMap<String, double[]> vectors = new TreeMap<>();
        double[] taus = SlowTimeGrid.from(Math.min(FIRST_SLOW_TIME, 0.1 * reached()), reached(), CURVE_POINTS);
        double[] norms = new double[taus.length];
        double[] train = new double[taus.length];
        double[] test = new double[taus.length];
        double[] w = new double[objective.dimension()];
        for (int i = 0; i < taus.length; i++) {
            flow.weightsAt(taus[i], w);
            norms[i] = Vectors.normSquared(w);
            train[i] = objective.value(w);
            test[i] = objective.testLoss(w);
        }
        vectors.put(FindingKinds.SLOW_TIME, taus);
        vectors.put(FindingKinds.NORM_SQUARED, norms);
        vectors.put("trainLoss", train);
        if (!Double.isNaN(test[0])) {
            vectors.put(FindingKinds.TEST_LOSS, test);
        }
        putWeights(vectors);
        return vectors;
    }

    /** The weights at some slow times, row after row; at the limit alone when the model is large. */
    private void putWeights(SortedMap<String, double[]> vectors) {
        int d = objective.dimension();
        int points = Math.min(MOST_WEIGHT_POINTS, MOST_WEIGHTS / d);
        if (points == 0) {
            return;
        }
        double[] taus = points < 3
                ? new double[] {reached()}
                : SlowTimeGrid.from(Math.min(0.01, 0.1 * reached()), reached(), points - 1);
        double[] rows = new double[taus.length * d];
        for (int i = 0; i < taus.length; i++) {
            System.arraycopy(weightsAt(taus[i]), 0, rows, i * d, d);
        }
        vectors.put("weightsSlowTime", taus);
        vectors.put("weights", rows);
    }
}
