package io.driftlog.simulator.flow.effective;

import io.driftlog.simulator.flow.DenseOutput;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.Gradual;
import io.driftlog.simulator.flow.StepController;
import io.driftlog.simulator.flow.Stepper;
import io.driftlog.simulator.flow.effective.EffectiveFlow.Cause;
import io.driftlog.simulator.flow.explicit.DormandPrince;
import io.driftlog.simulator.flow.explicit.ProportionalIntegralController;
import io.driftlog.simulator.flow.objective.TwoLayerRelu;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Regularizer;
import io.driftlog.simulator.spi.Vectors;
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

    /** Events closer to each other than this, relative to slow time, are a crowd. */
    private static final double CROWDED = 1e-13;

    private static final int LARGEST_CROWD = 200;

    private final EffectiveFlow.Settings settings;
    private final Optional<SlidingPattern> pattern;
    private final LeastSquaresObjective smooth;
    private final Regularizer regularizer;
    private final TangentProjector projector;
    private Manifold manifold;
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
    private int crowd;

    EffectiveFlowIntegration(
            LeastSquaresObjective objective, Regularizer regularizer, double[] start, EffectiveFlow.Settings settings) {
        this.settings = settings;
        this.regularizer = regularizer;
        pattern = objective instanceof TwoLayerRelu relu
                ? Optional.of(new SlidingPattern(relu, regularizer, start))
                : Optional.empty();
        smooth = pattern.<LeastSquaresObjective>map(SlidingPattern::network).orElse(objective);
        if (pattern.isPresent()) {
            TangentProjector before = TangentProjector.at(smooth, start);
            start = pattern.get().begin(Manifold.around(smooth, before, start).retract(start));
        }
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
        Optional<SlidingPattern.Event> event = pattern.flatMap(kinks -> kinks.first(candidate.interpolant()));
        if (event.isPresent()) {
            return goOn(candidate.interpolant(), event.get());
        }
        steps.add(candidate.interpolant());
        FlowPoint after = candidate.memory();
        point = new FlowPoint(
                last ? settings.slowTime() : point.time() + size,
                manifold.retract(after.weights()),
                after.multiplier());
        stationarity = stationarity(point);
        return last && !(stationarity <= settings.stationary()) ? end(Cause.SLOW_TIME_REACHED) : null;
    }

    /** Ends a step at a kink, and begins anew with the pattern after it. */
    private @Nullable EffectiveFlow goOn(DenseOutput step, SlidingPattern.Event event) {
        SlidingPattern kinks = pattern.orElseThrow();
        crowd = event.time() - point.time() > CROWDED * event.time() ? 0 : crowd + 1;
        if (crowd > LARGEST_CROWD) {
            return end(Cause.STUCK);
        }
        steps.add(new Beginning(step, event.time()));
        double[] w = startWeights.clone();
        step.weightsAt(event.time(), w);
        w = kinks.after(event, manifold.retract(w));
        manifold = Manifold.around(smooth, TangentProjector.at(smooth, w), w);
        velocity.follow(manifold);
        patternChanges++;
        firstPatternChange = Double.isNaN(firstPatternChange) ? event.time() : firstPatternChange;
        point = stepper.begin(new FlowPoint(event.time(), manifold.retract(w), new double[0]));
        stationarity = stationarity(point);
        return null;
    }

    /** The beginning of a step, up to an event. */
    private record Beginning(DenseOutput step, double end) implements DenseOutput {
        @Override
        public double start() {
            return step.start();
        }

        @Override
        public void weightsAt(double time, double[] out) {
            step.weightsAt(time, out);
        }

        @Override
        public FlowPoint pointAt(double time) {
            return step.pointAt(time);
        }
    }

    /** {@code ||P grad R|| / ||grad R||}; 0 where grad R is 0. */
    private double stationarity(FlowPoint point) {
        regularizer.gradient(point.weights(), work);
        double decay = Vectors.normSquared(work);
        velocity.atPoint(point.time(), point.weights(), work);
        return decay > 0 ? Math.sqrt(Vectors.normSquared(work) / decay) : 0;
    }

    private EffectiveFlow end(Cause cause) {
        EffectiveFlow.End end = new EffectiveFlow.End(
                point.time(), stationarity, cause, steps.size(), patternChanges, firstPatternChange);
        return new IntegratedEffectiveFlow(projector, startWeights, steps, point.weights(), end);
    }
}
