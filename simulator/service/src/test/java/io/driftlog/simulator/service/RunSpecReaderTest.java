package io.driftlog.simulator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.driftlog.events.Dataset;
import io.driftlog.events.EmissionPolicy;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.RegularizerTerm;
import io.driftlog.events.RunSpec;
import io.driftlog.events.Schedule;
import io.driftlog.simulator.flow.spec.Problems;
import io.driftlog.simulator.spi.InvalidSpecException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: every spec is either understood or refused in one sentence that names the key and the fix. */
final class RunSpecReaderTest {
    @TempDir
    Path folder;

    private static final String SPEC = """
            name: my-run
            objective: {type: linear-regression, features: X.csv, targets: y.csv}
            initial: {values: [1, -2.5]}
            weightDecay: 1e-4
            method: {type: radaug, relativeTolerance: 1e-6, absoluteTolerance: 1.0e-9}
            until: {slowTime: 20}
            seed: 7
            """;

    @BeforeEach
    void writeData() throws IOException {
        Files.writeString(folder.resolve("X.csv"), "1,2\n3,4\n5,6\n");
        Files.writeString(folder.resolve("y.csv"), "1\n2\n3\n");
        Files.writeString(folder.resolve("short.csv"), "1\n2\n");
        Files.writeString(folder.resolve("ragged.csv"), "1,2\n3\n");
        Files.writeString(folder.resolve("words.csv"), "x1,x2\n1,2\n");
        Files.writeString(folder.resolve("nan.csv"), "1,NaN\n1,2\n3,4\n");
        Files.writeString(folder.resolve("empty.csv"), "\n");
        Files.writeString(folder.resolve("w0.csv"), "0.5,0.25\n");
    }

    private NamedSpec parse(String yaml, String... overrides) {
        return RunSpecReader.parse(yaml, folder, List.of(overrides));
    }

