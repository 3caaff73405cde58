package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftlog.events.StepTaken;
import io.driftlog.log.LogConnection;
import io.driftlog.log.Topics;
import io.driftlog.log.run.RunReader;
import io.driftlog.simulator.service.NamedSpec;
import io.driftlog.simulator.service.RunService;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: every verb tells that a damaged segment has cost events of a run, and `repair` restores them. Method: 16 bytes in
 * the middle of the segment of a completed run are changed, after the broker was killed and after it was stopped.
 */
final class DamageIT {
    private static final int FAILED = 1;
    private static final String RUN = "damaged";

    /** Some megabytes, so that its events lie in several batches. */
    private static final NamedSpec SPEC =
            SmallRuns.spec("method={type: gradient-descent, stepSize: 0.02}", "until={time: 200}");

    private static final String COPY = RUN + "-repaired";

    /** Bytes of a batch before the length that it states; the length is in the last four of them. */
    private static final int BATCH_HEADER = 12;

    private static final int BATCH_LENGTH = 8;
    private static final int ATTRIBUTES = 21;
    private static final int CONTROL = 0x20;
    private static final int EVENTS_PER_COMMIT = 2500;
    /** Where the records of a batch begin. */
    private static final int CONTENT = 61;

    @TempDir
    Path directory;

    private String digest = "";

    private InProcess here(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data", directory.resolve("data").toString()));
        return InProcess.run(all.toArray(String[]::new));
    }

    private Driftlog node() throws Exception {
        return Driftlog.start(
                        directory, "node", "--roles", "broker,web", "--port", "0", "--http-port", "0", "--data", "data")
                .awaitText("Ctrl-C");
    }

    private void makeTheRun() throws Exception {
        LogConnection kafka = LogConnection.to(
                Files.readString(directory.resolve("data/broker.address")).strip());
        digest = HexFormat.of()
                .formatHex(new RunService()
                        .run(kafka, RUN, SPEC, step -> awaitCommit(kafka, step))
                        .end()
                        .orElseThrow()
                        .digest());
    }

    /** Lets the run have several transactions however fast it is: a cut transaction is lost as a whole. */
    private static void awaitCommit(LogConnection kafka, StepTaken step) {
        if (step.seq() > 0 && step.seq() % EVENTS_PER_COMMIT == 0) {
            Awaitility.await("the commit of seq " + step.seq())
                    .atMost(Duration.ofSeconds(30))
                    .until(() ->
                            RunReader.lastStep(kafka, RUN).map(StepTaken::seq).orElse(-1L) >= step.seq());
        }
    }

    /** Changes bytes of the first batch after the second commit, so that whole transactions are kept before it. */
    private void flipInTheMiddle() throws Exception {
        Path segment = directory.resolve("data/kafka/" + Topics.TRAJECTORIES.name() + "-" + Topics.partitionOf(RUN)
                + "/00000000000000000000.log");
        try (var bytes = new RandomAccessFile(segment.toFile(), "rw")) {
            long begin = 0;
            for (int commits = 0; commits < 2; ) {
                bytes.seek(begin + BATCH_LENGTH);
                int length = bytes.readInt();
                bytes.seek(begin + ATTRIBUTES);
                commits += (bytes.readShort() & CONTROL) != 0 ? 1 : 0;
                begin += BATCH_HEADER + length;
            }
            bytes.seek(begin + CONTENT);
            byte[] flipped = new byte[16];
            bytes.readFully(flipped);
            for (int i = 0; i < flipped.length; i++) {
                flipped[i] ^= (byte) 0x55;
            }
            bytes.seek(begin + CONTENT);
            bytes.write(flipped);
        }
    }

