package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.driftlog.analyzer.service.AnalyzerHosts;
import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.http.LogAccess;
import io.driftlog.index.IndexSettings;
import io.driftlog.index.RunIndex;
import io.driftlog.node.home.Cluster;
import io.driftlog.node.home.DataDirectory;
import io.driftlog.node.home.NodeAddress;
import io.driftlog.node.web.NodeMeters;
import io.driftlog.node.web.WebServer;
import io.driftlog.node.web.WebSettings;
import io.driftlog.simulator.service.RunService;
import io.driftlog.simulator.service.api.RunLimits;
import io.driftlog.simulator.service.queue.Simulators;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: --json and the HTTP API say the same of runs, findings, specs, events, annotations and comparisons. Method: a run with analyzers and a fork of
 * it on one broker, read by the commands and through a server.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class SameJsonIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();

    private Path directory = Path.of("");
    private Cluster cluster;
    private Simulators simulators;
    private RunIndex index;
    private AnalyzerHosts hosts;
    private WebServer server;
    private JsonNode run;
    private JsonNode fork;

    @BeforeAll
    void start(@TempDir Path fresh) throws Exception {
        directory = fresh;
        cluster = Cluster.embedded(DataDirectory.open(directory.resolve("data")), 0);
        simulators = Simulators.start(cluster.connection(), new RunService(), 0);
        index = RunIndex.open(IndexSettings.of(cluster.connection()));
        hosts = AnalyzerHosts.start(List.of(), null, (id, why) -> {});
        server = WebServer.start(
                new WebSettings(
                        "127.0.0.1", 0, Optional.empty(), Set.of(), true, new RunLimits(1, OptionalLong.empty())),
                new LogAccess(cluster.connection(), index, List::of),
                Analyzers.load(SameJsonIT.class.getClassLoader()),
                simulators,
                new NodeMeters(simulators.meters(), hosts, index));
        String[] set = {"--set", "until.time=3e3", "--set", "emit={everyStep: 3, weightsEvery: 2}"};
        run = json(Stream.concat(Stream.of("run", "paper/diagonal"), Arrays.stream(set)));
        fork = json(Stream.of("fork", id(run), "--at-seq", "0", "--set", "weightDecay=1e-3", "--set", "until.time=10"));
        Awaitility.await("the index has all findings of the fork")
                .atMost(Duration.ofSeconds(60))
                .until(() -> get("/runs/" + id(fork)).at("/run/findings").asInt()
                                == fork.get("findings").size()
                        && get("/runs/" + id(fork)).at("/run/state").asText().equals("completed"));
    }

    @AfterAll
    void stop() {
        server.close();
        index.close();
        simulators.close();
        cluster.close();
    }

    @Test
    void runs_listed_areTheSame() throws Exception {
        assertThat(withoutVersions(command("runs"))).isEqualTo(withoutVersions(get("/runs")));
    }

    @Test
    void findings_withVectors_areTheSame() throws Exception {
        JsonNode findings = get("/runs/" + id(run) + "/findings?vectors=true");
        assertThat(findings.get("findings").size()).isPositive();
        assertThat(command("findings", id(run))).isEqualTo(findings);
        assertThat(run.get("findings")).isEqualTo(findings.get("findings"));
        assertThat(command("show", id(run)).get("findings")).isEqualTo(findings.get("findings"));
    }

    @Test
    void spec_ofRunAndFork_isTheSame() throws Exception {
        JsonNode spec = get("/runs/" + id(run)).get("spec");
        assertThat(spec.at("/emit/everyStep").asInt()).isEqualTo(3);
        assertThat(command("show", id(run)).at("/run/spec")).isEqualTo(spec);
        assertThat(events(run).get(0).get("spec")).isEqualTo(spec);
        assertThat(events(fork).get(0).get("origin"))
                .isEqualTo(get("/runs/" + id(fork)).at("/run/setup/origin"));
    }

    @Test
    void events_allSteps_areTheSame() throws Exception {
        List<JsonNode> events = events(run);
        List<JsonNode> steps = new ArrayList<>();
        for (JsonNode next = JSON.valueToTree(0); !next.isNull(); ) {
            JsonNode page = get("/runs/" + id(run) + "/steps/full?limit=50&seq=" + next.asLong());
            page.get("steps").forEach(steps::add);
            next = page.get("next");
        }
        assertThat(events.subList(1, events.size() - 1)).isEqualTo(steps);
        assertThat(events.get(events.size() - 1))
                .isEqualTo(get("/runs/" + id(run)).at("/run/end"));
        JsonNode shown = command("show", id(run));
        assertThat(shown.get("last")).isEqualTo(get("/runs/" + id(run) + "/state"));
        assertThat(shown.get("end")).isEqualTo(get("/runs/" + id(run)).at("/run/end"));
    }

    /**
     * Goal: a command prints the same, whether it asks the API of the node of its data directory or the log. Method: the
     * directory names a node without HTTP server first, then one without Kafka.
     */
    @Test
    void readers_throughHttpAndThroughKafka_printTheSame() throws Exception {
        for (String words : List.of(
                "runs",
                "findings " + id(run),
                "findings " + id(fork),
                "show " + id(fork),
                "compare " + id(run) + " " + id(fork),
                "tag " + id(run) + " seen",
                "note " + id(run) + " read")) {
            InProcess kafka = ofNode(cluster.bootstrapServers(), null, words);
            InProcess http = ofNode("127.0.0.1:1", server.address(), words);
            assertThat(kafka.out().lines()).isNotEmpty();
            assertThat(http.out().replace("127.0.0.1:1)", cluster.bootstrapServers() + ")"))
                    .isEqualTo(kafka.out());
            assertThat(http.err()).isEqualTo(kafka.err());
            String json =
                    ofNode("127.0.0.1:1", server.address(), words + " --json").out();
            // Versions count the changes that one index saw.
            assertThat(json.replaceAll("\"version\" : \\d+,?\\s*", ""))
                    .isEqualTo(ofNode(cluster.bootstrapServers(), null, words + " --json")
                            .out()
                            .replaceAll("\"version\" : \\d+,?\\s*", ""));
        }
        ofNode(cluster.bootstrapServers(), server.address(), "show no-such-run").assertRefused(2, "no run no-such-run");
        ofNode(cluster.bootstrapServers(), server.address(), "cancel " + id(run))
                .assertRefused(1, "has ended");
        ofNode(cluster.bootstrapServers(), "http://127.0.0.1:1", "findings " + id(run))
                .assertPrinted("seq ");
    }

    private InProcess ofNode(String kafka, @Nullable String http, String words) {
        DataDirectory data = cluster.data().orElseThrow();
        data.announce(new NodeAddress(1, kafka, null, http, null, List.of(), false));
        return InProcess.run((words + " --data " + data.path()).split(" "));
    }

    @Test
    void compare_runAndFork_areTheSame() throws Exception {
        JsonNode compared = get("/compare?run=" + id(run) + "&run=" + id(fork));
        assertThat(compared.at("/spec").findValuesAsText("key")).contains("weightDecay");
        assertThat(command("compare", id(run), id(fork))).isEqualTo(compared);
        assertThat(get("/compare?run=" + id(run)).get("detail").asText()).isNotEmpty();
        assertThat(get("/compare?run=" + id(run) + "&run=nobody").get("detail").asText())
                .contains("no run nobody");
    }

    /** Goal: what is written in one place is seen in all others, also by an index that was opened before. */
    @Test
    void annotations_writtenByBoth_areTheSame() throws Exception {
        assertThat(command("tag", id(fork), "paper", "draft").at("/tags").size())
                .isEqualTo(2);
        awaitTags("draft", "paper");
        long version = get("/runs").get("version").asLong();
        HttpRequest watch = HttpRequest.newBuilder(URI.create(server.address() + "/api/v1/watch?since=" + version))
                .build();
        try (Stream<String> changes = client.send(watch, BodyHandlers.ofLines()).body()) {
            assertThat(send("POST", "/tags", "{\"add\": [\"fig/3\"], \"remove\": [\"draft\"]}")
                            .at("/tags/0")
                            .asText())
                    .isEqualTo("fig/3");
            assertThat(changes.filter(line -> line.startsWith("data:") && line.contains("fig/3"))
                            .findFirst())
                    .isPresent();
        }
        awaitTags("fig/3", "paper");
        assertThat(send("PUT", "/note", "{\"note\": \"a fork\"}").get("note").asText())
                .isEqualTo("a fork");
        Awaitility.await()
                .until(() -> get("/runs/" + id(fork)).at("/run/note").asText().equals("a fork"));
        assertThat(command("show", id(fork)).get("note").asText()).isEqualTo("a fork");
        JsonNode tagged = command("runs", "--tag", "paper", "--tag", "fig/3");
        assertThat(withoutVersions(tagged)).isEqualTo(withoutVersions(get("/runs?tag=paper")));
        assertThat(tagged.get("matching").asInt()).isEqualTo(1);
        assertThat(send("POST", "/tags", "{\"add\": [\"two words\"]}")
                        .get("detail")
                        .asText())
                .contains("'two words' is no tag");
        assertThat(send("POST", "/tags", "{}").get("detail").asText()).contains("at least one tag");
    }

    private void awaitTags(String... tags) {
        Awaitility.await()
                .until(() -> get("/runs/" + id(fork)).at("/run/tags").equals(JSON.valueToTree(List.of(tags))));
    }

    private JsonNode send(String method, String path, String body) throws Exception {
        URI address = URI.create(server.address() + "/api/v1/runs/" + id(fork) + path);
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
    }

    /** The number of a version counts the changes that one index saw. */
    private static JsonNode withoutVersions(JsonNode list) {
        ((ObjectNode) list).remove("version");
        list.get("runs").forEach(each -> ((ObjectNode) each).remove("version"));
        return list;
    }

    private static String id(JsonNode result) {
        return result.get("runId").asText();
    }

    private List<JsonNode> events(JsonNode of) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        String out = InProcess.run("cat", id(of), "--json", "--kafka", cluster.bootstrapServers())
                .out();
        for (String line : out.lines().toList()) {
            events.add(JSON.readTree(line));
        }
        return events;
    }

    private JsonNode command(String... words) throws Exception {
        return InProcess.run(
                        Stream.concat(Arrays.stream(words), Stream.of("--json", "--kafka", cluster.bootstrapServers()))
                                .toArray(String[]::new))
                .json();
    }

    /** Of a command that hosts analyzers. */
    private JsonNode json(Stream<String> words) throws Exception {
        return InProcess.run(Stream.concat(
                                words,
                                Stream.of("--json", "--kafka", cluster.bootstrapServers(), "--data", path("beside")))
                        .toArray(String[]::new))
                .json();
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private JsonNode get(String path) throws Exception {
        URI address = URI.create(server.address() + "/api/v1" + path);
        return JSON.readTree(client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body());
    }
}
