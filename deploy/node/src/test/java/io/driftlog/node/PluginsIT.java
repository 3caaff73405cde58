package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftlog.analyzer.service.PluginMarks;
import io.driftlog.analyzer.testkit.PluginJar;
import io.driftlog.simulator.spi.ObjectiveFactory;
import io.driftlog.simulator.spi.RegularizerFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a jar in a folder is an analyzer like those that ship inside, and a bad one disturbs no other. Method: the example
 * project's own sources in a jar, beside a plug-in that misbehaves on request; one broker, one run with all of them.
 */
final class PluginsIT {
    private static final List<String> SMALL_RUN = List.of(
            "paper/diagonal",
            "--set",
            "objective.generator.features=20",
            "--set",
            "objective.generator.samples=10",
            "--set",
            "objective.generator.sparsity=2",
            "--set",
            "until.time=1e4");

    /** Prints at the third step, and throws, hangs, grows or ends the process, as its parameter says. */
    private static final String MOODY = """
            package moody;

            import io.driftlog.analyzer.spi.*;
            import io.driftlog.events.*;
            import java.util.*;

            public final class Factory implements AnalyzerFactory {
                public String id() { return "moody"; }
                public String description() { return "Misbehaves."; }
                public Map<String, String> defaults() { return Map.of("mode", "fine"); }
                public Analyzer<?> create(Map<String, String> parameters) {
                    return new Moody(parameters.getOrDefault("mode", "fine"));
                }

                public record State(byte[] memory) {}

                record Moody(String mode) implements Analyzer<State> {
                    public String id() { return "moody"; }
                    public int version() { return 1; }
                    public Class<State> stateType() { return State.class; }
                    public RunFold<State> open(RunStarted run) {
                        return new RunFold<>() {
                            public State initial() { return new State(new byte[0]); }
                            public Fold<State> accept(State state, StepTaken step) {
                                if (step.seq() == 3) {
                                    System.out.println("in the mood for " + mode);
                                }
                                if (step.seq() == 3 && mode.equals("exits")) {
                                    System.exit(0);
                                }
                                if (step.seq() == 3 && mode.equals("halts")) {
                                    Runtime.getRuntime().halt(7);
                                }
                                if (step.seq() == 3 && mode.equals("throws")) {
                                    throw new IllegalStateException("not in the mood");
                                }
                                while (step.seq() == 3 && mode.equals("hangs")) {
                                    Thread.onSpinWait();
                                }
                                return Fold.nothing(
                                        step.seq() == 3 && mode.equals("grows") ? new State(new byte[2000000]) : state);
                            }
                        };
                    }
                }
            }
            """;

    @TempDir
    static Path directory;

    private static Driftlog broker;
    private static String kafka;
    private static Path plugins;

    @BeforeAll
    static void startTheBrokerAndBuildTheJars() throws Exception {
        broker = Driftlog.start(directory, "broker", "--port", "0", "--data", "data")
                .awaitText("Ctrl-C");
        kafka = Files.readString(directory.resolve("data/broker.address")).strip();
        plugins = directory.resolve("plugins");
        example(1).build(plugins.resolve("weight-sparsity.jar"));
        new PluginJar().source("moody.Factory", MOODY).factory("moody.Factory").build(plugins.resolve("moody.jar"));
    }

    @AfterAll
    static void stopTheBroker() throws Exception {
        broker.close();
    }

    /** The example project, its analyzer's version raised to this one. */
    private static PluginJar example(int version) throws Exception {
        Path sources = Driftlog.home().resolve("analyzer/example-plugin/src/main/java");
        String analyzer = "org.example.sparsity.SparsityAnalyzer";
        String text = Files.readString(sources.resolve(analyzer.replace('.', '/') + ".java"));
        String raised = text.replace("VERSION = 1;", "VERSION = " + version + ";");
        assertThat(raised).contains("VERSION = " + version + ";");
        return new PluginJar()
                .sources(sources)
                .source(analyzer, raised)
                .factory("org.example.sparsity.SparsityFactory")
                .attribute("Driftlog-Analyzer-SPI", "2");
    }

