package io.driftlog.analyzer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.analyzer.detectors.phase.LossPlateauAnalyzer;
import io.driftlog.analyzer.detectors.phase.NormDriftAnalyzer;
import io.driftlog.analyzer.detectors.phase.TestLossDropAnalyzer;
import io.driftlog.analyzer.spi.AnalyzerFactory;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: an archive of every version that was ever released replays for ever, and gives the findings written beside it.
 * Method: archives that their own version wrote lie in the test kit; they are folded again and compared.
 *
 * <p>{@code mvn verify -pl analyzer/service -am -Dtest=GoldenArchivesTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dgolden=write} writes the archives of the newest version where there are none, and all findings anew. Do that after a
 * change of a schema, or when an analyzer's version is raised on purpose; never replace an archive.
 */
final class GoldenArchivesTest {
    private static final Path GOLDEN = Path.of("../testkit/src/main/resources/io/driftlog/analyzer/testkit/golden");
    private static final Path NEWEST =
            GOLDEN.resolve("v" + Schemas.RUN_STARTED.schemas().size());
    private static final List<AnalyzerFactory> DETECTORS = List.of(
            new LossPlateauAnalyzer.Factory(), new NormDriftAnalyzer.Factory(), new TestLossDropAnalyzer.Factory());
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
            // Older ones may carry what older versions of the analyzers found.
            assertThat(encoded(recorded)).containsExactlyElementsOf(encoded(found));
        }
    }

    private static List<byte[]> encoded(List<FindingRecorded> findings) {
        return findings.stream().map(CODEC::encode).toList();
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
        Analyzers analyzers = Analyzers.of(DETECTORS);
        List<FindingRecorded> findings = new ArrayList<>();
        for (AnalyzerFactory factory : DETECTORS) {
            FoldDriver<?> driver = analyzers.create(factory.id(), Map.of());
            findings.addAll(Folding.fold(driver, events));
        }
        return findings;
    }

    private static Path findingsOf(Path archive) {
        return Path.of(archive.toString().replaceAll("[.]avro$", ".findings.txt"));
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
            text.append("\n");
        }
        return text.toString();
    }
}
