package io.driftlog.benchmark;

import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.StopRule;
import io.driftlog.simulator.flow.DenseOutput;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.Integration;
import io.driftlog.simulator.flow.loop.NumericsVersion;
import io.driftlog.simulator.spi.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * A run of a real objective, from its fast phase through slow time 20: its own steps, or any number of them from its dense
 * output, evenly in {@code ln t}, with losses, gradient norm and multiplier interpolated between its own steps.
 */
final class IntegratedRun implements RecordedRun {
    private final String runId;
    private final RunStarted started;
    private final RunEnded ended;
    private final List<StepTaken> own;
    private final List<DenseOutput> within;
    private final long steps;

    private IntegratedRun(String runId, RunSpec spec, long steps) {
        this.runId = runId;
        own = new ArrayList<>();
        within = new ArrayList<>();
        Integration integration = Integration.start(runId, spec);
        own.add(integration.current());
        Advance advance = integration.advance();
        while (advance instanceof Advance.Stepped stepped) {
            own.add(stepped.step());
            within.add(stepped.interpolant());
            advance = integration.advance();
        }
        Advance.Ended end = (Advance.Ended) advance;
        this.steps = steps == 0 ? own.size() : steps;
        StepTaken last = own.get(own.size() - 1);
        int dimension = last.weights().length;
        started = new RunStarted(
                runId, runId, integration.spec(), NumericsVersion.CURRENT, dimension, 0, "driftlog benchmark", 0);
        ended = new RunEnded(
                runId,
                this.steps,
                this.steps - 1,
                last.time(),
                end.outcome(),
                end.cause(),
                end.reason(),
                last.digest(),
                0);
    }

    /**
     * A diagonal network of 200 weights and 40 samples, as problem B of the simulator's benchmark, at lambda = 1e-5.
     *
     * @param steps how many; 0 for its own
     */
    static IntegratedRun network(String runId, long steps) {
        ObjectiveSpec objective = generated(
                "diagonal-linear-network",
                Map.of(),
                "sparse-fourier",
                Map.of("features", 100.0, "samples", 40.0, "sparsity", 5.0, "testSamples", 200.0));
        return new IntegratedRun(runId, spec(objective, 0.1, 1e-5), steps);
    }

    /** Matrix completion with 1600 weights and 220 entries, as problem C, at lambda = 1e-4. */
    static IntegratedRun completion(String runId, long steps) {
        ObjectiveSpec objective = generated(
                "matrix-completion",
                Map.of("innerDimension", 40.0),
                "low-rank",
                Map.of("rows", 20.0, "columns", 20.0, "rank", 3.0, "observed", 220.0, "scale", 20.0));
        return new IntegratedRun(runId, spec(objective, 1, 1e-4), steps);
    }

    private static ObjectiveSpec generated(
            String type, Map<String, Double> parameters, String generator, Map<String, Double> data) {
        return new ObjectiveSpec(type, new TreeMap<>(parameters), generator, new TreeMap<>(data), new TreeMap<>());
    }

    private static RunSpec spec(ObjectiveSpec objective, double variance, double weightDecay) {
        return new RunSpec(
                objective,
                new InitialSpec.Gaussian(variance),
                weightDecay,
                "l2",
                new MethodSpec("auto", new TreeMap<>()),
                new StopRule(OptionalDouble.empty(), OptionalDouble.of(20), OptionalDouble.empty()),
                1);
    }

    @Override
    public String runId() {
        return runId;
    }

    @Override
    public int dimension() {
        return started.dimension();
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public RunStarted started() {
        return started;
    }

    @Override
    public RunEnded ended() {
        return ended;
    }

    @Override
    public StepTaken step(long seq) {
        if (steps == own.size()) {
            return own.get((int) seq);
        }
        if (seq == 0) {
            return own.get(0);
        }
        double time = time(seq);
        int next = 1;
        while (next < own.size() - 1 && own.get(next).time() < time) {
            next++;
        }
        StepTaken before = own.get(next - 1);
        StepTaken after = own.get(next);
        double part = (time - before.time()) / (after.time() - before.time());
        double[] weights = new double[dimension()];
        within.get(next - 1).weightsAt(time, weights);
        return new StepTaken(
                runId,
                seq,
                seq,
                time,
                time - time(seq - 1),
                between(before.trainLoss(), after.trainLoss(), part),
                between(before.testLoss(), after.testLoss(), part),
                Vectors.normSquared(weights),
                between(before.gradientNorm(), after.gradientNorm(), part),
                weights,
                between(before.multiplier(), after.multiplier(), part),
                after.controllerState(),
                false,
                0,
                after.digest());
    }

    /** Evenly in ln t from its first step to its last. */
    private double time(long seq) {
        if (seq == 0) {
            return 0;
        }
        double first = own.get(1).time();
        double last = own.get(own.size() - 1).time();
        return seq == steps - 1 ? last : first * StrictMath.pow(last / first, (seq - 1.0) / (steps - 2));
    }

    private static double between(double before, double after, double part) {
        return before + part * (after - before);
    }

    private static double[] between(double[] before, double[] after, double part) {
        if (before.length != after.length) {
            return after;
        }
        double[] values = after.clone();
        Vectors.scale(part, values);
        Vectors.addScaled(1 - part, before, values);
        return values;
    }
}
