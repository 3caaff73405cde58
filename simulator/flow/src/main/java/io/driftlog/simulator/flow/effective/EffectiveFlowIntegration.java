package io.driftlog.simulator.flow.effective;

import io.driftlog.simulator.flow.DenseOutput;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.Gradual;
import io.driftlog.simulator.flow.LeastSquaresObjective;
import io.driftlog.simulator.flow.Regularizer;
import io.driftlog.simulator.flow.StepController;
import io.driftlog.simulator.flow.Stepper;
import io.driftlog.simulator.flow.Vectors;
import io.driftlog.simulator.flow.effective.EffectiveFlow.Cause;
import io.driftlog.simulator.flow.explicit.DormandPrince;
import io.driftlog.simulator.flow.explicit.ProportionalIntegralController;
import io.driftlog.simulator.flow.objective.TwoLayerRelu;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Integrates one effective flow: steps of the projected field, each followed by a retraction. */
final class EffectiveFlowIntegration implements Gradual<EffectiveFlow> {
    private static final double SMALLEST_STEP = 1e-12;
    /** A last step may be longer than proposed by this factor, so that none is tiny. */
    private static final double STRETCH = 1.01;

    private final EffectiveFlow.Settings settings;
    private final Optional<CurrentPattern> pattern;
    private final Regularizer regularizer;
    private final TangentProjector projector;
    private final Manifold manifold;
    private final EffectiveVelocity velocity;
    private final DormandPrince stepper;
    private final StepController controller = new ProportionalIntegralController(5);
    private final List<DenseOutput> steps = new ArrayList<>();
    private final double[] startWeights;
    private final double[] work;
    private FlowPoint point;
    private double stationarity;
    private StepController.State state;
    private @Nullable EffectiveFlow ended;
    private double firstPatternChange = Double.NaN;
    private long patternChanges;

    EffectiveFlowIntegration(
            LeastSquaresObjective objective, Regularizer regularizer, double[] start, EffectiveFlow.Settings settings) {
        this.settings = settings;
        this.regularizer = regularizer;
        pattern = objective instanceof TwoLayerRelu relu
                ? Optional.of(new CurrentPattern(relu, start))
                : Optional.empty();
        LeastSquaresObjective smooth = pattern.map(CurrentPattern::network)
                .<LeastSquaresObjective>map(n -> n)
                .orElse(objective);
        projector = TangentProjector.at(smooth, start);
        manifold = Manifold.around(smooth, projector, start);
        startWeights = manifold.retract(start);
        velocity = new EffectiveVelocity(smooth, regularizer, manifold);
        work = new double[start.length];
        double rms = Math.sqrt(Vectors.normSquared(startWeights) / start.length);
        stepper = new DormandPrince(velocity, 0, Math.max(Double.MIN_NORMAL, settings.tolerance() * rms));
        point = stepper.begin(new FlowPoint(0, startWeights, new double[0]));
        stationarity = stationarity(point);
        state = controller.begin(
                stationarity <= settings.stationary()
                        ? settings.slowTime()
                        : Math.min(settings.slowTime(), stepper.initialStepSize(point)));
    }

    @Override
    public boolean advance(int count) {
        for (int i = 0; i < count && ended == null; i++) {
            ended = attempt();
        }
        return ended != null;
    }

    @Override
    public EffectiveFlow result() {
        advance(Integer.MAX_VALUE);
        return Objects.requireNonNull(ended);
    }

    /** Tries one step; the flow when it ends there. */
    private @Nullable EffectiveFlow attempt() {
        if (stationarity <= settings.stationary()) {
            return end(Cause.STATIONARY);
        }
        if (steps.size() >= settings.maxSteps()) {
            return end(Cause.STUCK);
        }
        double left = settings.slowTime() - point.time();
        boolean last = left <= STRETCH * state.stepSize();
        double size = last ? left : state.stepSize();
        if (!(size > SMALLEST_STEP * Math.max(SMALLEST_STEP, point.time()))) {
            return end(Cause.STUCK);
        }
        Stepper.Attempt<FlowPoint> attempt = stepper.attempt(point, size);
        if (attempt instanceof Stepper.Attempt.Refused<FlowPoint> refused) {
            state = controller.refused(state.withStepSize(size), refused.factor());
            return null;
        }
        Stepper.Attempt.Candidate<FlowPoint> candidate = (Stepper.Attempt.Candidate<FlowPoint>) attempt;
        StepController.Verdict verdict =
                controller.judge(state.withStepSize(size), candidate.error(), candidate.safety());
        state = verdict.next();
        if (!verdict.accepted()) {
            return null;
        }
        steps.add(candidate.interpolant());
        point = onManifold(candidate.memory(), last ? settings.slowTime() : point.time() + size);
        stationarity = stationarity(point);
        return last && !(stationarity <= settings.stationary()) ? end(Cause.SLOW_TIME_REACHED) : null;
    }

    private FlowPoint onManifold(FlowPoint after, double slowTime) {
        double[] w = manifold.retract(after.weights());
        if (pattern.isPresent()) {
            long changes = pattern.get().follow(w);
            if (changes > 0) {
                patternChanges += changes;
                firstPatternChange = Double.isNaN(firstPatternChange) ? slowTime : firstPatternChange;
                velocity.forget();
                w = manifold.retract(w);
            }
        }
        return new FlowPoint(slowTime, w, after.multiplier());
    }

    /** {@code ||P grad R|| / ||grad R||}; 0 where grad R is 0. */
    private double stationarity(FlowPoint point) {
        regularizer.gradient(point.weights(), work);
        double decay = Vectors.normSquared(work);
        velocity.atPoint(point.weights(), work);
        return decay > 0 ? Math.sqrt(Vectors.normSquared(work) / decay) : 0;
    }

    private EffectiveFlow end(Cause cause) {
        EffectiveFlow.End end = new EffectiveFlow.End(
                point.time(), stationarity, cause, steps.size(), patternChanges, firstPatternChange);
        return new IntegratedEffectiveFlow(projector, startWeights, steps, point.weights(), end);
    }
}
