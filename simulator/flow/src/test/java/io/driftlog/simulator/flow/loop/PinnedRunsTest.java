package io.driftlog.simulator.flow.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.events.StopRule;
import io.driftlog.simulator.flow.Specs;
import io.driftlog.simulator.flow.spec.MethodType;
import io.driftlog.simulator.flow.spec.Methods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: no digest of any method changes on any JDK without a raise of {@link NumericsVersion}. Method: small runs are
 * compared with a table that names the version it was made for. Beside each digest stand readable numbers and a hash of
 * times and weights alone, which contains no version.
 *
 * <p>{@code mvn verify -pl simulator/flow -am -Dtest=PinnedRunsTest#write -Dsurefire.failIfNoSpecifiedTests=false
 * -Dpinned=write} makes the table anew.
 */
final class PinnedRunsTest {
    private static final Path TABLE = Path.of("src/test/resources/io/driftlog/simulator/flow/loop/pinned-runs.txt");
    private static final String WRITE = "mvn verify -pl simulator/flow -am -Dtest=PinnedRunsTest#write"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dpinned=write";
    private static final String VERSION = "numerics version ";
    private static final String UNRELEASED = " (unreleased)";
    private static final Map<String, RunSpec> RUNS = runs();

    /** Every method, every choice of auto, every objective, each kind of linear system. */
    private static Map<String, RunSpec> runs() {
        Map<String, RunSpec> runs = new LinkedHashMap<>();
        ObjectiveSpec diagonal = Specs.generated(
                "diagonal-linear-network",
                "sparse-fourier",
                Map.of("features", 100.0, "samples", 40.0, "sparsity", 5.0, "testSamples", 200.0));
        runs.put("paper/diagonal", run(diagonal, 0.1, 1e-4, "auto", Map.of(), Specs.untilTime(1e5)));
        for (MethodType type : Methods.all()) {
            if (!List.of("exact", "radaug-events", "rodas").contains(type.name())) {
                runs.put(type.name(), Specs.smallNetwork(type.name(), Map.of()));
            }
        }
        runs.put("momentum", Specs.smallNetwork("gradient-descent", Map.of("momentum", 0.9, "stepSize", 0.05)));
        runs.put(
                "sgd/batches",
                Specs.smallNetwork(
                        "sgd", Map.of("learningRate", 0.05, "batchSize", 3.0, "momentum", 0.9, "labelNoise", 0.1)));
        ObjectiveSpec regression = Specs.generated(
                "linear-regression", "gaussian", Map.of("features", 8.0, "samples", 5.0, "testSamples", 6.0));
        runs.put("exact", run(regression, 0.1, "exact"));
        runs.put("auto/regression", run(regression, 0.1, "auto"));
        runs.put("radaug-events", Specs.reluNetwork(20, 5, 1e-2, Map.of(), 2));
        runs.put("auto/relu-of-inputs", Specs.reluOfInputs(2, 6, 8, 1e-2, 2));
        ObjectiveSpec tall = Specs.generated(
                "linear-regression", "gaussian", Map.of("features", 5.0, "samples", 12.0, "testSamples", 6.0));
        runs.put("radaug/more-samples-than-weights", run(tall, 0.1, "radaug"));
        ObjectiveSpec completion = Specs.generated(
                "matrix-completion", "low-rank", Map.of("rows", 12.0, "columns", 12.0, "observed", 80.0));
        runs.put("radaug/completion", run(completion, 0.1, "radaug"));
        runs.put("rkc/completion", run(completion, 0.1, "rkc"));
        ObjectiveSpec sensing =
                Specs.generated("matrix-sensing", "gaussian", Map.of("side", 5.0, "samples", 12.0, "testSamples", 6.0));
        runs.put("radaug/sensing", run(sensing, 0.1, "radaug"));
        runs.put("gradient-descent/sensing", run(sensing, 0.1, "gradient-descent"));
        ObjectiveSpec deep = Specs.generated(
                "deep-linear-network", "gaussian", Map.of("features", 4.0, "samples", 6.0, "testSamples", 6.0));
        runs.put("radaug/deep", run(deep, 0.1, "radaug"));
        ObjectiveSpec smoothed = new ObjectiveSpec(
                "two-layer-smoothed-relu",
                new TreeMap<>(Map.of("neurons", 12.0)),
                "relu-teacher",
                new TreeMap<>(Map.of("samples", 8.0)),
                new TreeMap<>());
        runs.put("radaug/smoothed-relu", run(smoothed, 1, "radaug"));
        ObjectiveSpec classes = Specs.generated(
                "diagonal-linear-classifier", "separable-gaussians", Map.of("features", 6.0, "testSamples", 6.0));
        runs.put("rodas/diagonal-classifier", run(classes, 0.1, "rodas"));
        ObjectiveSpec xor = new ObjectiveSpec(
                "two-layer-classifier",
                new TreeMap<>(Map.of("neurons", 5.0)),
                "xor-clusters",
                new TreeMap<>(Map.of("samples", 12.0, "testSamples", 6.0)),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(Map.of("loss", "softmax")));
        runs.put("rkc/two-layer-softmax", run(xor, 1, "rkc"));
        return runs;
    }

