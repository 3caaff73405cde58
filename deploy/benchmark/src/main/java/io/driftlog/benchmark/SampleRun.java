package io.driftlog.benchmark;

import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.Outcome;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.StopRule;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A made-up run of d weights with both phases of training. Not thread-safe. */
final class SampleRun implements RecordedRun {
    private static final int KEPT = 64;
    private static final int REPEATED = 1000;
    private static final double WEIGHT_DECAY = 1e-3;
    private static final double FIRST_TIME = 1e-2;
    private static final double LAST_TIME = 1e5;

    private final String runId;
    private final int dimension;
    private final long steps;
    private final double[][] weights;
    private final @Nullable StepTaken[] first = new StepTaken[REPEATED];

    /**
     * A run.
     *
     * @param dimension d; 0 for steps without weights
     * @param steps how many it has, evenly in {@code ln t}
     */
    SampleRun(String runId, int dimension, long steps) {
        this.runId = runId;
        this.dimension = dimension;
        this.steps = steps;
        this.weights = new double[KEPT][dimension];
        for (int k = 0; k < KEPT; k++) {
            for (int i = 0; i < dimension; i++) {
                weights[k][i] = StrictMath.sin(0.37 * i + 0.001 * k);
            }
        }
    }

    @Override
    public String runId() {
        return runId;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public RunStarted started() {
        ObjectiveSpec objective = new ObjectiveSpec("sample", new TreeMap<>(), "", new TreeMap<>(), new TreeMap<>());
        RunSpec spec = new RunSpec(
                objective,
                new InitialSpec.Gaussian(1),
                WEIGHT_DECAY,
                "l2",
                new MethodSpec("sample", new TreeMap<>()),
                new StopRule(OptionalDouble.of(LAST_TIME), OptionalDouble.empty(), OptionalDouble.empty()),
                1);
        return new RunStarted(runId, runId, spec, 1, dimension, 0, "driftlog benchmark", 0);
    }

    /** The step of this seq, with weights that others share. */
    @Override
    public StepTaken step(long seq) {
        double t = time(seq);
        double slow = StrictMath.exp(-2 * WEIGHT_DECAY * t);
        double fast = StrictMath.exp(-t);
        return new StepTaken(
                runId,
                seq,
                seq,
                t,
                seq == 0 ? 0 : t - time(seq - 1),
                fast * fast + 1e-6,
                0.1 + 0.9 * StrictMath.exp(-WEIGHT_DECAY * t),
                1 + slow,
                fast + 1e-4 * StrictMath.sqrt(1 + slow),
                weights[(int) (seq % KEPT)],
                new double[0],
                new double[] {1},
                false,
                0,
                new byte[32]);
    }

    /** The step of this seq with the numbers of one of the first thousand, which are computed once. */
    StepTaken repeated(long seq) {
        int index = (int) (seq % REPEATED);
        StepTaken like = first[index];
        if (like == null) {
            like = step(index);
            first[index] = like;
        }
        return new StepTaken(
                runId,
                seq,
                seq,
                like.time(),
                like.stepSize(),
                like.trainLoss(),
                like.testLoss(),
                like.weightNormSquared(),
                like.gradientNorm(),
                like.weights(),
                like.multiplier(),
                like.controllerState(),
                like.restartPoint(),
                like.rejected(),
                like.digest());
    }

    private double time(long seq) {
        return seq == 0 ? 0 : FIRST_TIME * StrictMath.pow(LAST_TIME / FIRST_TIME, (double) seq / steps);
    }

    @Override
    public RunEnded ended() {
        return new RunEnded(
                runId,
                steps,
                steps - 1,
                LAST_TIME,
                Outcome.COMPLETED,
                "time-reached",
                "The sample ends.",
                new byte[32],
                0);
    }
}
