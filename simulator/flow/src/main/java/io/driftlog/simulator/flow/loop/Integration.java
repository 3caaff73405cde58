package io.driftlog.simulator.flow.loop;

import io.driftlog.events.DecayCurve;
import io.driftlog.events.Measures;
import io.driftlog.events.Origin;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.DenseOutput;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.flow.StepController;
import io.driftlog.simulator.flow.Stepper;
import io.driftlog.simulator.flow.spec.Method;
import io.driftlog.simulator.flow.spec.MethodChoice;
import io.driftlog.simulator.flow.spec.Methods;
import io.driftlog.simulator.flow.spec.Problem;
import io.driftlog.simulator.flow.spec.Problems;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Regularizer;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The integration of one run, driven by hand one accepted step at a time. A pure function of its spec: the same spec
 * gives the same steps, bit for bit, also when it is resumed from any restart point.
 *
 * <p>At every restart point the method forgets all but time, weights, multiplier and what it carries; the controller's
 * state remains. Every accepted step has its number as seq; {@link Emission} thins. One instance serves one thread.
 */
public final class Integration {
    /** A last step may be longer than proposed by this factor, so that none is tiny. */
    private static final double STRETCH = 1.01;
    /** Smallest step, in units in the last place of the time, that moves the time reliably. */
    private static final double SMALLEST_STEP_ULPS = 4;

    private final RunSpec spec;
    private final Problem problem;
    private final MethodChoice choice;
    private final Ending ending;
    private final StepDigest digest = new StepDigest();
    private final double[] gradient;
    private final boolean hasTestLoss;
    private Method method;
    private Cursor<?> cursor;
    /** The cursor that took the last step: another one where lambda has just jumped. */
    private Cursor<?> taker;

    private StepController.State state;
    private StepTaken current;
    private StepTaken before;
    private long rejected;
    private Advance.@Nullable Ended ended;

    private Integration(String runId, RunSpec given, Optional<Origin> origin, @Nullable StepTaken restartPoint) {
        problem = Problems.open(given, origin.map(Origin::time).orElse(0.0));
        choice = Methods.choose(given.method(), problem);
        spec = Problems.complete(given, problem);
        method = methodFrom(restartPoint == null ? problem.startTime() : restartPoint.time());
        ending = new Ending(spec, method.maxSteps());
        gradient = new double[problem.initialWeights().length];
        hasTestLoss = !Double.isNaN(problem.flow().objective().testLoss(problem.initialWeights()));
        FlowPoint point = restartPoint == null
                ? new FlowPoint(
                        problem.startTime(),
                        problem.initialWeights(),
                        origin.map(Origin::multiplier).orElse(new double[0]))
                : new FlowPoint(restartPoint.time(), restartPoint.weights(), restartPoint.multiplier());
        double[] takenOver = restartPoint == null
                ? origin.map(Origin::controllerState).orElse(new double[0])
                : restartPoint.controllerState();
        if (takenOver.length == 0) {
            cursor = Cursor.begin(method.stepper(), point);
            state = method.controller().begin(cursor.initialStepSize());
        } else {
            double[] carried = Arrays.copyOfRange(takenOver, StepController.State.LENGTH, takenOver.length);
            cursor = Cursor.resume(method.stepper(), point, carried);
            state = StepController.State.of(takenOver);
        }
        taker = cursor;
        current = restartPoint == null ? initialState(runId, origin) : restartPoint;
        before = current;
    }

    /** The method for the time from here on: where lambda jumps, up to the next jump. */
    private Method methodFrom(double time) {
        DecayCurve decay = problem.flow().decay();
        boolean jumps = decay.isPiecewiseConstant() && !decay.isConstant();
        return Methods.create(spec.method(), jumps ? problem.with(problem.flow().frozenAt(time)) : problem);
    }

    /**
     * Begins a run; {@link #current} is its initial state.
     *
     * @param runId names the run in its steps; without influence on anything else
     * @param spec with or without defaults
     * @throws io.driftlog.simulator.spi.InvalidSpecException for values that cannot be run
     */
    public static Integration start(String runId, RunSpec spec) {
        return start(runId, spec, Optional.empty());
    }

