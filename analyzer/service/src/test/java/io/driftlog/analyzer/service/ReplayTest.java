package io.driftlog.analyzer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.analyzer.testkit.Folding;
import io.driftlog.analyzer.testkit.Trajectories;
import io.driftlog.events.Finding;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.archive.ArchiveReader;
import io.driftlog.log.archive.ArchiveWriter;
import io.driftlog.log.codec.FindingCodec;
import io.driftlog.log.run.TrajectoryReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a replay says, byte for byte, what a fold of the same events says, of one run and of many at once, and names what
 * cannot be read. Method: archives of closed-form runs; that the live host says the same is tested end to end in the node.
 */
final class ReplayTest {
    private static final FindingCodec FINDINGS = new FindingCodec();

    @TempDir
    Path directory;

    private static FoldDriver<?> meanLoss() {
        return new FoldDriver<>(new MeanLossAnalyzer(-1), Map.of());
    }

    private Path archive(List<TrajectoryEvent> events) {
        Path file = directory.resolve(events.get(0).runId() + ".avro");
        try (ArchiveWriter writer = ArchiveWriter.create(file, (RunStarted) events.get(0))) {
            events.stream().skip(1).forEach(writer::append);
            writer.finish();
        }
        return file;
    }

    private static Replay.Result replay(Path file, FoldDriver<?>... drivers) {
        try (TrajectoryReader reader = ArchiveReader.open(file)) {
            return Replay.run(reader, List.of(drivers));
        }
    }

    private static List<byte[]> encoded(List<FindingRecorded> findings) {
        return findings.stream().map(FINDINGS::encode).toList();
    }

    @Test
    void replay_everyStandardTrajectory_givesTheBytesOfAFold() {
        Trajectories.standard().values().forEach(events -> {
            Replay.Result result = replay(archive(events), meanLoss());
            assertThat(encoded(result.findings())).containsExactlyElementsOf(encoded(Folding.fold(meanLoss(), events)));
            assertThat(result.run()).contains((RunStarted) events.get(0));
            assertThat(result.steps())
                    .isEqualTo(events.get(events.size() - 2) instanceof StepTaken last ? last.step() : 0);
            assertThat(result.damage()).isEmpty();
        });
    }

    @Test
    void replay_twoAnalyzersAtOnce_eachSaysWhatItSaysAlone() {
        List<TrajectoryEvent> events = Trajectories.twoPhases("a").build();
        FoldDriver<?> fussy = new FoldDriver<>(new MeanLossAnalyzer(3), Map.of("fussy", "3"));
        List<FindingRecorded> both = replay(archive(events), meanLoss(), fussy).findings();
        assertThat(both.stream().filter(found -> found.parameters().isEmpty()))
                .isEqualTo(Folding.fold(meanLoss(), events));
        assertThat(both.stream().filter(found -> !found.parameters().isEmpty()))
                .isEqualTo(Folding.fold(fussy, events))
                .hasSize(1);
    }

    @Test
    void replay_unfinishedRun_hasNoEnd() {
        List<TrajectoryEvent> events = Trajectories.twoPhases("a").build();
        Replay.Result result = replay(archive(events.subList(0, 20)), meanLoss());
        assertThat(result.end()).isEmpty();
        assertThat(result.steps()).isEqualTo(18);
        assertThat(result.findings()).noneMatch(found -> found.finding().kind().equals(Finding.COMPLETED));
    }

    @Test
    void replay_truncatedArchive_failsEveryFoldThereAndNamesThePlace() throws IOException {
        Path whole =
                archive(Trajectories.twoPhases("a").uniformTimes(5000, 20_000).build());
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = Files.write(directory.resolve("cut.avro"), Arrays.copyOf(bytes, bytes.length * 3 / 4));
        Replay.Result result = replay(cut, meanLoss());
        assertThat(result.damage())
                .get()
                .asString()
                .contains("cut.avro")
                .contains("lock ")
                .contains("the file ends");
        assertThat(result.findings().get(result.findings().size() - 1).finding())
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(Finding.FAILED);
                    assertThat(finding.sentence()).contains(result.damage().get());
                });
    }

    @Test
    void replays_manyFilesOnTwoThreads_comeInOrderAndEachIsRight() throws Exception {
        List<Replays.Source> sources = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Path file = archive(
                    Trajectories.twoPhases("run-" + i).logTimes(0.1, 10 + i, 20).build());
            sources.add(new Replays.Source(file.toString(), () -> ArchiveReader.open(file)));
        }
        Path missing = directory.resolve("missing.avro");
        sources.add(17, new Replays.Source(missing.toString(), () -> ArchiveReader.open(missing)));
        List<Replays.Outcome> outcomes = new ArrayList<>();
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Replays.run(
                sources,
                () -> {
                    threads.add(Thread.currentThread());
                    return List.of(meanLoss());
                },
                2,
                () -> false,
                outcomes::add);
        assertThat(outcomes)
                .extracting(Replays.Outcome::name)
                .isEqualTo(sources.stream().map(Replays.Source::name).toList());
        assertThat(threads).hasSizeBetween(1, 2);
        assertThat(outcomes.get(17).failure()).get().asString().contains("missing.avro cannot be read");
        outcomes.remove(17);
        for (int i = 0; i < 40; i++) {
            List<TrajectoryEvent> events =
                    Trajectories.twoPhases("run-" + i).logTimes(0.1, 10 + i, 20).build();
            assertThat(outcomes.get(i).result().orElseThrow().findings()).isEqualTo(Folding.fold(meanLoss(), events));
        }
    }

    @Test
    void replays_interrupted_stopBeforeTheRest() throws Exception {
        Path file = archive(Trajectories.twoPhases("a").build());
        List<Replays.Source> sources = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sources.add(new Replays.Source("source " + i, () -> ArchiveReader.open(file)));
        }
        List<Replays.Outcome> outcomes = new ArrayList<>();
        Replays.run(sources, () -> List.of(meanLoss()), 1, () -> outcomes.size() == 3, outcomes::add);
        assertThat(outcomes).hasSize(3);
    }

    @Test
    @Timeout(60) // a hang, not a measurement
    void replay_readerThatFailsInAnyWay_failsAndLeavesNoThread() {
        List<TrajectoryEvent> events = Trajectories.twoPhases("a").build();
        for (Throwable thrown : List.of(new IllegalStateException("state"), new OutOfMemoryError("memory"))) {
            Iterator<TrajectoryEvent> first = events.subList(0, 10).iterator();
            TrajectoryReader failing = new TrajectoryReader() {
                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public TrajectoryEvent next() {
                    if (first.hasNext()) {
                        return first.next();
                    }
                    if (thrown instanceof Error error) {
                        throw error;
                    }
                    throw (RuntimeException) thrown;
                }

                @Override
                public void close() {}
            };
            assertThatThrownBy(() -> Replay.run(failing, List.of(meanLoss()))).isSameAs(thrown);
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("driftlog-read-ahead"));
    }
}
