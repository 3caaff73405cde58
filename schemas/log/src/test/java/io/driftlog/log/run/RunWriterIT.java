package io.driftlog.log.run;

import static io.driftlog.log.Trajectories.ended;
import static io.driftlog.log.Trajectories.started;
import static io.driftlog.log.Trajectories.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.events.UserException.NotFound;
import io.driftlog.events.UserException.Refused;
import io.driftlog.events.UserException.Unusable;
import io.driftlog.log.Clients;
import io.driftlog.log.LogBroker;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunStatus;
import io.driftlog.log.Topics;
import io.driftlog.log.codec.EventSizes;
import io.driftlog.log.codec.RunStatusCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Goal: what is written is read, in order, without gap or repeat, whatever happens to writers. Method: a real broker;
 * killed writers are writers that are left behind in the middle of a transaction.
 */
@Timeout(60)
final class RunWriterIT {
    private static final int DIMENSION = 300;

    @RegisterExtension
    static final LogBroker broker = LogBroker.withTopics();

    private static final LogConnection kafka = broker.connection();

    @Test
    void append_2000Steps_areReadBackInOrder() {
        List<TrajectoryEvent> written = new ArrayList<>();
        written.add(started("whole", DIMENSION));
        try (RunWriter writer = RunWriter.start(WriterSettings.of(kafka), started("whole", DIMENSION))) {
            for (long seq = 0; seq < 2000; seq++) {
                written.add(step("whole", seq, DIMENSION));
                writer.append(step("whole", seq, DIMENSION));
            }
            written.add(ended("whole", 2000));
            writer.append(ended("whole", 2000));
            assertThat(writer.committedSeq()).isEqualTo(1999);
        }

        assertThat(events("whole")).isEqualTo(written);
        RunStatus status = RunReader.status(kafka, "whole").orElseThrow();
        assertThat(status.state()).isEqualTo(RunStatus.State.COMPLETED);
        assertThat(status.nextSeq()).isEqualTo(2000);
        assertThat(status.time()).isEqualTo(1999);
        assertThat(status.name()).isEqualTo("name of whole");
    }

    @Test
    void partitionOf_anyRun_isWhereItsRecordsLand() {
        for (String runId : List.of("a", "run-2", "λ", "0123456789abcdef")) {
            RunWriter.start(WriterSettings.of(kafka), started(runId, 0)).close();
            try (RunReader reader = RunReader.open(kafka, runId)) {
                assertThat(reader.next().where().partition()).isEqualTo(Topics.partitionOf(runId));
            }
        }
    }

    @Test
    void append_slowSteps_areCommittedByTheTimer() {
        try (RunWriter writer = RunWriter.start(WriterSettings.of(kafka).withoutWeights(), started("slow", 0))) {
            writer.append(step("slow", 0, 0));
            Awaitility.await().until(() -> writer.committedSeq() == 0);
            assertThat(seqs("slow")).containsExactly(0L);
            assertThat(RunReader.status(kafka, "slow").orElseThrow().state()).isEqualTo(RunStatus.State.RUNNING);
        }
    }

    @Test
    void close_withoutEnd_commitsAndLeavesTheRunResumable() {
        writeAndClose("interrupted", 10);
        assertThat(RunReader.status(kafka, "interrupted").orElseThrow().state()).isEqualTo(RunStatus.State.INTERRUPTED);

        try (RunWriter writer = RunWriter.resume(WriterSettings.of(kafka), "interrupted")) {
            assertThat(writer.committedSeq()).isEqualTo(9);
            writer.append(step("interrupted", 10, DIMENSION));
            writer.append(ended("interrupted", 11));
        }
        assertThat(seqs("interrupted")).containsExactlyElementsOf(upTo(11));
    }

    @Test
    void resume_afterKillInTransaction_hidesItsEventsAndGoesOnWithoutGapOrRepeat() {
        RunWriter killed = RunWriter.start(neverCommitting(), started("killed", DIMENSION));
        killed.append(step("killed", 0, DIMENSION));
        killed.close();
        RunWriter zombie = RunWriter.resume(neverCommitting(), "killed");
        for (long seq = 1; seq < 50; seq++) {
            zombie.append(step("killed", seq, DIMENSION));
        }
        assertThat(seqs("killed")).containsExactly(0L);

        try (RunWriter second = RunWriter.resume(WriterSettings.of(kafka), "killed")) {
            assertThat(second.committedSeq()).isZero();
            for (long seq = 1; seq < 20; seq++) {
                second.append(step("killed", seq, DIMENSION));
            }
        }

        assertThat(seqs("killed")).containsExactlyElementsOf(upTo(20));
        assertThatThrownBy(zombie::close)
                .isInstanceOf(Refused.class)
                .hasMessageContaining("cancelled or resumed elsewhere")
                .hasMessageContaining("its steps up to seq 0 are committed");
        assertThat(seqs("killed")).containsExactlyElementsOf(upTo(20));
    }