    /**
     * Begins a run, perhaps at the state of another.
     *
     * @param spec as above; its initial weights are those of the origin's state
     * @param origin where a fork comes from; see {@link Forking}
     * @throws io.driftlog.simulator.spi.InvalidSpecException for values that cannot be run
     */
    public static Integration start(String runId, RunSpec spec, Optional<Origin> origin) {
        return new Integration(runId, spec, origin, null);
    }

    /**
     * Continues a run after one of its restart points, which becomes {@link #current}.
     *
     * @param spec the run's spec
     * @param restartPoint a step of that run. Not modified.
     * @throws IllegalArgumentException when the step is no restart point or of another dimension
     */
    public static Integration resume(RunSpec spec, StepTaken restartPoint) {
        return resume(spec, Optional.empty(), restartPoint);
    }

    /**
     * Continues a run, possibly a fork, after one of its restart points.
     *
     * @param origin where the run comes from if it is a fork
     * @throws IllegalArgumentException as above
     */
    public static Integration resume(RunSpec spec, Optional<Origin> origin, StepTaken restartPoint) {
        if (!restartPoint.restartPoint()) {
            throw new IllegalArgumentException("step " + restartPoint.step() + " is not a restart point");
        }
        Integration integration = new Integration(restartPoint.runId(), spec, origin, restartPoint);
        int dimension = integration.problem.initialWeights().length;
        if (restartPoint.weights().length != dimension) {
            throw new IllegalArgumentException("step " + restartPoint.step() + " has " + restartPoint.weights().length
                    + " weights, the spec " + dimension);
        }
        return integration;
    }

    /** The spec with every default filled in: what RunStarted carries. */
    public RunSpec spec() {
        return spec;
    }

    /** The method of {@link #spec}, and why it is that one. */
    public MethodChoice method() {
        return choice;
    }

    /** What is integrated, and from where. */
    public Problem problem() {
        return problem;
    }

    /** The last accepted step; at first the initial state or the restart point. */
    public StepTaken current() {
        return current;
    }

    /** Accepted steps from one restart point to the next. */
    public long restartEvery() {
        return method.restartEvery();
    }

    /** Whether {@link #current} is where the run is to end. */
    public boolean isComplete() {
        return ending.after(current, this::speed).isPresent();
    }

    /**
     * How many more steps lead to the end time, were there no {@code maxSteps}; empty where steps differ in size, or the end
     * is no time. {@link Long#MAX_VALUE} for more than a long holds.
     */
    public OptionalLong stepsToEnd() {
        double steps = Math.ceil((ending.time() - current.time()) / state.stepSize());
        return method.stepper().keepsStepSize() && Double.isFinite(steps)
                ? OptionalLong.of((long) steps)
                : OptionalLong.empty();
    }

    /** How many more steps will be taken at most, where {@link #stepsToEnd} is known. */
    public OptionalLong expectedSteps() {
        OptionalLong steps = stepsToEnd();
        return steps.isPresent()
                ? OptionalLong.of(Math.min(steps.getAsLong(), method.maxSteps() - current.step()))
                : steps;
    }

    /** What the steps have cost since this instance began. */
    public Stepper.Work work() {
        return cursor.work();
    }

    /** Attempts rejected since this instance began. */
    public long rejected() {
        return rejected;
    }

    /**
     * Takes the next step. The last one lands exactly on the end time.
     *
     * @return the step, or why there is none; the same end again when asked again
     */
    public Advance advance() {
        if (ended == null) {
            ended = ending.after(current, this::speed).orElse(null);
        }
        if (ended != null) {
            return ended;
        }
        Advance next = step();
        if (next instanceof Advance.Ended end) {
            ended = end;
        }
        return next;
    }