    @Test
    void run_withGoodAndBadPlugins_theGoodFindAndTheBadAreNamed() throws Exception {
        List<String> words = new ArrayList<>(List.of("run"));
        words.addAll(SMALL_RUN);
        for (String analyzer :
                List.of("norm-drift", "weight-sparsity", "moody,mode=throws", "moody,mode=hangs", "moody,mode=grows")) {
            words.addAll(List.of("--analyzer", analyzer));
        }
        words.addAll(List.of("--plugins", plugins.toString(), "--step-deadline", "2", "--state-limit", "1"));
        words.addAll(List.of("--json", "--kafka", kafka, "--data", "run"));
        JsonNode result;
        try (Driftlog run = Driftlog.run(directory, words.toArray(String[]::new))) {
            assertThat(run.exitCode()).as(run.toString()).isEqualTo(1);
            assertThat(run.err())
                    .contains("moody gave up this run at seq 3: it threw java.lang.Ill")
                    .contains("analyzer moody stopped: it took longer than 2.0 s for seq 3 of run ")
                    .contains("analyzer moody stopped: its state of run ")
                    .doesNotContain("\tat ");
            result = run.resultJson();
        }
        assertThat(Files.readString(directory.resolve("run/driftlog.log")))
                .contains("plug-in moody.jar printed: in the mood for grows");
        assertThat(result.get("outcome").asText()).isEqualTo("completed");
        assertThat(kindsOf(result, "norm-drift")).contains("norm-drift-onset", "completed");
        assertThat(kindsOf(result, "weight-sparsity")).contains("weight-sparsity", "completed");
        assertThat(kindsOf(result, "moody")).containsExactly("failed");

        newVersionReadsEverything(result);
    }

    /** Goal: a new version folds what was recorded before it, and its findings stand beside the old ones. */
    private void newVersionReadsEverything(JsonNode run) throws Exception {
        String runId = run.get("runId").asText();
        Path newer = directory.resolve("newer");
        example(2).build(newer.resolve("weight-sparsity-2.jar"));
        try (Driftlog analyze = Driftlog.start(
                directory,
                "analyze",
                "--analyzer",
                "weight-sparsity",
                "--plugins",
                newer.toString(),
                "--kafka",
                kafka,
                "--data",
                "analyze")) {
            analyze.awaitText("analyzer weight-sparsity, version 2, is up");
            analyze.awaitText("run " + runId + "  >> weight-sparsity has read the whole run");
            analyze.interrupt();
            analyze.waitFor();
            assertThat(analyze.exitCode()).as(analyze.toString()).isEqualTo(130);
        }
        try (Driftlog findings = Driftlog.run(directory, "findings", runId, "--json", "--kafka", kafka)) {
            JsonNode all = findings.json().get("findings");
            List<String> old = said(all, finding -> isOf(finding, "weight-sparsity", 1));
            assertThat(old).hasSize(2);
            assertThat(said(all, finding -> isOf(finding, "weight-sparsity", 2)))
                    .isEqualTo(old);
        }
    }

    /** The example project of the simulator, under this version. */
    private static PluginJar robust(String version) throws Exception {
        return new PluginJar()
                .sources(Driftlog.home().resolve("simulator/example-plugin/src/main/java"))
                .service(ObjectiveFactory.class, "org.example.robust.LogCoshFactory")
                .service(RegularizerFactory.class, "org.example.robust.PseudoHuberFactory")
                .attribute("Driftlog-Simulator-SPI", "1")
                .attribute("Implementation-Version", version);
    }

