package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.driftlog.simulator.flow.loop.NumericsVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a data directory of an earlier version opens, lists, replays and resumes. Method: {@link KeptData}. */
final class KeptDataIT {
    /** Of the runs in the kept data; runs of another version are read, but not computed again. */
    private static final int NUMERICS_VERSION = 2;

    @TempDir
    Path directory;

    private InProcess here(String... words) {
        List<String> all = new java.util.ArrayList<>(List.of(words));
        all.addAll(List.of("--data", directory.resolve("data").toString()));
        return InProcess.run(all.toArray(String[]::new));
    }

    private static List<String> finals(JsonNode findings) {
        return StreamSupport.stream(findings.spliterator(), false)
                .filter(each -> each.get("stage").asText().equals("final"))
                .map(each -> each.get("kind") + " " + each.get("time") + " " + each.get("bracket") + " "
                        + valuesOfThatVersion(each.get("values")))
                .toList();
    }

    /** Without those that later versions of the analyzer state besides. */
    private static JsonNode valuesOfThatVersion(JsonNode values) {
        ((ObjectNode) values)
                .remove(List.of("sustainedEvaluations", "sustainedTime", "sustainedTimeLower", "sustainedTimeUpper"));
        return values;
    }

    @Test
    void dataDirectory_ofAnEarlierVersion_opensListsReplaysAndResumes() throws Exception {
        KeptData.unpack(directory.resolve("data"));
        JsonNode runs = here("runs", "--json").json().get("runs");
        assertThat(runs)
                .extracting(run ->
                        run.get("runId").asText() + " " + run.get("state").asText())
                .containsExactlyInAnyOrder(KeptData.COMPLETED + " completed", KeptData.INTERRUPTED + " interrupted");
        String digest = StreamSupport.stream(runs.spliterator(), false)
                .filter(run -> run.get("runId").asText().equals(KeptData.COMPLETED))
                .map(run -> run.get("end").get("digest").asText())
                .findFirst()
                .orElseThrow();

        JsonNode recorded =
                here("findings", KeptData.COMPLETED, "--json").json().get("findings");
        JsonNode replayed = here("replay", KeptData.COMPLETED, "--analyzer", "loss-plateau", "--json")
                .json()
                .get("runs")
                .get(0)
                .get("findings");
        assertThat(finals(replayed)).isNotEmpty().isEqualTo(finals(recorded));

        InProcess resumed = here("resume", KeptData.INTERRUPTED, "--analyzer", "loss-plateau", "--json");
        if (NumericsVersion.CURRENT == NUMERICS_VERSION) {
            assertThat(resumed.json().get("digest").asText()).isEqualTo(digest);
        } else {
            resumed.assertRefused(1, "numerics version " + NUMERICS_VERSION);
        }
    }
}
