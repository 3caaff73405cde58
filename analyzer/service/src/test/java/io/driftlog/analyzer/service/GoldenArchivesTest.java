package io.driftlog.analyzer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.analyzer.detectors.phase.LossPlateauAnalyzer;
import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.analyzer.testkit.Folding;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.archive.ArchiveReader;
import io.driftlog.log.archive.ArchiveWriter;
import io.driftlog.log.codec.FindingCodec;
import io.driftlog.log.codec.Schemas;
import io.driftlog.simulator.flow.loop.NumericsVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: archives of every version of schema and numerics can be replayed through all built-in analyzers, and give the
 * findings written beside them. Method: archives written by those versions lie in the test kit; they are folded again.
 *
 * <p>{@code mvn verify -pl analyzer/service -am -Dtest=GoldenArchivesTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dgolden=write} writes the archives of the newest versions where there are none, and all findings anew. Do that after a
 * change of a schema, or after a raise of the numerics version or of an analyzer's version; never replace an archive.
 */
final class GoldenArchivesTest {
    private static final Path GOLDEN = Path.of("../testkit/src/main/resources/io/driftlog/analyzer/testkit/golden");
    private static final Path NEWEST =
            GOLDEN.resolve("v" + Schemas.RUN_STARTED.schemas().size() + "-numerics" + NumericsVersion.CURRENT);
    private static final Analyzers DETECTORS = Analyzers.load(LossPlateauAnalyzer.class.getClassLoader());
    private static final FindingCodec CODEC = new FindingCodec();

    static List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            return files.filter(file -> file.toString().endsWith(".avro"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("archives")
    void replay_archiveOfAnyVersion_givesTheFindingsBesideIt(Path archive) throws IOException {
        List<TrajectoryEvent> events = new ArrayList<>();
        List<FindingRecorded> recorded;
        try (ArchiveReader reader = ArchiveReader.open(archive)) {
            reader.forEachRemaining(events::add);
            recorded = reader.findings();
        }
        List<FindingRecorded> found = fold(events);
        assertThat(text(found)).isEqualTo(Files.readString(findingsOf(archive)));
        if (archive.startsWith(NEWEST)) {
            Set<String> unchanged = analyzers(recorded);
            unchanged.retainAll(analyzers(found));
            assertThat(unchanged).isNotEmpty();
            assertThat(encoded(recorded, unchanged)).containsExactlyElementsOf(encoded(found, unchanged));
        }
    }

    /** The analyzers of {@code findings} with their versions: an archive may carry what an older version found. */
    private static Set<String> analyzers(List<FindingRecorded> findings) {
        return findings.stream().map(GoldenArchivesTest::analyzer).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String analyzer(FindingRecorded finding) {
        return finding.analyzer() + " " + finding.version();
    }

    private static List<byte[]> encoded(List<FindingRecorded> findings, Set<String> analyzers) {
        return findings.stream()
                .filter(finding -> analyzers.contains(analyzer(finding)))
                .map(CODEC::encode)
                .toList();
    }

    @Test
    void detectors_builtIn_areAllThere() {
        assertThat(DETECTORS.known())
                .extracting(known -> known.factory().id())
                .containsExactly(
                        "effective-flow",
                        "grokking",
                        "loss-plateau",
                        "margin",
                        "norm-drift",
                        "singularity",
                        "slow-phase",
                        "test-loss-drop");
    }

    @Test
    void newestVersion_everyGoldenRun_isThere() {
        GoldenRuns.all()
                .keySet()
                .forEach(name -> assertThat(NEWEST.resolve(name + ".avro")).exists());
    }

    @ParameterizedTest
    @ValueSource(strings = {"closed-form", "fork-thinned"})
    void newestVersion_runThatNoArithmeticMade_readsBackEqual(String name) {
        List<TrajectoryEvent> read = new ArrayList<>();
        try (ArchiveReader reader = ArchiveReader.open(NEWEST.resolve(name + ".avro"))) {
            reader.forEachRemaining(read::add);
        }
        assertThat(read).isEqualTo(GoldenRuns.all().get(name));
    }

    @Test
    @EnabledIfSystemProperty(named = "golden", matches = "write")
    void write() throws IOException {
        Files.createDirectories(NEWEST);
        GoldenRuns.all().forEach((name, events) -> {
            Path file = NEWEST.resolve(name + ".avro");
            if (!Files.exists(file)) {
                write(file, events);
            }
        });
        for (Path archive : archives()) {
            List<TrajectoryEvent> events = new ArrayList<>();
            try (ArchiveReader reader = ArchiveReader.open(archive)) {
                reader.forEachRemaining(events::add);
            }
            Files.writeString(findingsOf(archive), text(fold(events)));
        }
    }

    private static void write(Path file, List<TrajectoryEvent> events) {
        try (ArchiveWriter writer = ArchiveWriter.create(file, (RunStarted) events.get(0))) {
            events.stream().skip(1).forEach(writer::append);
            fold(events).forEach(writer::append);
            writer.finish();
        }
    }

    private static List<FindingRecorded> fold(List<TrajectoryEvent> events) {
        List<FindingRecorded> findings = new ArrayList<>();
        for (Analyzers.Known known : DETECTORS.known()) {
            FoldDriver<?> driver = DETECTORS.create(known.factory().id(), Map.of());
            findings.addAll(Folding.fold(driver, events));
        }
        return findings;
    }

    private static Path findingsOf(Path archive) {
        return Path.of(archive.toString().replaceAll("[.]avro$", ".findings.txt"));
    }

    /** A vector, which may have thousands of entries, in one line that changes with any of them. */
    private static String summary(double[] vector) {
        return vector.length + " numbers, sum " + Arrays.stream(vector).sum() + ", hash " + Arrays.hashCode(vector);
    }

    /** Every digit of every number, in lines that a person can compare. */
    private static String text(List<FindingRecorded> findings) {
        StringBuilder text = new StringBuilder();
        for (FindingRecorded recorded : findings) {
            var finding = recorded.finding();
            text.append(recorded.analyzer())
                    .append(" v" + recorded.version())
                    .append(" " + recorded.parameters())
                    .append(" seq " + recorded.seq() + "." + recorded.index())
                    .append(" " + finding.stage() + " " + finding.kind())
                    .append("\n  " + finding.sentence());
            finding.time()
                    .ifPresent(time -> text.append(
                            "\n  time " + time.estimate() + " in [" + time.lower() + ", " + time.upper() + "]"));
            finding.values().forEach((name, value) -> text.append("\n  " + name + " = " + value));
            finding.vectors().forEach((name, value) -> text.append("\n  " + name + " = " + summary(value)));
            text.append("\n");
        }
        return text.toString();
    }
}
