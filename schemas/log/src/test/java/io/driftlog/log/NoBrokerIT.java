package io.driftlog.log;

import static io.driftlog.log.Trajectories.started;
import static io.driftlog.log.Trajectories.step;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.events.UserException.Unavailable;
import io.driftlog.events.UserException.Unusable;
import io.driftlog.log.admin.TopicAdmin;
import io.driftlog.log.codec.EventSizes;
import io.driftlog.log.run.RunReader;
import io.driftlog.log.run.RunWriter;
import io.driftlog.log.run.WriterSettings;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Goal: a broker that is away is one sentence in bounded time, and a run or step that cannot fit is refused before.
 * Method: a port where nothing listens, a broker that is stopped under a writer; patience cut to a second.
 */
@Timeout(60)
final class NoBrokerIT {
    private static final Map<String, Object> IMPATIENT = Map.of(
            "default.api.timeout.ms",
            1000,
            "request.timeout.ms",
            500,
            "max.block.ms",
            1000,
            "delivery.timeout.ms",
            1000);

    @Test
    void start_nothingListens_saysWhere() {
        String address = "127.0.0.1:" + LogBroker.freePort();
        WriterSettings settings = WriterSettings.of(LogConnection.to(address).with(IMPATIENT));
        assertThatThrownBy(() -> RunWriter.start(settings, started("r", 0)))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("The log at " + address + " did not answer");
        assertThatThrownBy(() -> RunWriter.resume(settings, "r"))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("The log at " + address + " did not answer");
        assertThatThrownBy(() -> RunReader.open(settings.kafka(), "r")).isInstanceOf(Unavailable.class);
    }

    @Test
    void start_unresolvableAddress_saysSo() {
        WriterSettings settings = WriterSettings.of(LogConnection.to("no such host"));
        assertThatThrownBy(() -> RunWriter.start(settings, started("r", 0)))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("no such host");
    }

    @Test
    void ensure_nothingListens_saysSo() {
        Map<String, Object> nowhere = Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + LogBroker.freePort(),
                "default.api.timeout.ms",
                1000,
                "request.timeout.ms",
                500);
        try (Admin admin = Admin.create(nowhere)) {
            assertThatThrownBy(() -> TopicAdmin.ensure(admin, LogConnection.to("nowhere")))
                    .isInstanceOf(Unavailable.class);
        }
    }

    @Test
    void appendAndClose_brokerStops_sayWhatIsCommitted() {
        RunWriter appending;
        RunWriter closing;
        try (LogBroker broker = LogBroker.withTopics()) {
            WriterSettings settings = WriterSettings.of(broker.connection().with(IMPATIENT));
            appending = RunWriter.start(settings, started("lost", 0));
            appending.append(step("lost", 0, 0));
            closing =
                    RunWriter.start(new WriterSettings(settings.kafka(), true, Duration.ofDays(1)), started("open", 0));
            closing.append(step("open", 0, 0));
            Awaitility.await().until(() -> appending.committedSeq() == 0);
        }

        assertThatThrownBy(() -> appendUntilRefused(appending))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("its steps up to seq 0 are committed, resume the run when a broker answers.");
        assertThatCode(appending::close).doesNotThrowAnyException();
        assertThatThrownBy(closing::close)
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("no step of it is known to be committed");
        assertThatCode(closing::close).doesNotThrowAnyException();
    }

    private static void appendUntilRefused(RunWriter writer) {
        for (long seq = 1; seq < 10_000_000; seq++) {
            writer.append(step("lost", seq, 0));
        }
    }

    @Test
    void checkFits_stepLargerThanARecord_isRefusedWithItsSize() {
        assertThatCode(() -> EventSizes.checkFits(1_000_000, 1_000_000, 0)).doesNotThrowAnyException();
        assertThatThrownBy(() -> EventSizes.checkFits(2_000_000, 200_000, 0))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining(
                        "A step with 2000000 weights and 200000 multipliers takes 16.8 MiB, and a record of")
                .hasMessageContaining("takes at most 16.0 MiB");
        assertThatThrownBy(() -> EventSizes.checkFits(Integer.MAX_VALUE, Integer.MAX_VALUE, 0))
                .isInstanceOf(Unusable.class);
    }
}
