package io.driftlog.analyzer.testkit;

import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.Outcome;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.StopRule;
import io.driftlog.events.TrajectoryEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Builds the trajectory of a run that was not integrated: each of its curves is a function of time, so that the true
 * time of every transition is known. The curves need not belong together.
 */
public final class TrajectoryBuilder {
    private final String runId;
    private double weightDecay;
    private String regularizer = "l2";
    private MethodSpec method = new MethodSpec("closed-form", new TreeMap<>());
    private double[] times = {0};
    private DoubleUnaryOperator trainLoss = t -> 0;
    private DoubleUnaryOperator testLoss = t -> Double.NaN;
    private DoubleUnaryOperator weightNormSquared = t -> 1;
    private DoubleUnaryOperator gradientNorm = t -> 0;
    private @Nullable DoubleFunction<double[]> weights;
    private Outcome outcome = Outcome.COMPLETED;

    /**
     * A run of one step, at rest, without weight decay and without test data.
     *
     * @param runId of the run
     */
    public TrajectoryBuilder(String runId) {
        this.runId = runId;
    }

    /**
     * Sets the weight decay.
     *
     * @param lambda at least 0
     * @return this
     */
    public TrajectoryBuilder weightDecay(double lambda) {
        this.weightDecay = lambda;
        return this;
    }

    /**
     * The name of the regulariser; {@code l2} unless set.
     *
     * @param name of the regulariser
     * @return this
     */
    public TrajectoryBuilder regularizer(String name) {
        this.regularizer = name;
        return this;
    }

    /**
     * How the run says it was made; {@code closed-form} without parameters unless set.
     *
     * @param value the new value
     * @return this
     */
    public TrajectoryBuilder method(MethodSpec value) {
        this.method = value;
        return this;
    }

    /**
     * F as a function of time.
     *
     * @param curve a function of time
     * @return this
     */
    public TrajectoryBuilder trainLoss(DoubleUnaryOperator curve) {
        this.trainLoss = curve;
        return this;
    }

    /**
     * The test loss as a function of time.
     *
     * @param curve a function of time
     * @return this
     */
    public TrajectoryBuilder testLoss(DoubleUnaryOperator curve) {
        this.testLoss = curve;
        return this;
    }

    /**
     * {@code ||w||^2} as a function of time.
     *
     * @param curve a function of time
     * @return this
     */
    public TrajectoryBuilder weightNormSquared(DoubleUnaryOperator curve) {
        this.weightNormSquared = curve;
        return this;
    }

    /**
     * {@code ||grad F(w)||} as a function of time.
     *
     * @param curve a function of time
     * @return this
     */
    public TrajectoryBuilder gradientNorm(DoubleUnaryOperator curve) {
        this.gradientNorm = curve;
        return this;
    }

    /**
     * w as a function of time, each of the same length; one weight with the given norm unless set.
     *
     * @param curve a function of time
     * @return this
     */
    public TrajectoryBuilder weights(DoubleFunction<double[]> curve) {
        this.weights = curve;
        return this;
    }

    /**
     * How the run ends; {@code COMPLETED} unless set.
     *
     * @param value the new value
     * @return this
     */
    public TrajectoryBuilder outcome(Outcome value) {
        this.outcome = value;
        return this;
    }

    /**
     * The times of the steps.
     *
     * @param values increasing, the initial state's 0 first; empty for a run without steps. Not copied, never modified.
     * @return this
     */
    public TrajectoryBuilder times(double... values) {
        this.times = values;
        return this;
    }

    /**
     * Steps at t = 0 and then evenly spaced in {@code ln t}, {@code first} and {@code last} included.
     *
     * @param first time of the first step after seq 0
     * @param last time of the last step
     * @param count number of steps after seq 0
     * @return this
     */
    public TrajectoryBuilder logTimes(double first, double last, int count) {
        double[] values = new double[count + 1];
        double range = StrictMath.log(last / first);
        for (int i = 0; i < count; i++) {
            values[i + 1] = first * StrictMath.exp(range * i / (count - 1));
        }
        return times(values);
    }

    /**
     * Steps at t = 0 and then evenly spaced up to {@code last}.
     *
     * @param last time of the last step
     * @param count number of steps after seq 0
     * @return this
     */
    public TrajectoryBuilder uniformTimes(double last, int count) {
        double[] values = new double[count + 1];
        for (int i = 1; i <= count; i++) {
            values[i] = last * i / count;
        }
        return times(values);
    }

    /** {@return the trajectory: RunStarted, a StepTaken for each time, RunEnded} */
    public List<TrajectoryEvent> build() {
        List<TrajectoryEvent> events = new ArrayList<>(times.length + 2);
        events.add(started());
        for (int seq = 0; seq < times.length; seq++) {
            events.add(step(seq));
        }
        events.add(ended());
        return List.copyOf(events);
    }

    private RunStarted started() {
        ObjectiveSpec objective =
                new ObjectiveSpec("closed-form", new TreeMap<>(), "", new TreeMap<>(), new TreeMap<>());
        double[] initial = weightsAt(0);
        RunSpec spec = new RunSpec(
                objective,
                new InitialSpec.Given(initial),
                weightDecay,
                regularizer,
                method,
                new StopRule(OptionalDouble.of(lastTime()), OptionalDouble.empty(), OptionalDouble.empty()),
                0);
        return new RunStarted(runId, runId, spec, 1, initial.length, 0, "driftlog-analyzer-testkit", 0);
    }

    private StepTaken step(int seq) {
        double t = times[seq];
        double stepSize = seq == 0 ? 0 : t - times[seq - 1];
        return new StepTaken(
                runId,
                seq,
                seq,
                t,
                stepSize,
                trainLoss.applyAsDouble(t),
                testLoss.applyAsDouble(t),
                weightNormSquared.applyAsDouble(t),
                gradientNorm.applyAsDouble(t),
                weightsAt(t),
                new double[0],
                new double[] {stepSize},
                true,
                0,
                digest(seq));
    }

    private RunEnded ended() {
        int steps = Math.max(0, times.length - 1);
        return new RunEnded(
                runId,
                times.length,
                steps,
                lastTime(),
                outcome,
                "closed-form",
                "The curves end here.",
                digest(steps),
                0);
    }

    private double[] weightsAt(double t) {
        return weights == null ? new double[] {Math.sqrt(weightNormSquared.applyAsDouble(t))} : weights.apply(t);
    }

    private double lastTime() {
        return times.length == 0 ? 0 : times[times.length - 1];
    }

    /** Not a hash: it only tells steps apart. */
    private static byte[] digest(long seq) {
        return ByteBuffer.allocate(32).putLong(seq).array();
    }
}