    private void everyVerbTells(String... missing) {
        String[] words = new String[missing.length + 2];
        words[0] = "run " + RUN;
        words[1] = "`driftlog repair " + RUN + "`";
        System.arraycopy(missing, 0, words, 2, missing.length);
        here("cat", RUN).assertRefused(FAILED, words);
        here("verify", RUN).assertRefused(FAILED, words);
        here("replay", RUN, "--analyzer", "loss-plateau").assertRefused(FAILED, words);
        here(
                        "export",
                        RUN,
                        "--to",
                        "csv",
                        "--out",
                        directory.resolve("steps.csv").toString())
                .assertRefused(FAILED, words);
        Path refused = directory.resolve("refused.avro");
        here("archive", RUN, refused.toString()).assertRefused(FAILED, words);
        assertThat(refused).doesNotExist();
        Path partial = directory.resolve("partial.avro");
        here("archive", RUN, partial.toString(), "--partial").assertRefused(FAILED, words);
        InProcess shown = here("show", partial.toString());
        assertThat(shown.code()).isEqualTo(FAILED);
        assertThat(shown.out()).as(shown.err()).contains("incomplete").doesNotContain("not finished");
    }

    @Test
    void segmentDamaged_brokerKilled_lostTailIsToldAndAppendedFromAnArchive() throws Exception {
        try (Driftlog node = node()) {
            makeTheRun();
            here("archive", RUN, path("whole.avro")).assertPrinted(RUN);
            node.kill();
        }
        flipInTheMiddle();
        try (Driftlog node = node()) {
            assertThat(node.out()).contains("The broker cut ").contains(Topics.TRAJECTORIES.name());
            everyVerbTells("and the end (known from its status)");
            for (String verb : List.of("runs", "show")) {
                List<String> words = new ArrayList<>(List.of(verb));
                if (verb.equals("show")) {
                    words.add(RUN);
                }
                here(words.toArray(String[]::new)).assertRefused(FAILED, "run " + RUN, "and the end");
            }
            here("resume", RUN).assertRefused(FAILED, "has ended");
            JsonNode status = new ObjectMapper()
                    .readTree(directory.resolve("data/node.json").toFile());
            URI http = URI.create(status.get("http").asText());
            Awaitility.await("readiness and the API tell it")
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> {
                        assertThat(get(http, "/health/readiness")).contains("\"" + RUN + "\"");
                        assertThat(get(http, "/api/v1/runs/" + RUN))
                                .contains("\"lost\":{")
                                .contains("and the end");
                    });

            here("repair", RUN, "--from", path("partial.avro")).assertRefused(FAILED, "is damaged itself");
            JsonNode repaired =
                    here("repair", RUN, "--from", path("whole.avro"), "--json").json();
            assertThat(repaired.get("repaired").asText()).isEqualTo(RUN);
            assertThat(repaired.get("end").get("digest").asText()).isEqualTo(digest);
            isWhole(RUN);
            here("runs").assertPrinted(RUN);
            Awaitility.await("readiness forgets it")
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(get(http, "/health/readiness")).doesNotContain("\"" + RUN + "\""));
        }
    }

    @Test
    void segmentDamaged_brokerStopped_holeIsToldAndTheRunCopied() throws Exception {
        try (Driftlog node = node()) {
            makeTheRun();
            node.interrupt();
            node.waitFor();
        }
        here("archive", RUN, path("whole.avro")).assertPrinted(RUN);
        flipInTheMiddle();
        try (Driftlog node = node()) {
            assertThat(node.isAlive()).isTrue();
            here("cat", RUN).assertRefused(FAILED, "run " + RUN, "seq ", "a later event");
            here("verify", RUN).assertRefused(FAILED, "run " + RUN, "seq ");
            JsonNode repaired = here("repair", RUN, "--json").json();
            assertThat(repaired.get("repaired").asText()).isEqualTo(COPY);
            assertThat(repaired.get("end").get("digest").asText()).isEqualTo(digest);
            isWhole(COPY);
            here("show", COPY).assertPrinted("repaired copy of run " + RUN);
            here("repair", RUN, "--from", path("whole.avro")).assertRefused(FAILED, COPY + " is in the log already");
        }
    }

    private String path(String file) {
        return directory.resolve(file).toString();
    }

    private void isWhole(String run) throws Exception {
        JsonNode verified = here("verify", run, "--json").json();
        assertThat(verified.get("same").asBoolean()).isTrue();
        assertThat(verified.get("ended").asBoolean()).isTrue();
        assertThat(verified.get("digest").asText()).isEqualTo(digest);
    }

    private static String get(URI http, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(http.resolve(path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
