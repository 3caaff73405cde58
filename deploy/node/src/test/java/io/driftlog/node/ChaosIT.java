package io.driftlog.node;

import io.driftlog.analyzer.service.PluginFolder;
import io.driftlog.analyzer.service.PluginMarks;
import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.analyzer.testkit.PluginJar;
import io.driftlog.node.ChaosProcesses.Victim;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: simulator, analyzers and broker are killed, and every trajectory and every finding has the value that it has
 * without kills. Method: real processes and SIGKILL, each as soon as a step that the seed chooses is seen committed; then
 * each run is integrated and folded again in this process, and compared event by event and finding by finding. One
 * analyzer adds up all that it reads, so that a lost or repeated event shows in its values.
 *
 * <p>{@code .ci/chaos} kills 50 times; {@code -Dchaos.seed} chooses other steps and victims, {@code -Dchaos.cluster=true}
 * takes three secured brokers instead of the embedded one.
 */
final class ChaosIT {
    private static final int KILLS = Integer.getInteger("chaos.kills", 4);
    private static final long SEED = Long.getLong("chaos.seed", 1);
    private static final boolean CLUSTER = Boolean.getBoolean("chaos.cluster");
    private static final double UNTIL = Double.parseDouble(System.getProperty("chaos.time", "3000"));
    private static final double STEP_SIZE = 0.02;
    private static final long STEPS = Math.round(UNTIL / STEP_SIZE);
    private static final int KILLS_A_RUN = 10;

    private static final List<String> RUN = List.of(
            "paper/diagonal",
            "--set",
            "objective.generator.features=20",
            "--set",
            "objective.generator.samples=10",
            "--set",
            "objective.generator.sparsity=2",
            "--set",
            "method.type=gradient-descent",
            "--set",
            "method.stepSize=" + STEP_SIZE,
            "--set",
            "until.time=" + UNTIL);

    /** Speaks at every hundredth step, of sums over all steps so far. */
    private static final String SUMMING = """
            package summing;

            import io.driftlog.analyzer.spi.*;
            import io.driftlog.events.*;
            import java.util.*;

            public final class Factory implements AnalyzerFactory {
                public String id() { return "summing"; }
                public String description() { return "Adds up all it sees."; }
                public Map<String, String> defaults() { return Map.of(); }
                public Analyzer<?> create(Map<String, String> parameters) { return new Summing(); }

                public record State(long steps, double losses, double[] weights) {}

                record Summing() implements Analyzer<State> {
                    public String id() { return "summing"; }
                    public int version() { return 1; }
                    public Class<State> stateType() { return State.class; }
                    public RunFold<State> open(RunStarted run) {
                        return new RunFold<>() {
                            public State initial() { return new State(0, 0, new double[run.dimension()]); }
                            public Fold<State> accept(State state, StepTaken step) {
                                double[] weights = state.weights().clone();
                                for (int i = 0; i < weights.length; i++) {
                                    weights[i] += step.weights()[i];
                                }
                                State next = new State(state.steps() + 1, state.losses() + step.trainLoss(), weights);
                                return next.steps() % 100 == 0
                                        ? new Fold<>(next, List.of(sum(next, Finding.Stage.PROVISIONAL)))
                                        : Fold.nothing(next);
                            }
                            public List<Finding> finish(State state, RunEnded end) {
                                return List.of(sum(state, Finding.Stage.FINAL));
                            }
                        };
                    }

                    private static Finding sum(State state, Finding.Stage stage) {
                        return new Finding("sum", stage, Optional.empty(),
                                new TreeMap<>(Map.of("steps", (double) state.steps(), "losses", state.losses())),
                                new TreeMap<>(Map.of("weights", state.weights())), "sums so far");
                    }
                }
            }
            """;

    @TempDir
    Path directory;

    @Test
    void kills_atSeededSteps_changeNoValue() throws Exception {
        Path plugins = directory.resolve("plugins");
        new PluginJar()
                .source("summing.Factory", SUMMING)
                .factory("summing.Factory")
                .build(plugins.resolve("summing.jar"));
        Analyzers known = PluginFolder.load(getClass().getClassLoader(), plugins, PluginMarks.in(plugins))
                .analyzers();
        List<String> ids =
                known.known().stream().map(each -> each.factory().id()).toList();
        try (var processes = new ChaosProcesses(directory, RUN, ids, plugins, CLUSTER)) {
            for (Kill kill : kills()) {
                processes.awaitStep(kill.run(), kill.seq());
                processes.kill(kill.victim());
            }
            processes.finish(ids.size());
            System.out.println("chaos: " + KILLS + " kills over "
                    + processes.runIds().size() + " runs; ended unasked: " + processes.diedUnasked());
            for (String runId : processes.runIds()) {
                Undisturbed.assertTrajectory(processes.kafka(), runId);
                for (String id : ids) {
                    FoldDriver<?> driver = known.create(id, Map.of());
                    Undisturbed.assertFindings(processes.kafka(), runId, driver);
                }
            }
        }
    }

    /**
     * A kill.
     *
     * @param run number of the run, from 0
     * @param seq the step that is committed before
     */
    private record Kill(int run, long seq, Victim victim) {}

    /** What the seed chooses: about 10 kills in each run, in the first nine tenths of its steps. */
    private static List<Kill> kills() {
        var random = new Random(SEED);
        List<Kill> kills = new ArrayList<>();
        int run = 0;
        long seq = 0;
        while (kills.size() < KILLS) {
            seq += 1 + random.nextInt(Math.toIntExact(2 * STEPS / KILLS_A_RUN));
            if (seq > 0.9 * STEPS) {
                run++;
                seq = 0;
            } else {
                int number = kills.size();
                int victim = number < Victim.values().length ? number : random.nextInt(Victim.values().length);
                kills.add(new Kill(run, seq, Victim.values()[victim]));
            }
        }
        return kills;
    }
}