    /** {@code ||dw/dt||} at {@link #current}; a weight that the kink of R holds at 0 does not move. */
    private double speed() {
        OptionalDouble known = cursor.speed();
        if (known.isPresent()) {
            return known.getAsDouble();
        }
        double[] w = cursor.point().weights();
        double[] decay = new double[w.length];
        Regularizer regularizer = problem.flow().regularizer();
        double lambda = problem.flow().decay().at(current.time());
        regularizer.gradient(w, decay);
        cursor.lossGradient(gradient);
        Vectors.addScaled(lambda, decay, gradient);
        double held = lambda * regularizer.absoluteWeight();
        for (int i = 0; i < w.length; i++) {
            if (w[i] == 0) {
                gradient[i] = Math.max(0, Math.abs(gradient[i]) - held);
            }
        }
        return Math.sqrt(Vectors.normSquared(gradient));
    }

    private Advance step() {
        int rejections = 0;
        String refusal = "";
        while (true) {
            double proposed = state.stepSize();
            double time = current.time();
            if (!(proposed > SMALLEST_STEP_ULPS * Math.ulp(time))) {
                return ending.stuck(current, proposed, refusal);
            }
            double goal = Math.min(ending.time(), problem.flow().decay().nextBreak(time));
            boolean last = goal - time <= STRETCH * proposed;
            double stepSize = last ? stepOnto(time, goal) : proposed;
            if (Double.isInfinite(time + stepSize)) {
                return ending.stalled(current);
            }
            Stepper.Attempt<?> attempt = cursor.attempt(stepSize);
            if (attempt instanceof Stepper.Attempt.Candidate<?> candidate) {
                double end = candidate.interpolant().end();
                boolean whole = end == time + stepSize;
                double covered = whole ? stepSize : end - time;
                StepController.Verdict verdict =
                        method.controller().judge(state.withStepSize(covered), candidate.error(), candidate.safety());
                state = verdict.next();
                if (verdict.accepted()) {
                    return accept(
                            last && whole ? OptionalDouble.of(goal) : OptionalDouble.empty(),
                            covered,
                            rejections,
                            candidate.interpolant());
                }
                refusal = "";
            } else if (attempt instanceof Stepper.Attempt.Refused<?> refused) {
                state = method.controller().refused(state.withStepSize(stepSize), refused.factor());
                refusal = refused.reason();
            }
            cursor.retry();
            rejections++;
            rejected++;
        }
    }

    /** @param landed the time on which the step was to end, if it was */
    private Advance accept(OptionalDouble landed, double stepSize, int rejections, DenseOutput interpolant) {
        cursor.accept();
        taker = cursor;
        long step = current.step() + 1;
        double time = landed.orElse(cursor.point().time());
        boolean changes = time == problem.flow().decay().nextBreak(current.time());
        boolean restartPoint = changes || step % method.restartEvery() == 0;
        if (changes) {
            method = methodFrom(time);
            cursor = cursor.movedTo(method.stepper(), time);
        } else if (restartPoint) {
            cursor.restart();
        }
        state = state.withStepSize(cursor.settle(stepSize, state.stepSize()));
        StepTaken draft = describe(current.runId(), step, step, time, stepSize, restartPoint, rejections, new byte[0]);
        if (!isFinite(draft)) {
            return ending.nonFinite(current, draft);
        }
        before = current;
        current = withDigest(draft, digest.next(current.digest(), draft));
        return new Advance.Stepped(current, interpolant);
    }

    /**
     * The times of the samples within the step just taken, by a grid {@code e^(i spacing)}; empty for a step that spans no
     * more than the spacing, begins at t = 0 or belongs to a discrete method.
     *
     * @param spacing in ln t; 0 for no samples
     */
    SampleTimes sampleTimes(double spacing) {
        return method.stepper().isDiscrete()
                ? SampleTimes.NONE
                : SampleTimes.within(before.time(), current.time(), spacing);
    }

    /**
     * The solution within the step just taken. Where there is a multiplier, F is that of its residuals mu / c: F(w) would
     * be that of the interpolation error once the residuals are smaller.
     *
     * @param time between its ends
     * @param interpolant of that step
     * @return a sample, with the number of the step as seq; empty where its numbers are not finite
     */
    Optional<StepTaken> sample(double time, DenseOutput interpolant) {
        FlowPoint point = interpolant.pointAt(time);
        double[] w = point.weights();
        taker.lossGradientWithin(point, gradient);
        var sample = new StepTaken(
                before.runId(),
                before.step(),
                before.step(),
                time,
                time - before.time(),
                loss(point),
                problem.flow().objective().testLoss(w),
                Vectors.normSquared(w),
                Math.sqrt(Vectors.normSquared(gradient)),
                w,
                point.multiplier(),
                new double[0],
                false,
                0,
                before.digest(),
                true,
                measures(time, w));
        return isFinite(sample) ? Optional.of(sample) : Optional.empty();
    }

