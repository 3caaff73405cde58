package io.driftlog.simulator.flow.theory;

import io.driftlog.events.Measures;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.DenseOutput;
import io.driftlog.simulator.flow.effective.SlowMotion;
import io.driftlog.simulator.flow.effective.SmoothPiece;
import io.driftlog.simulator.flow.effective.TangentProjector;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;
import org.jspecify.annotations.Nullable;

/** Measures a run with weight decay while it goes by. */
public final class ObservedRun {
    /** t_GF: the gradient has fallen to this fraction of its start. */
    private static final double PLATEAU = 0.01;

    private final TheoryCheck check;
    private final double weightDecay;
    private final UnregularizedRun unregularized;
    private final Sampler fast;
    private final Sampler slow;
    private final double[] toUnregularized;
    private final double[] toEffective;
    private final double[] predicted;
    private double initialGradient = Double.NaN;
    private boolean onPlateau;
    private double matchingTime = Double.NaN;
    private @Nullable StepTaken last;

    ObservedRun(TheoryCheck check, double weightDecay, UnregularizedRun unregularized) {
        this.check = check;
        this.weightDecay = weightDecay;
        this.unregularized = unregularized;
        int d = check.objective().dimension();
        fast = new Sampler(check.flowTimes(), d);
        slow = new Sampler(check.slowTimes(weightDecay), d);
        toUnregularized = new double[check.settings().flowWindows().length];
        toEffective = new double[check.settings().slowWindows().length - 1];
        predicted = new double[d];
    }

    /** Takes the initial state, before the first step. */
    public void begin(StepTaken initial) {
        initialGradient = initial.gradientNorm();
        last = initial;
    }

    /** Takes the next step. */
    public void step(StepTaken step, DenseOutput interpolant) {
        fast.step(interpolant, this::compareFast);
        slow.step(interpolant, this::compareSlow);
        match(step);
        last = step;
    }

    private void compareFast(int index, double[] weights) {
        double distance = TheoryCheck.distance(weights, unregularized.weights(index));
        double time = check.flowTimes()[index];
        for (int k = 0; k < toUnregularized.length; k++) {
            if (time <= check.settings().flowWindows()[k]) {
                toUnregularized[k] = Math.max(toUnregularized[k], distance);
            }
        }
    }

    private void compareSlow(int index, double[] weights) {
        double slowTime = check.slowGrid()[index];
        check.effectiveFlow().weightsAt(slowTime, predicted);
        double distance = TheoryCheck.distance(weights, predicted);
        double[] edges = check.settings().slowWindows();
        for (int k = 0; k < toEffective.length; k++) {
            if (edges[k] <= slowTime && slowTime <= edges[k + 1]) {
                toEffective[k] = Math.max(toEffective[k], distance);
            }
        }
    }

    /** t_WD, interpolated in the logarithm of gradient over decay. */
    private void match(StepTaken step) {
        if (!Double.isNaN(matchingTime) || last == null) {
            return;
        }
        onPlateau |= step.gradientNorm() <= PLATEAU * initialGradient;
        double now = balance(step);
        if (onPlateau && now <= 1) {
            double before = balance(last);
            double fraction = before > 1 && now > 0 ? StrictMath.log(before) / StrictMath.log(before / now) : 1;
            matchingTime = last.time() + fraction * (step.time() - last.time());
        }
    }

    private double balance(StepTaken step) {
        double slope =
                step.measures().getOrDefault(Measures.REGULARIZER_GRADIENT_NORM, Math.sqrt(step.weightNormSquared()));
        return step.gradientNorm() / (weightDecay * slope);
    }

    /** What was measured; to be asked for after the last step. */
    public RunMeasures measures() {
        if (last == null) {
            throw new IllegalStateException("no step was taken");
        }
        double[] w = last.weights();
        LeastSquaresObjective objective = check.objective();
        TangentProjector projector = TangentProjector.at(
                new SmoothPiece(objective).at(w),
                w,
                check.effectiveFlow().start().rank());
        double[] limit = check.limit();
        return new RunMeasures(
                weightDecay,
                covered(toUnregularized, check.settings().flowWindows(), 0, last.time()),
                covered(toEffective, check.settings().slowWindows(), 1, weightDecay * last.time()),
                matchingTime,
                weightDecay * last.time(),
                SlowMotion.withoutMotion(projector, check.regularizer(), w).kktResidual(),
                residual(objective, w) / residual(objective, check.initialWeights()),
                TheoryCheck.distance(w, limit),
                TheoryCheck.largestDifference(objective.predictor(w), objective.predictor(limit)),
                TheoryCheck.distance(w, check.start()),
                last.testLoss());
    }

    /** NaN for the windows that the run did not come to the end of. */
    private static double[] covered(double[] errors, double[] edges, int offset, double end) {
        double[] result = errors.clone();
        for (int k = 0; k < result.length; k++) {
            if (!(end >= edges[k + offset] * (1 - 1e-9))) {
                result[k] = Double.NaN;
            }
        }
        return result;
    }

    private static double residual(LeastSquaresObjective objective, double[] w) {
        double[] r = new double[objective.samples()];
        objective.residuals(w, r);
        return norm(r);
    }

    private static double norm(double[] x) {
        return Math.sqrt(Vectors.normSquared(x));
    }
}
