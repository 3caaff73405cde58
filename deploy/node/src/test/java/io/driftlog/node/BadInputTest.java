package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.analyzer.testkit.PluginJar;
import io.driftlog.node.home.DataDirectory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: bad input and a bad world give one clear sentence and an exit code, never a stack trace. Method: the command in
 * this process, with its standard error kept.
 */
final class BadInputTest {
    private static final int FAILED = 1;
    private static final int BAD_INPUT = 2;

    @TempDir
    Path directory;

    private final PrintStream standardError = System.err;
    private final ByteArrayOutputStream caught = new ByteArrayOutputStream();

    @BeforeEach
    void catchErrors() {
        System.setErr(new PrintStream(caught, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restoreErrors() {
        System.setErr(standardError);
    }

    /** Runs the command and checks that it said exactly one sentence with these words. */
    private void refuses(int exitCode, List<String> command, String... words) {
        int code = Main.execute(command.toArray(String[]::new));
        String said = caught.toString(StandardCharsets.UTF_8);
        assertThat(code).as(said).isEqualTo(exitCode);
        List<String> sentences =
                said.lines().filter(line -> line.startsWith("driftlog: ")).toList();
        assertThat(sentences).as(said).hasSize(1);
        assertThat(sentences.get(0)).contains(words);
        assertThat(said).doesNotContain("\tat ");
    }

    private List<String> withData(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data", directory.resolve("data").toString()));
        return all;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weightDecay=-1 | weightDecay | at least 0",
                "weightDecay=.nan | weightDecay | NaN",
                "weightdecay=1e-4 | weightdecay | did you mean weightDecay",
                "until.slowTime=0 | until.slowTime | above 0",
                "method.type=euler | method.type | gradient-descent",
                "method.relativeTolerance=2 | method.relativeTolerance | number",
                "objective.type=perceptron | perceptron | linear-regression",
                "objective.generator.samples=0 | samples | whole number",
                "objective.features=X.csv | X.csv | no file",
                "initial.gaussian.variance=-2 | initial.gaussian.variance | at least 0",
                "regularizer=ridge | regularizer | l2, l1",
                "'regularizer={type: lq, q: 1}' | regularizer.q | from 1.3 to 16",
                "'regularizer={type: l1, weight: -1}' | regularizer.weight | above 0",
                "'regularizer={type: weighted, weights: [1, 2]}' | regularizer.weights | one number per weight",
                "'weightDecay={at: [5, 1], values: [1e-3, 0]}' | weightDecay.at | increasing",
                "'weightDecay={curve: spline, at: [0, 1], values: [1, 0]}' | weightDecay.curve | cosine",
                "'objective={type: formula, residuals: w1*q}' | objective.residuals | character 4",
                "seed=half | seed | number",
            })
    void run_badSpec_startsNothing(String override, String key, String fix) {
        refuses(BAD_INPUT, withData("run", "paper/diagonal", "--set", override), key, fix);
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void run_slowTimeWithoutWeightDecay_saysWhatToUseInstead() {
        refuses(
                BAD_INPUT,
                withData("run", "paper/linear-regression", "--set", "weightDecay=0"),
                "until.slowTime",
                "gradientNorm: 1e-12");
    }

    /** Goal: the usual slips get one sentence with the fix. Ctrl-C is in InterruptedRunIT. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run paper/diagnal | did you mean paper/diagonal?",
                "run diagonal | did you mean paper/diagonal?",
                "run my-rnu.yaml | did you mean my-run.yaml?",
                "run other/none.yaml | give the path of a YAML file or one of paper/diagonal",
                "run tabs.yaml | there is a tab in line 2, column 1; indent with spaces instead",
                "presets paper/rleu | did you mean paper/relu?",
                "rnu paper/diagonal | There is no verb rnu; did you mean run?",
                "banana | There is no verb banana; `driftlog --help`",
                "run paper/diagonal --analyser grokking | `driftlog run` has no option --analyser; did you mean --analyzer?",
                "run paper/diagonal --lambda 1e-5 | has no option --lambda; use --set weightDecay=1e-5.",
                "run paper/diagonal --weight-decay=1e-5 | use --set weightDecay=1e-5.",
                "run paper/diagonal --lr 0.1 | use --set method.type=gradient-descent --set method.stepSize=0.1.",
                "run | Missing required parameter: 'SPEC'; `driftlog run --help`",
                "runs --where weightDecy<1 | runs have no weightDecy; did you mean weightDecay?",
                "runs --sort -testlos | runs have no testlos; did you mean testLoss?",
                "show | Missing required parameter: 'RUN|FILE'; `driftlog show --help`",
                "runs now | `driftlog runs` takes no argument 'now'; `driftlog runs --help`",
            })
    void slip_ofTheCommandLine_namesTheFix(String command, String fix) throws Exception {
        Files.writeString(directory.resolve("my-run.yaml"), "");
        Files.writeString(directory.resolve("tabs.yaml"), "objective:\n\ttype: linear-regression\n");
        String here = directory + "/";
        List<String> words = Stream.of(command.split(" "))
                .map(word -> word.endsWith(".yaml") ? here + word : word)
                .toList();
        refuses(BAD_INPUT, words, fix.replace("did you mean my-run", "did you mean " + here + "my-run"));
        assertThat(caught.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
    }

    @Test
    void run_busyData_namesTheFix() {
        try (DataDirectory held = DataDirectory.open(directory.resolve("data"))) {
            refuses(FAILED, withData("run", "paper/diagonal"), held.path().toString(), "in use", "another --data");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--weight-decays | 1e-4,1e-5 | at least three",
                "--weight-decays | 1e-4,0,1e-5 | a number above 0",
                "--html | nowhere/theory.html | create it first",
            })
    void verifyTheory_badOption_startsNothing(String option, String value, String fix) {
        refuses(BAD_INPUT, withData("verify-theory", "paper/diagonal", option, value), option, fix);
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void run_unknownAnalyzer_listsThem() {
        refuses(BAD_INPUT, withData("run", "paper/diagonal", "--analyzer", "plateau"), "loss-plateau");
        caught.reset();
        refuses(
                BAD_INPUT,
                withData("run", "paper/diagonal", "--analyzer", "norm-drift:fraction"),
                "norm-drift:fraction=0.1");
    }

    @Test
    void run_takenPort_isRefused() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());
            refuses(FAILED, withData("run", "paper/diagonal", "--port", port), port, "--port");
        }
    }

    @Test
    void run_brokerThatIsNotThere_isRefused() throws Exception {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        refuses(
                FAILED,
                withData("run", "paper/diagonal", "--kafka", "127.0.0.1:" + free),
                "127.0.0.1:" + free,
                "--kafka");
    }

    @Test
    void runs_kafkaConfigThatIsNotThere_isRefused() {
        List<String> words = List.of("runs", "--kafka", "127.0.0.1:1", "--kafka-config", "none");
        refuses(BAD_INPUT, words, "there is no file", "none");
    }

    @Test
    void runs_kafkaConfigWithoutKafka_isRefused() {
        refuses(BAD_INPUT, List.of("runs", "--kafka-config", "none"), "--kafka-config", "--kafka HOST:PORT");
    }

    /** The configuration of the process names the file where the command line does not. */
    @Test
    void runs_kafkaConfigOfTheConfiguration_isRead() {
        System.setProperty("driftlog.kafka.config", "configured");
        try {
            refuses(BAD_INPUT, List.of("runs", "--kafka", "127.0.0.1:1"), "there is no file", "configured");
        } finally {
            System.clearProperty("driftlog.kafka.config");
        }
    }

    @ParameterizedTest
    @CsvSource({"nosuch.invalid:9092", "localhost"})
    void runs_addressThatIsNone_isRefused(String address) {
        refuses(FAILED, List.of("runs", "--kafka", address), address, "HOST:PORT");
    }

    @Test
    void broker_impossiblePort_isRefused() {
        refuses(FAILED, withData("broker", "--port", "99999"), "99999", "65535");
    }

    @Test
    void run_sameAnalyzerTwice_isRefused() {
        refuses(
                BAD_INPUT,
                withData("run", "paper/diagonal", "--analyzer", "norm-drift", "--analyzer", "norm-drift"),
                "norm-drift",
                "twice");
    }

    @Test
    void run_pluginFolderThatIsNotThere_isRefused() {
        refuses(
                BAD_INPUT,
                withData("run", "paper/diagonal", "--plugins", "no-such-folder"),
                "--plugins",
                "no-such-folder");
    }

    @Test
    void run_impossibleLimit_isRefused() {
        refuses(BAD_INPUT, withData("run", "paper/diagonal", "--state-limit", "100"), "--state-limit", "between");
        caught.reset();
        refuses(BAD_INPUT, withData("run", "paper/diagonal", "--step-deadline", "0"), "--step-deadline", "above 0");
    }

    @Test
    void analyze_withoutAnalyzer_isRefused() {
        refuses(BAD_INPUT, withData("analyze"), "--analyzer", "driftlog analyzers");
    }

    @Test
    void run_unwritableData_isRefused() {
        // Where not even root can write.
        refuses(FAILED, List.of("run", "paper/diagonal", "--data", "/proc/driftlog"), "/proc/driftlog", "--data");
    }

    @Test
    void run_dataIsAFile_isRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        refuses(FAILED, List.of("run", "paper/diagonal", "--data", file.toString()), "not a directory");
    }

    @Test
    void run_fullDisk_isRefusedBeforeItStarts() throws Exception {
        Path small = Files.createDirectory(directory.resolve("small"));
        Peers.require(
                "a small disk (mounting a tmpfs takes root)",
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=1m",
                "tmpfs",
                small.toString());
        try {
            refuses(FAILED, List.of("run", "paper/diagonal", "--data", small.toString()), "full", "--data");
        } finally {
            new ProcessBuilder("umount", "-l", small.toString()).start().waitFor();
        }
    }

    @Test
    void resume_unknownRun_isRefused() {
        refuses(BAD_INPUT, withData("resume", "nobody"), "nobody", "driftlog runs");
    }

    @ParameterizedTest
    @CsvSource({"--at-seq,100000,is not a step of run", "--at-time,1e30,is beyond the end of run"})
    void fork_badPlaceInAnArchive_startsNothing(String option, String place, String words) throws Exception {
        Path archive = directory.resolve("run.avro");
        try (var golden = PluginJar.class.getResourceAsStream("golden/v2/closed-form.avro")) {
            Files.copy(golden, archive);
        }
        refuses(BAD_INPUT, withData("fork", archive.toString(), option, place), option, words);
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void integrate_timeOutsideTheRun_isRefused() {
        refuses(BAD_INPUT, List.of("integrate", "paper/diagonal", "--at", "1e9"), "1e9", "until.time");
    }

    @Test
    void integrate_weightsWithoutTimes_isRefused() {
        refuses(BAD_INPUT, List.of("integrate", "paper/diagonal", "--weights-out", "w.csv"), "--weights-out", "--at");
    }
}
