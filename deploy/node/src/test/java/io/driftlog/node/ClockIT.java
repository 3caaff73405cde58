package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.log.BoundedRead;
import io.driftlog.log.Clients;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunStatus;
import io.driftlog.log.Topics;
import io.driftlog.log.codec.RunStatusCodec;
import io.driftlog.node.home.Cluster;
import io.driftlog.node.home.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the wall clock has no influence on a run and its findings, though it is a day slow at first and is set two days
 * forward and two days back in the middle. Method: libfaketime, which reads the difference from a file. Its
 * "monotonic fix" is off, because with it timed waits of the JVM end at once.
 */
final class ClockIT {
    private static final List<String> ANALYZERS = List.of("loss-plateau", "norm-drift");
    private static final long HALF_A_DAY = Duration.ofHours(12).toMillis();

    @TempDir
    Path directory;

    @Test
    void clock_setTwoDaysForwardAndBack_changesNoStepAndNoFinding() throws Exception {
        Peers.require("faketime", "faketime", "-f", "-1d", "true");
        setClock("-1d");
        try (Driftlog run = start().awaitText("\n      3.18")) {
            setClock("+1d");
            run.awaitText("\n     316.2");
            setClock("-1d");
            run.waitFor();
            assertThat(run.exitCode()).as(run.toString()).isZero();
        }
        try (Cluster cluster = Cluster.embedded(DataDirectory.open(directory.resolve("data")), 0)) {
            String runId = assertJumpsSeen(cluster.connection());
            Undisturbed.assertTrajectory(cluster.connection(), runId);
            Analyzers known = Analyzers.load(getClass().getClassLoader());
            for (String id : ANALYZERS) {
                Undisturbed.assertFindings(cluster.connection(), runId, known.create(id, Map.of()));
            }
        }
    }

    private Driftlog start() throws IOException {
        Map<String, String> environment = Map.of(
                "LD_PRELOAD",
                "/usr/$LIB/faketime/libfaketimeMT.so.1",
                "FAKETIME_TIMESTAMP_FILE",
                directory.resolve("clock").toString(),
                "FAKETIME_NO_CACHE",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
        return Driftlog.start(
                directory,
                environment,
                "run",
                "paper/diagonal",
                "--set",
                "objective.generator={type: sparse-fourier, features: 20, samples: 10, sparsity: 2, testSamples: 10}",
                "--set",
                "method={type: gradient-descent, stepSize: 0.02}",
                "--set",
                "until={time: 900}",
                "--data",
                "data",
                "--analyzer",
                ANALYZERS.get(0),
                "--analyzer",
                ANALYZERS.get(1));
    }

    private void setClock(String difference) throws IOException {
        Path file = Files.writeString(directory.resolve("clock.new"), difference);
        Files.move(
                file, directory.resolve("clock"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Checks when the statuses of the run were written, by its clock; its id. */
    private static String assertJumpsSeen(LogConnection kafka) {
        List<RunStatus> statuses = new ArrayList<>();
        try (var consumer = Clients.consumer(kafka)) {
            var codec = new RunStatusCodec();
            BoundedRead.whole(kafka, consumer, Topics.RUN_STATUS)
                    .forEachReadable(found -> statuses.add(codec.decode(found.value(), BoundedRead.locationOf(found))));
        }
        long now = System.currentTimeMillis();
        assertThat(statuses).anyMatch(status -> status.updatedAtMillis() > now + HALF_A_DAY);
        RunStatus last = statuses.get(statuses.size() - 1);
        assertThat(last.updatedAtMillis()).isLessThan(now - HALF_A_DAY);
        return last.runId();
    }
}
