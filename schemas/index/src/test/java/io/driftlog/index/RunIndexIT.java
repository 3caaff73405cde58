package io.driftlog.index;

import static io.driftlog.log.Trajectories.ended;
import static io.driftlog.log.Trajectories.started;
import static io.driftlog.log.Trajectories.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.events.FindingRecorded;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.LogBroker;
import io.driftlog.log.LogConnection;
import io.driftlog.log.archive.ArchiveTest;
import io.driftlog.log.archive.RunArchiver;
import io.driftlog.log.archive.RunImporter;
import io.driftlog.log.codec.FindingCodec;
import io.driftlog.log.codec.RandomEvents;
import io.driftlog.log.run.FindingIdentity;
import io.driftlog.log.run.FindingsReader;
import io.driftlog.log.run.FindingsWriter;
import io.driftlog.log.run.RunWriter;
import io.driftlog.log.run.WriterSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: an index that is opened on a log knows the beginning and the end of every run in it. Method: a real broker;
 * runs side by side, far from each other by records and by bytes, ended and interrupted, in the same partitions.
 */
@Timeout(120)
final class RunIndexIT {
    @RegisterExtension
    static final LogBroker broker = LogBroker.withTopics();

    private static final LogConnection kafka = broker.connection();

    private static void write(String runId, int steps, int dimension, boolean ends) {
        try (RunWriter writer = RunWriter.start(WriterSettings.of(kafka), started(runId, dimension))) {
            for (int seq = 0; seq < steps; seq++) {
                writer.append(step(runId, seq, dimension));
            }
            if (ends) {
                writer.append(ended(runId, steps));
            }
        }
    }

    /** Goal: an imported run that is analysed again has its findings once, wherever they are read. */
    @Test
    void findings_importedAndDerivedAgain_areReadOnce(@TempDir Path directory) throws Exception {
        RandomEvents random = new RandomEvents(8, "imported");
        List<FindingRecorded> findings = Stream.generate(random::finding)
                .limit(20)
                .collect(Collectors.toMap(FindingIdentity::of, each -> each, (a, b) -> a, LinkedHashMap::new))
                .values()
                .stream()
                .limit(4)
                .toList();
        assertThat(findings).hasSize(4);
        List<TrajectoryEvent> events = List.of(started("imported", 1), step("imported", 0, 1), ended("imported", 1));
        Path archive = ArchiveTest.write(directory.resolve("imported.avro"), events, findings);
        try (RunIndex early = RunIndex.open(IndexSettings.of(kafka));
                FindingsReader follower = FindingsReader.follow(kafka, "imported")) {
            assertThat(RunImporter.importFrom(kafka, archive).newFindings()).isEqualTo(4);
            List<FindingRecorded> followed = new ArrayList<>();
            // What live analyzers derive of it, one of which is not deployed here.
            FindingsWriter.append(kafka, findings.subList(0, 3));
            FindingRecorded more = new RandomEvents(9, "imported").finding();
            FindingsWriter.append(kafka, List.of(more));

            List<FindingRecorded> all = new ArrayList<>(findings);
            all.add(more);
            Awaitility.await().untilAsserted(() -> {
                followed.addAll(follower.poll(Duration.ofMillis(50)));
                assertThat(followed).hasSize(5);
                assertThat(early.findings("imported")).hasSize(5);
            });
            assertSame(followed, all);
            assertSame(early.findings("imported"), all);
            assertThat(early.run("imported").orElseThrow().findings()).isEqualTo(5);
            assertSame(FindingsReader.read(kafka, "imported"), all);
        }
        try (RunIndex late = RunIndex.open(IndexSettings.of(kafka))) {
            assertThat(late.awaitCaughtUp(Duration.ofSeconds(30))).isTrue();
            assertThat(late.findings("imported")).hasSize(5);
        }
        Path again = directory.resolve("again.avro");
        assertThat(RunArchiver.archive(kafka, "imported", again).findings()).isEqualTo(5);
        assertThat(RunImporter.importFrom(kafka, again).newFindings()).isZero();
    }