    /**
     * Goal: an objective and a regulariser of a jar are recorded with its version; with it a killed run is resumed, and forked
     * and verified; without it, or with another one, each verb says what is missing. Method: the example project's sources.
     */
    @Test
    void run_objectiveOfAPlugin_isResumedForkedAndVerifiedWithItsJarAlone() throws Exception {
        Path jars = directory.resolve("robust");
        robust("1.0.0").build(jars.resolve("robust-regression.jar"));
        Path spec = Files.writeString(directory.resolve("robust.yaml"), """
                name: robust
                objective: {type: log-cosh-regression, scale: 0.5, generator: {type: outliers, features: 4}}
                initial: {gaussian: {variance: 0.1}}
                weightDecay: 1.0e-3
                regularizer: {type: pseudo-huber, delta: 0.05}
                method: {type: runge-kutta-4, stepSize: 1.0e-3}
                emit: {everyStep: 1000}
                until: {time: 1.0e6}
                """);
        String[] without = {
            "--kafka", kafka, "--data", directory.resolve("robust-data").toString()
        };
        String[] with = {"--plugins", jars.toString(), "--kafka", kafka, "--data", without[3]};
        String runId;
        try (Driftlog run =
                Driftlog.start(directory, words(with, "run", spec.toString(), "--analyzer", "loss-plateau"))) {
            run.awaitText("run 2");
            runId = run.awaitText("##########").out().replaceFirst("(?s).*\nrun (\\S+)\n.*", "$1");
            run.kill();
        }
        String missing = "needs the plug-in log-cosh-regression, version 1.0.0, and it is not loaded";
        for (String[] verb : List.of(
                new String[] {"resume", runId},
                new String[] {"fork", runId, "--at-seq", "0", "--set", "until.time=2"},
                new String[] {"verify", runId})) {
            InProcess.run(words(without, verb)).assertRefused(2, missing);
        }
        Path newer = directory.resolve("robust-newer");
        robust("2.0.0").build(newer.resolve("robust-regression.jar"));
        InProcess.run(words(without, "verify", runId, "--plugins", newer.toString()))
                .assertRefused(2, "with version 1.0.0 of the plug-in log-cosh-regression", "has version 2.0.0");
        try (Driftlog resumed = Driftlog.start(directory, words(with, "resume", runId, "--analyzer", "loss-plateau"))) {
            resumed.awaitText("run " + runId).awaitText("000 ");
            resumed.interrupt();
            resumed.waitFor();
            assertThat(resumed.exitCode()).as(resumed.toString()).isEqualTo(130);
        }
        InProcess.run(words(with, "verify", runId)).assertPrinted("are the same bit for bit");
        try (Driftlog fork = Driftlog.run(
                directory,
                words(
                        with,
                        "fork",
                        runId,
                        "--at-time",
                        "1.5",
                        "--set",
                        "until.time=3",
                        "--analyzer",
                        "loss-plateau",
                        "--json"))) {
            assertThat(fork.json().get("outcome").asText()).isEqualTo("completed");
        }
    }

    private static String[] words(String[] end, String... begin) {
        return Stream.concat(Stream.of(begin), Stream.of(end)).toArray(String[]::new);
    }

    /** Goal: the plug-in that ended a process is named, at once or at the next start. Method: replays of an archive. */
    @Test
    void replay_pluginThatEndsTheProcess_isNamed() throws Exception {
        Path archive = directory.resolve("golden.avro");
        try (var golden = PluginJar.class.getResourceAsStream("golden/v2/closed-form.avro")) {
            Files.copy(golden, archive);
        }
        try (Driftlog exits = replay(archive, "exits")) {
            assertThat(exits.out()).isEmpty();
            assertThat(exits.err())
                    .contains("plug-in moody.jar printed: in the mood for exits")
                    .contains("driftlog: plug-in moody.jar ended this process: it called System.exit.");
        }
        try (Driftlog halts = replay(archive, "halts")) {
            assertThat(halts.exitCode()).isEqualTo(7);
        }
        try (Driftlog fine = replay(archive, "fine")) {
            assertThat(fine.json().get("runs")).hasSize(1);
        }
        InProcess next =
                InProcess.run("runs", "--data", directory.resolve("ended").toString());
        next.assertPrinted(
                "was ended by a plug-in: plug-in moody.jar called System.exit.",
                "ended without closing while it had these plug-ins loaded: moody.jar, weight-sparsity.jar.");
        assertThat(Files.readString(directory.resolve("ended/driftlog.log"))).contains("moody.jar called System.exit");
        assertThat(PluginMarks.ofDeadProcesses(directory.resolve("ended"))).isEmpty();
    }

    private static Driftlog replay(Path archive, String mode) throws Exception {
        return Driftlog.run(
                directory,
                "replay",
                archive.toString(),
                "--analyzer",
                "moody:mode=" + mode,
                "--plugins",
                plugins.toString(),
                "--json",
                "--data",
                "ended");
    }

    private static boolean isOf(JsonNode finding, String analyzer, int version) {
        return finding.get("analyzer").asText().equals(analyzer)
                && finding.get("version").asInt() == version;
    }

    private static List<String> kindsOf(JsonNode result, String analyzer) {
        return StreamSupport.stream(result.get("findings").spliterator(), false)
                .filter(finding -> finding.get("analyzer").asText().equals(analyzer))
                .map(finding -> finding.get("kind").asText())
                .distinct()
                .toList();
    }

    /** Findings without the version of who found them. */
    private static List<String> said(JsonNode findings, Predicate<JsonNode> which) {
        return StreamSupport.stream(findings.spliterator(), false)
                .filter(which)
                .map(finding -> finding.toString().replaceFirst("\"version\":\\d+,", ""))
                .toList();
    }
}