    @Test
    void parse_emit_isThePolicy() {
        assertThat(parse(SPEC).emission()).isEqualTo(EmissionPolicy.DEFAULT);
        assertThat(parse(SPEC, "emit.sampleSpacing=0").emission()).isEqualTo(EmissionPolicy.EVERY_STEP);
        assertThat(parse(SPEC, "emit={everyStep: 10}").emission()).isEqualTo(new EmissionPolicy(10, 0, 1, 0.05));
        assertThat(parse(SPEC, "emit={perDecade: 50, weightsEvery: 5}").emission())
                .isEqualTo(new EmissionPolicy(0, 50, 5, 0.05));
        assertThat(parse(SPEC, "emit.weightsEvery=0").emission()).isEqualTo(new EmissionPolicy(1, 0, 0, 0.05));
        assertThat(parse(SPEC, "emit={everyStep: 1000, perDecade: 5}").emission())
                .isEqualTo(new EmissionPolicy(1000, 5, 1, 0.05));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "emit={everyStep: 0} | emit.everyStep",
                "emit={perDecade: 0} | emit.perDecade",
                "emit={everyStep: 0, perDecade: 0} | emit.perDecade",
                "emit={weightsEvery: -1} | emit.weightsEvery",
                "emit={perDecade: 1e12} | emit.perDecade",
                "emit={everyStep: 1.5} | emit.everyStep",
                "emit={every: 2} | emit.every",
                "emit=often | emit"
            })
    void parse_badEmit_isRefusedByName(String override, String key) {
        assertThatThrownBy(() -> parse(SPEC, override))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageStartingWith(key + ":");
    }

    @Test
    void parse_completeSpec_isUnderstood() {
        NamedSpec named = parse(SPEC);
        RunSpec spec = named.spec();
        assertThat(named.name()).isEqualTo("my-run");
        assertThat(spec.objective().type()).isEqualTo("linear-regression");
        assertThat(spec.objective().datasets())
                .containsEntry("features", new Dataset(3, 2, new double[] {1, 2, 3, 4, 5, 6}))
                .containsKey("targets");
        assertThat(spec.initial()).isEqualTo(new InitialSpec.Given(new double[] {1, -2.5}));
        assertThat(spec.weightDecay()).isEqualTo(1e-4);
        assertThat(spec.regularizer()).isEqualTo("l2");
        assertThat(spec.method().parameters())
                .containsEntry("relativeTolerance", 1e-6)
                .containsEntry("absoluteTolerance", 1e-9);
        assertThat(spec.until().slowTime()).hasValue(20);
        assertThat(spec.seed()).isEqualTo(7);
        assertThat(Problems.open(spec).initialWeights()).containsExactly(1, -2.5);
    }

    @Test
    void parse_regularizersAndSchedule_areTermsAndPieces() {
        RunSpec spec = parse(SPEC + """
                        regularizer:
                        - {type: lq, q: 1.5}
                        - {type: weighted, weight: 0.5, weights: [1, 2]}
                        """).spec();
        assertThat(spec.regularizers())
                .containsExactly(
                        new RegularizerTerm("lq", 1, new TreeMap<>(Map.of("q", 1.5)), new TreeMap<>(), new TreeMap<>()),
                        new RegularizerTerm(
                                "weighted",
                                0.5,
                                new TreeMap<>(),
                                new TreeMap<>(),
                                new TreeMap<>(Map.of("weights", Dataset.column(new double[] {1, 2})))));
        assertThat(schedule("{from: 1e-3, to: 1e-5, at: 50}"))
                .isEqualTo(
                        new Schedule("weightDecay", "step", new TreeMap<>(), List.of(0.0, 50.0), List.of(1e-3, 1e-5)));
        assertThat(schedule("{from: 1e-3, to: 1e-5, at: [10, 50]}").curve()).isEqualTo("linear");
        assertThat(schedule("{curve: cosine, at: [0, 50], values: [1e-3, 0], restarts: 2}")
                        .parameters())
                .containsEntry("restarts", 2.0);
    }

    private Schedule schedule(String yaml) {
        RunSpec spec = parse(SPEC, "weightDecay=" + yaml).spec();
        assertThat(spec.weightDecay()).isEqualTo(1e-3);
        return spec.schedules().get(0);
    }

    @Test
    void parse_initialFromFile_readsRelativeToTheSpec() {
        RunSpec spec =
                parse(SPEC.replace("{values: [1, -2.5]}", "{file: w0.csv}")).spec();
        assertThat(spec.initial()).isEqualTo(new InitialSpec.Given(new double[] {0.5, 0.25}));
    }

    @Test
    void parse_override_replacesAKey() {
        assertThat(parse(SPEC, "weightDecay=1e-6").spec().weightDecay()).isEqualTo(1e-6);
        assertThat(parse(SPEC, "until.slowTime=3").spec().until().slowTime()).hasValue(3);
    }

    @Test
    void parse_overrideOfAType_dropsTheKeysOfTheOldType() {
        RunSpec spec = parse(SPEC, "method.type=gradient-descent").spec();
        assertThat(spec.method().type()).isEqualTo("gradient-descent");
        assertThat(spec.method().parameters()).isEmpty();
    }

    static List<String> presets() {
        return Presets.names();
    }

    @ParameterizedTest
    @MethodSource("presets")
    void read_everyPreset_canBeRun(String preset) {
        assertThat(Problems.open(RunSpecReader.read(preset, List.of()).spec()).initialWeights())
                .isNotEmpty();
    }

    /** Each row: what is replaced in the spec, by what, and two things the sentence must contain. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weightDecay: 1e-4 | weightdecay: 1e-4 | weightDecay: missing | add",
                "seed: 7 | sede: 7 | sede | did you mean seed",
                "weightDecay: 1e-4 | weightDecay: -1 | weightDecay | at least 0",
                "weightDecay: 1e-4 | weightDecay: .nan | weightDecay | NaN",
                "weightDecay: 1e-4 | weightDecay: small | weightDecay | must be a number",
                "weightDecay: 1e-4 | weightDecay: 0 | until.slowTime | gradientNorm: 1e-12",
                "X.csv | missing.csv | objective.features: there is no file | relative",
                "features: X.csv | loss: logistic | objective.loss is not a data set of linear-regression | it takes features",
                "X.csv | ragged.csv | line 2 of | same number of columns",
                "X.csv | words.csv | 'x1' | not a number",
                "X.csv | nan.csv | objective.features | NaN",
                "X.csv | empty.csv | objective.features | empty",
                "y.csv | short.csv | objective.targets | 2",
                "features: X.csv | feetures: X.csv | objective.feetures | features",
                "type: linear-regression | type: logistic | logistic | linear-regression",
                "type: radaug | type: rk45 | method.type | radaug",
                "relativeTolerance: 1e-6 | relativeTolerance: -1e-6 | method.relativeTolerance | number",
                "relativeTolerance: 1e-6 | tolerance: 1e-6 | method.tolerance | relativeTolerance",
                "'[1, -2.5]' | '[1, -2.5, 3]' | initial.values | 2",
                "'[1, -2.5]' | '[1, .inf]' | initial.values | finite",
                "'values: [1, -2.5]' | 'gaussian: {variance: -1}' | variance | at least 0",
                "'values: [1, -2.5]' | 'ones: true' | initial | exactly one",
                "slowTime: 20 | slowTime: 0 | until.slowTime | above 0",
                "slowTime: 20 | gradientNorm: 1e-9 | until.gradientNorm | slowTime",
                "slowTime: 20 | speed: -1 | until.speed | above 0",
                "slowTime: 20 | steps: 0 | until.steps | at least 1",
                "slowTime: 20 | step: 20 | until.step | did you mean steps",
                "seed: 7 | seed: 1.5 | seed | whole number",
                "seed: 7 | 'seed: [7' | not YAML | line",
                "seed: 7 | 'name: twice' | not YAML | name",
                "'until: {slowTime: 20}' | 'until: 20' | until | keys",
                "name: my-run | 'regularizer: ridge' | regularizer | l2",
            })
    void parse_badSpec_isOneSentenceThatNamesKeyAndFix(String from, String to, String names, String fix) {
        String yaml = SPEC.replace(from, to);
        assertThat(yaml).isNotEqualTo(SPEC);
        assertThatThrownBy(() -> Problems.open(parse(yaml).spec()))
                .isInstanceOf(InvalidSpecException.class)
                .satisfies(e -> assertThat(e.getMessage())
                        .contains(names)
                        .contains(fix)
                        .doesNotContain("\n")
                        .matches(".*[.?]"));
    }

    /** Goal: only decimal numbers are numbers. Method: words that YAML 1.1 takes for others, and those that Java takes. */
    @ParameterizedTest
    @ValueSource(strings = {"1:30", "1_000", "0x10", "0b11", "2026-11-30", "yes", "1d", "0x1p3", "!!int 90", "1,5"})
    void parse_wordThatIsNoDecimalNumber_isRefused(String word) {
        assertThatThrownBy(() -> parse(SPEC.replace("seed: 7", "seed: " + word)))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageMatching("(?s)(seed: must be a number, but is '.*'|spec: the spec is not YAML: .*)\\.");
    }

    @Test
    void parse_wordsThatYamlTakesForOthers_stayThemselves() {
        assertThat(parse(SPEC.replace("my-run", "2026-11-30")).name()).isEqualTo("2026-11-30");
        assertThat(parse(SPEC.replace("my-run", "yes")).name()).isEqualTo("yes");
        assertThat(parse(SPEC.replace("seed: 7", "seed: 010")).spec().seed()).isEqualTo(10);
    }

    /** Goal: reading takes linear time. Method: what it allocates, which has no noise; a word of a million characters. */
    @ParameterizedTest
    @ValueSource(
            strings = {"%s", "'%s'", "\"%s\"", "a # %s", "a   %s", "|\n  %s", "!%s a", "&%s a", "{a: [%s]}", "1%s"})
    void parse_longWord_allocatesInProportion(String place) {
        int length = 1 << 20;
        for (String letter : List.of("a", " ", "1")) {
            String yaml = "name: " + place.formatted(letter.repeat(length));
            var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            assertThatThrownBy(() -> parse(yaml))
                    .isInstanceOf(InvalidSpecException.class)
                    .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(64L * length);
        }
    }

    @Test
    void parseWithoutFiles_specThatNamesAFile_isRefused() {
        assertThatThrownBy(() -> RunSpecReader.parseWithoutFiles(SPEC))
                .hasMessageContaining("cannot be named over HTTP");
        assertThatThrownBy(() -> RunSpecReader.parseWithoutFiles(SPEC.replace("features: X.csv, targets: y.csv", "a: 1")
                        .replace("values: [1, -2.5]", "file: w0.csv")))
                .hasMessageContaining("initial.file: names a file");
    }

    @Test
    void read_fileAboveTheLimit_isRefusedWithItsSize() throws IOException {
        Path large = folder.resolve("large.yaml");
        try (var file = FileChannel.open(large, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[1]), 20 << 20);
        }
        assertThatThrownBy(() -> RunSpecReader.read(large.toString(), List.of()))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("has 20971521 bytes, and a spec may have 16777216");
    }

    @Test
    void parse_everyStepZeroAlone_namesPerDecade() {
        assertThatThrownBy(() -> parse(SPEC, "emit={everyStep: 0}"))
                .hasMessage(
                        "emit.everyStep: is 0; give a whole number of at least 1, or 0 together with emit.perDecade.");
    }

    @Test
    void read_neitherPresetNorFile_listsThePresets() {
        assertThatThrownBy(() -> RunSpecReader.read("paper/diagnol", List.of()))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("paper/diagonal");
    }

    @Test
    void parse_overrideWithoutValue_isRefused() {
        assertThatThrownBy(() -> parse(SPEC, "weightDecay")).hasMessageContaining("key=value");
    }
}