    @Test
    void append_afterAnotherWriterOpenedTheRun_saysTakenOver() {
        RunWriter first = RunWriter.start(WriterSettings.of(kafka), started("fenced", 0));
        first.append(step("fenced", 0, 0));
        Awaitility.await().until(() -> first.committedSeq() == 0);

        try (RunWriter second = RunWriter.resume(WriterSettings.of(kafka), "fenced")) {
            assertThat(second.committedSeq()).isZero();
            Throwable thrown = catchThrowable(() -> appendUntilRefused(first, "fenced"));
            assertThat(thrown).isInstanceOf(Refused.class);
            first.close();
            second.append(step("fenced", 1, 0));
        }
        assertThat(seqs("fenced")).containsExactly(0L, 1L);
    }

    @Test
    void lastStep_manyTransactions_isTheLastCommittedOne() {
        writeAndClose("tail", 30);
        for (long seq = 30; seq < 33; seq++) {
            try (RunWriter writer = RunWriter.resume(WriterSettings.of(kafka), "tail")) {
                writer.append(step("tail", seq, DIMENSION));
            }
        }
        RunWriter.resume(WriterSettings.of(kafka), "tail").close();

        assertThat(RunReader.lastStep(kafka, "tail").map(StepTaken::seq)).contains(32L);
        RunStatus status = RunReader.status(kafka, "tail").orElseThrow();
        assertThat(status.lowerBoundOffset()).isGreaterThan(status.startOffset());
    }

    @Test
    void lowerBound_severalCommits_movesForwardAndStaysBelowTheLastStep() {
        try (RunWriter writer = RunWriter.start(WriterSettings.of(kafka), started("bound", 0))) {
            for (long seq = 0; seq < 4; seq++) {
                writer.append(step("bound", seq, 0));
                long appended = seq;
                Awaitility.await().until(() -> writer.committedSeq() == appended);
            }
        }
        List<RunReader.Recorded> steps = recorded("bound");
        RunStatus status = RunReader.status(kafka, "bound").orElseThrow();
        assertThat(status.lowerBoundOffset())
                .isEqualTo(steps.get(steps.size() - 2).where().offset());
    }

    @Test
    void start_runInTheLog_isRefusedAndTheOtherWriterLives() {
        try (RunWriter writer = RunWriter.start(WriterSettings.of(kafka), started("twice", 0))) {
            writer.append(step("twice", 0, 0));
            Awaitility.await().until(() -> writer.committedSeq() == 0);
            assertThatThrownBy(() -> RunWriter.start(WriterSettings.of(kafka), started("twice", 0)))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("Run twice is in the log already");
            writer.append(step("twice", 1, 0));
        }
        assertThat(seqs("twice")).containsExactly(0L, 1L);
    }