    private double loss(FlowPoint point) {
        double[] multiplier = point.multiplier();
        return multiplier.length > 0 && problem.flow().objective() instanceof LeastSquaresObjective squares
                ? Vectors.normSquared(multiplier) / (2 * squares.scale())
                : problem.flow().objective().value(point.weights());
    }

    /** What the objective measures, and of R and lambda what the spec does not tell. */
    private SortedMap<String, Double> measures(double time, double[] w) {
        GradientFlow flow = problem.flow();
        SortedMap<String, Double> own = flow.objective().measures(w);
        if (flow.decay().isConstant() && flow.hasSquaredNorm()) {
            return own;
        }
        SortedMap<String, Double> all = new TreeMap<>(own);
        if (!flow.decay().isConstant()) {
            all.put(Measures.WEIGHT_DECAY, flow.decay().at(time));
        }
        if (!flow.hasSquaredNorm()) {
            flow.regularizer().gradient(w, gradient);
            all.put(Measures.REGULARIZER, flow.regularizer().value(w));
            all.put(Measures.REGULARIZER_GRADIENT_NORM, Math.sqrt(Vectors.normSquared(gradient)));
        }
        return all;
    }

    private StepTaken initialState(String runId, Optional<Origin> origin) {
        return describe(runId, 0, 0, problem.startTime(), 0, true, 0, digest.first(spec, origin));
    }

    private StepTaken describe(
            String runId,
            long seq,
            long step,
            double time,
            double stepSize,
            boolean restartPoint,
            int rejections,
            byte[] stepDigest) {
        FlowPoint point = cursor.point();
        double[] w = point.weights();
        cursor.lossGradient(gradient);
        return new StepTaken(
                runId,
                seq,
                step,
                time,
                stepSize,
                problem.flow().objective().value(w),
                problem.flow().objective().testLoss(w),
                Vectors.normSquared(w),
                Math.sqrt(Vectors.normSquared(gradient)),
                w,
                point.multiplier(),
                controllerState(restartPoint),
                restartPoint,
                rejections,
                stepDigest,
                false,
                measures(time, w));
    }

    /** The controller's numbers; at a restart point followed by what the method carries. */
    private double[] controllerState(boolean restartPoint) {
        double[] numbers = state.toArray();
        double[] carried = restartPoint ? cursor.carried() : new double[0];
        double[] both = Arrays.copyOf(numbers, numbers.length + carried.length);
        System.arraycopy(carried, 0, both, numbers.length, carried.length);
        return both;
    }

    private boolean isFinite(StepTaken step) {
        return Double.isFinite(step.trainLoss())
                && Double.isFinite(step.weightNormSquared())
                && Double.isFinite(step.gradientNorm())
                && (!hasTestLoss || Double.isFinite(step.testLoss()));
    }

    private static StepTaken withDigest(StepTaken draft, byte[] digest) {
        return new StepTaken(
                draft.runId(),
                draft.seq(),
                draft.step(),
                draft.time(),
                draft.stepSize(),
                draft.trainLoss(),
                draft.testLoss(),
                draft.weightNormSquared(),
                draft.gradientNorm(),
                draft.weights(),
                draft.multiplier(),
                draft.controllerState(),
                draft.restartPoint(),
                draft.rejected(),
                digest,
                draft.isSample(),
                draft.measures());
    }

    /** The step size with which {@code start + h} rounds to {@code end}. */
    static double stepOnto(double start, double end) {
        double h = end - start;
        if (start + h < end) {
            return Math.nextUp(h);
        }
        return start + h > end ? Math.nextDown(h) : h;
    }
}