    private static RunSpec run(ObjectiveSpec objective, double variance, String method) {
        return run(objective, variance, 0.01, method, Map.of(), Specs.untilTime(10));
    }

    private static RunSpec run(
            ObjectiveSpec objective,
            double variance,
            double weightDecay,
            String method,
            Map<String, Double> parameters,
            StopRule until) {
        MethodSpec methodSpec = Specs.method(method, parameters);
        return new RunSpec(objective, new InitialSpec.Gaussian(variance), weightDecay, "l2", methodSpec, until, 1);
    }

    /** What is pinned of a run. */
    private record Pinned(String numbers, String trajectory, String digest) {
        static Pinned of(RunSpec spec) throws NoSuchAlgorithmException {
            Integration integration = Integration.start("run", spec);
            var bytes = new ByteWriter();
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            StepTaken step = integration.current();
            while (true) {
                bytes.clear();
                bytes.writeDouble(step.time());
                bytes.writeDoubles(step.weights());
                sha256.update(bytes.written());
                if (!(integration.advance() instanceof Advance.Stepped stepped)) {
                    break;
                }
                step = stepped.step();
            }
            String numbers = String.format(
                    Locale.ROOT,
                    "t %.10g, %d steps, %d rejected\n"
                            + "  train loss %.10g, test loss %.10g, ||w||^2 %.10g, ||grad F|| %.4g",
                    step.time(),
                    step.step(),
                    integration.rejected(),
                    step.trainLoss(),
                    step.testLoss(),
                    step.weightNormSquared(),
                    step.gradientNorm());
            HexFormat hex = HexFormat.of();
            return new Pinned(numbers, hex.formatHex(sha256.digest()).substring(0, 16), hex.formatHex(step.digest()));
        }

        String text() {
            return "  " + numbers + "\n  trajectory " + trajectory + "\n  digest " + digest + "\n";
        }
    }

    private static String heading(String name, RunSpec spec) {
        String chosen = Integration.start("run", spec).method().method().type();
        return name + (name.startsWith(chosen) ? "" : " by " + chosen);
    }

    private static String table(String version) throws NoSuchAlgorithmException {
        StringBuilder table = new StringBuilder(VERSION + version + "\n");
        for (var run : RUNS.entrySet()) {
            table.append(heading(run.getKey(), run.getValue()))
                    .append("\n")
                    .append(Pinned.of(run.getValue()).text());
        }
        return table.toString();
    }

    static List<String> names() {
        return List.copyOf(RUNS.keySet());
    }

    @Test
    void table_anyVersion_isOfThisOne() throws IOException {
        String first = Files.readAllLines(TABLE).get(0).replace(UNRELEASED, "");
        assertThat(first)
                .as("The table of pinned runs was made for another numerics version. Make it anew: %s", WRITE)
                .isEqualTo(VERSION + NumericsVersion.CURRENT);
    }

    @ParameterizedTest
    @MethodSource("names")
    void run_pinned_hasTheSameDigest(String name) throws Exception {
        RunSpec spec = RUNS.get(name);
        List<String> lines = Files.readAllLines(TABLE);
        int at = lines.indexOf(heading(name, spec));
        assertThat(at)
                .as("%s is not in the table. Make it anew: %s", heading(name, spec), WRITE)
                .isPositive();
        Pinned now = Pinned.of(spec);
        String pinned = String.join("\n", lines.subList(at + 1, at + 5)) + "\n";
        boolean sameTrajectory = pinned.contains("trajectory " + now.trajectory());
        assertThat(now.text())
                .as(
                        "The digest of %s changed: %s. %s Then make the table anew: %s",
                        name,
                        sameTrajectory
                                ? "times and weights are the same bits, only what else the digest covers differs"
                                : "the trajectory itself differs",
                        lines.get(0).endsWith(UNRELEASED)
                                ? "If that is intended: this version is unreleased, so it need not be raised again."
                                : "If that is intended: raise NumericsVersion.CURRENT, which was released.",
                        WRITE)
                .isEqualTo(pinned);
    }

    /** Refuses to change a digest of a released version: that needs a raise. */
    @Test
    @EnabledIfSystemProperty(named = "pinned", matches = "write")
    void write() throws Exception {
        String released = Files.exists(TABLE) ? Files.readAllLines(TABLE).get(0) : "";
        boolean raised = !released.equals(VERSION + NumericsVersion.CURRENT);
        String table = table(NumericsVersion.CURRENT + (raised ? UNRELEASED : ""));
        assertThat(raised || table.equals(Files.readString(TABLE)))
                .as("Digests of the released numerics version %d changed: raise it.", NumericsVersion.CURRENT)
                .isTrue();
        Files.writeString(TABLE, table);
    }
}