    @Test
    void resume_unknownOrEndedRun_isRefused() {
        assertThatThrownBy(() -> RunWriter.resume(WriterSettings.of(kafka), "nobody"))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("The log has no run nobody");
        try (RunWriter writer = RunWriter.start(WriterSettings.of(kafka), started("done", 0))) {
            writer.append(ended("done", 0));
        }
        assertThatThrownBy(() -> RunWriter.resume(WriterSettings.of(kafka), "done"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("has ended (completed)");
    }

    @Test
    void append_notTheNextEvent_isRefusedAndTheRunGoesOn() {
        try (RunWriter writer = RunWriter.start(WriterSettings.of(kafka), started("order", 0))) {
            assertThatThrownBy(() -> writer.append(step("order", 1, 0))).hasMessage("seq 1 where 0 comes next");
            assertThatThrownBy(() -> writer.append(step("other", 0, 0))).hasMessageContaining("run other");
            assertThatThrownBy(() -> writer.append(started("order", 0))).hasMessageContaining("one RunStarted");
            assertThatThrownBy(() -> writer.append(ended("order", 3))).hasMessage("seq 3 where 0 comes next");
            writer.append(step("order", 0, 0));
        }
        assertThat(seqs("order")).containsExactly(0L);
    }

    @Test
    void append_eventLargerThanARecord_isRefusedAndTheRunGoesOn() {
        int tooMany = Topics.TRAJECTORIES.maxMessageBytes() / Double.BYTES;
        try (RunWriter writer = RunWriter.start(WriterSettings.of(kafka), started("large", tooMany))) {
            assertThatThrownBy(() -> writer.append(step("large", 0, tooMany)))
                    .isInstanceOf(Unusable.class)
                    .hasMessageContaining("16.1 MiB");
            int fits = tooMany - 1000;
            EventSizes.checkFits(fits, 0, 0);
            writer.append(step("large", 0, fits));
        }
        assertThat(seqs("large")).containsExactly(0L);
    }

    @Test
    void append_interruptedThread_closesAllTheSame() {
        RunWriter writer = RunWriter.start(neverCommitting(), started("ctrl-c", 0));
        writer.append(step("ctrl-c", 0, 0));
        Thread.currentThread().interrupt();
        writer.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(seqs("ctrl-c")).containsExactly(0L);
    }

    @Test
    void runs_manyRuns_listsEachOnceWithItsNewestStatus() {
        writeAndClose("listed", 3);
        List<RunStatus> listed = RunReader.runs(kafka).stream()
                .filter(status -> status.runId().equals("listed"))
                .toList();
        assertThat(listed).containsExactly(RunReader.status(kafka, "listed").orElseThrow());
        assertThat(listed.get(0).nextSeq()).isEqualTo(3);
    }

    /**
     * Goal: a repair that stops half-way leaves the run damaged and cancelled, not resumable beyond its cancellation.
     * Method: a status tells of 10 steps and an end where the log has 5 steps.
     */
    @Test
    void restore_stoppedHalfWay_leavesTheRunDamaged() throws Exception {
        String runId = "half-restored";
        writeAndClose(runId, 5);
        RunStatus had = RunReader.status(kafka, runId).orElseThrow();
        RunStatus whole = new RunStatus(
                runId,
                had.name(),
                RunStatus.State.CANCELLED,
                10,
                9,
                had.partition(),
                had.startOffset(),
                had.lowerBoundOffset(),
                had.startedAtMillis(),
                had.updatedAtMillis());
        try (var producer = Clients.plainProducer(kafka)) {
            byte[] status = new RunStatusCodec().encode(whole);
            producer.send(new ProducerRecord<>(Topics.RUN_STATUS.name(), Topics.key(runId), status))
                    .get();
        }
        try (RunWriter writer = RunWriter.restore(WriterSettings.of(kafka), started(runId, DIMENSION), whole)) {
            writer.append(step(runId, 5, DIMENSION));
        }
        assertThat(RunReader.lost(kafka, runId))
                .hasValueSatisfying(lost -> assertThat(lost.inWords()).isEqualTo("seq 6 to 9 and the end"));
        assertThatThrownBy(() -> RunWriter.resume(WriterSettings.of(kafka), runId))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("has ended");
        try (RunWriter writer = RunWriter.restore(WriterSettings.of(kafka), started(runId, DIMENSION), whole)) {
            for (long seq = 6; seq < 10; seq++) {
                writer.append(step(runId, seq, DIMENSION));
            }
            writer.append(ended(runId, 10));
        }
        assertThat(RunReader.lost(kafka, runId)).isEmpty();
        assertThat(RunReader.status(kafka, runId).orElseThrow().state().ended()).isTrue();
    }

    @Test
    void open_unknownRun_isEmpty() {
        try (RunReader reader = RunReader.open(kafka, "never")) {
            assertThat(reader.hasNext()).isFalse();
        }
        assertThat(RunReader.lastStep(kafka, "never")).isEmpty();
    }

    private static WriterSettings neverCommitting() {
        return new WriterSettings(kafka, true, Duration.ofDays(1));
    }

    private static void writeAndClose(String runId, long steps) {
        try (RunWriter writer = RunWriter.start(WriterSettings.of(kafka), started(runId, DIMENSION))) {
            for (long seq = 0; seq < steps; seq++) {
                writer.append(step(runId, seq, DIMENSION));
            }
        }
    }

    private static void appendUntilRefused(RunWriter writer, String runId) {
        for (long seq = 1; seq < 1_000_000; seq++) {
            writer.append(step(runId, seq, 0));
        }
    }

    private static List<RunReader.Recorded> recorded(String runId) {
        List<RunReader.Recorded> events = new ArrayList<>();
        try (RunReader reader = RunReader.open(kafka, runId)) {
            reader.forEachRemaining(events::add);
        }
        return events;
    }

    private static List<TrajectoryEvent> events(String runId) {
        return recorded(runId).stream().map(RunReader.Recorded::event).toList();
    }

    private static List<Long> seqs(String runId) {
        return events(runId).stream()
                .filter(StepTaken.class::isInstance)
                .map(event -> ((StepTaken) event).seq())
                .toList();
    }

    private static List<Long> upTo(long end) {
        return LongStream.range(0, end).boxed().toList();
    }
}