    /**
     * Goal: findings of a live run are kept as they come, not read again. Method: asked for when the broker is gone.
     */
    @Test
    void findings_liveRunWithoutBroker_areThoseThatItTold() {
        LogBroker leaving = LogBroker.withTopics();
        LogConnection there = leaving.connection();
        RandomEvents random = new RandomEvents(3, "live");
        List<FindingRecorded> findings = List.of(random.finding(), random.finding());
        try (RunIndex index = RunIndex.open(IndexSettings.of(there))) {
            try (leaving;
                    RunWriter writer = RunWriter.start(WriterSettings.of(there), started("live", 1))) {
                writer.append(step("live", 0, 1));
                Awaitility.await().until(() -> index.stepsSeen() == 1);
                FindingsWriter.append(there, findings);
                Awaitility.await().until(() -> index.findingsSeen() == 2);
            }
            assertSame(index.findings("live"), findings);
        }
    }

    private static void assertSame(List<FindingRecorded> found, List<FindingRecorded> expected) {
        FindingCodec codec = new FindingCodec();
        assertThat(found.stream().map(codec::encode).toList())
                .containsExactlyElementsOf(expected.stream().map(codec::encode).toList());
    }

    @Test
    void open_manyRuns_knowsTheBeginningAndTheEndOfEach() throws Exception {
        List<String> ended = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            write("near-" + i, 3, 4, true);
            ended.add("near-" + i);
        }
        write("interrupted", 7, 4, false);
        write("many-records", 5_000, 4, true);
        write("many-bytes", 40, 20_000, true);
        ended.addAll(List.of("many-records", "many-bytes"));
        try (RunWriter one = RunWriter.start(WriterSettings.of(kafka), started("side-by-side-1", 4));
                RunWriter other = RunWriter.start(WriterSettings.of(kafka), started("side-by-side-2", 4))) {
            for (int seq = 0; seq < 50; seq++) {
                one.append(step("side-by-side-1", seq, 4));
                other.append(step("side-by-side-2", seq, 4));
            }
            other.append(ended("side-by-side-2", 50));
            one.append(ended("side-by-side-1", 50));
        }
        ended.addAll(List.of("side-by-side-1", "side-by-side-2"));
        for (int i = 0; i < 24; i++) {
            write("late-" + i, 3, 4, true);
            ended.add("late-" + i);
        }

        try (RunIndex index = RunIndex.open(IndexSettings.of(kafka))) {
            assertThat(index.awaitCaughtUp(Duration.ofSeconds(30))).isTrue();
            Awaitility.await("every run is swept")
                    .until(() -> index.runs().stream()
                            .allMatch(run -> run.last().isPresent()
                                    && (run.ended().isPresent() || run.runId().equals("interrupted"))));
            List<RunEntry> runs = index.runs().stream()
                    .filter(run -> ended.contains(run.runId()) || run.runId().equals("interrupted"))
                    .toList();
            assertThat(runs).hasSize(ended.size() + 1);
            for (RunEntry run : runs) {
                assertThat(run.started().orElseThrow().runId()).isEqualTo(run.runId());
                StepTaken last = run.last().orElseThrow();
                assertThat(last.seq()).as(run.runId()).isEqualTo(run.status().nextSeq() - 1);
                assertThat(last.weights()).isEmpty();
            }
            assertThat(runs.stream().filter(run -> run.ended().isPresent()).map(RunEntry::runId))
                    .containsExactlyInAnyOrderElementsOf(ended);
        }
    }

    /**
     * Goal: a caller that requests changes again and again misses none. Method: asks without pause while runs are written.
     */
    @Test
    void changedSince_askedWithoutPause_givesEveryChange() throws Exception {
        Map<String, RunEntry> seen = new HashMap<>();
        try (RunIndex index = RunIndex.open(IndexSettings.of(kafka))) {
            var writing = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 20; i++) {
                    write("watched-" + i, 20, 4, true);
                }
            });
            long since = -1;
            while (!writing.isDone()) {
                long version = index.version();
                index.changedSince(since).forEach(run -> seen.put(run.runId(), run));
                since = version;
            }
            writing.get();
            Awaitility.await()
                    .until(() -> index.runs().stream()
                            .anyMatch(run -> run.runId().equals("watched-19")
                                    && run.ended().isPresent()));
            long asked = since;
            Awaitility.await().untilAsserted(() -> {
                index.changedSince(asked).forEach(run -> seen.put(run.runId(), run));
                assertThat(seen.values()).containsExactlyInAnyOrderElementsOf(index.runs());
            });
        }
    }
}
