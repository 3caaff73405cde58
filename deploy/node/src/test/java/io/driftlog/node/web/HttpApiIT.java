package io.driftlog.node.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftlog.analyzer.service.AnalyzerHosts;
import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.analyzer.testkit.Trajectories;
import io.driftlog.events.Finding;
import io.driftlog.events.RunStarted;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.http.Limits;
import io.driftlog.http.LogAccess;
import io.driftlog.index.IndexSettings;
import io.driftlog.index.RunIndex;
import io.driftlog.log.Topics;
import io.driftlog.log.run.RunWriter;
import io.driftlog.log.run.WriterSettings;
import io.driftlog.node.InProcess;
import io.driftlog.node.home.Cluster;
import io.driftlog.node.home.DataDirectory;
import io.driftlog.node.home.NodeAddress;
import io.driftlog.simulator.service.RunService;
import io.driftlog.simulator.service.api.RunLimits;
import io.driftlog.simulator.service.queue.Simulators;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/**
 * Goal: the HTTP API does what its description says, and refuses everything else with one sentence. Method: broker,
 * simulator, index and server in this process, real requests; the fuzz takes {@code -Dfuzz.requests} of them.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class HttpApiIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REQUESTS = Integer.getInteger("fuzz.requests", 500);
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final int REFUSED = Integer.getInteger("fuzz.refused", 20);
    private static final int IDLE = Integer.getInteger("fuzz.idle", 50);
    private static final RunLimits RUNS = new RunLimits((long) 1e8, OptionalLong.empty());
    private static final String TOKEN = "a-token-of-this-test";
    private static final String SHORT_RUN = """
            name: short
            objective: {type: diagonal-linear-network, generator: {type: sparse-fourier}}
            initial: {gaussian: {variance: 0.1}}
            weightDecay: 1.0e-4
            until: {time: 100}
            seed: 1
            """;

    private static final String ENDLESS = SHORT_RUN
            .replace("until: {time: 100}", "until: {time: 9e5}\nemit: {everyStep: 10000}")
            .replace("seed: 1", "seed: 2\nmethod: {type: gradient-descent, stepSize: 0.01}");

    private final HttpClient client = HttpClient.newHttpClient();

    private Path directory = Path.of("");
    private Cluster cluster;
    private Simulators simulators;
    private RunIndex index;
    private AnalyzerHosts hosts;
    private WebServer server;
    private URI address;
    private String runId;

    @BeforeAll
    void start(@TempDir Path fresh) throws Exception {
        directory = fresh;
        cluster = Cluster.embedded(DataDirectory.open(directory.resolve("data")), 0);
        simulators = Simulators.start(cluster.connection(), new RunService(), 1);
        index = RunIndex.open(IndexSettings.of(cluster.connection()));
        hosts = AnalyzerHosts.start(List.of(), null, (id, why) -> {});
        server = serve(Optional.empty());
        address = URI.create(server.address());
        runId = submit(SHORT_RUN);
        awaitState(runId, "completed");
    }

    private WebServer serve(Optional<String> token) {
        return WebServer.start(
                new WebSettings("127.0.0.1", 0, token, Set.of(), true, RUNS),
                new LogAccess(cluster.connection(), index, List::of),
                Analyzers.load(HttpApiIT.class.getClassLoader()),
                new NodeMeters(simulators.meters(), hosts, index));
    }

    @AfterAll
    void stop() {
        server.close();
        index.close();
        simulators.close();
        cluster.close();
    }

    private String submit(String spec) throws Exception {
        HttpResponse<String> answer = post("/api/v1/runs", "application/yaml", spec);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return JSON.readTree(answer.body()).get("runId").asText();
    }

    private void awaitState(String run, String state) {
        Awaitility.await(run + " is " + state)
                .atMost(Duration.ofSeconds(120))
                .until(() -> get("/api/v1/runs/" + run)
                        .path("run")
                        .path("state")
                        .asText()
                        .equals(state));
    }

    private JsonNode get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path)).build();
        return JSON.readTree(
                client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private HttpResponse<String> post(String path, String type, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void steps_fewerPointsThanSteps_areRecordedOnesWithFirstAndLast() throws Exception {
        JsonNode all = get("/api/v1/runs/" + runId + "/steps?points=20000");
        JsonNode few = get("/api/v1/runs/" + runId + "/steps?points=10");
        int last = all.get("count").asInt() - 1;
        assertThat(all.get("count").asLong()).isEqualTo(all.get("recorded").asLong());
        assertThat(few.get("count").asInt()).isBetween(5, 10);
        JsonNode times = few.at("/columns/time");
        assertThat(times.get(0).asDouble()).isZero();
        assertThat(times.get(times.size() - 1).asDouble()).isEqualTo(100.0);
        for (int i = 0; i < times.size(); i++) {
            int seq = few.at("/columns/seq").get(i).asInt();
            assertThat(seq).isBetween(0, last);
            assertThat(times.get(i)).isEqualTo(all.at("/columns/time").get(seq));
        }
    }

    @Test
    void state_everySeq_isTheRecordedStep() throws Exception {
        JsonNode page = get("/api/v1/runs/" + runId + "/steps/full?seq=3&limit=4");
        assertThat(page.get("steps")).hasSize(4);
        assertThat(page.get("next").asLong()).isEqualTo(7);
        JsonNode state = get("/api/v1/runs/" + runId + "/state?seq=5");
        assertThat(state).isEqualTo(page.get("steps").get(2));
        assertThat(state.get("weights")).hasSize(200);
        assertThat(get("/api/v1/runs/" + runId + "/predictor?seq=5").get("learned"))
                .hasSize(100);
    }

    @Test
    void replay_lossPlateau_findsIt() throws Exception {
        HttpResponse<String> answer = post(
                "/api/v1/runs/" + runId + "/replays",
                "application/json",
                "{\"analyzer\": \"loss-plateau\", \"parameters\": {\"epsilon\": \"0.05\"}}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode findings = JSON.readTree(answer.body()).get("findings");
        assertThat(findings).anyMatch(found -> found.get("kind").asText().equals("loss-plateau"));
        assertThat(findings.get(findings.size() - 1).get("kind").asText()).isEqualTo("completed");
    }

    @Test
    void report_recordedRun_isOnePage() throws Exception {
        HttpResponse<String> answer = file("/api/v1/runs/" + runId + "/report", "Accept", "text/html");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(answer.body())
                .contains("<h1>short: a run of Driftlog</h1>")
                .contains("<svg")
                .doesNotContain("src=");
        assertThat(file("/api/v1/runs/none/report", "Accept", "text/html").statusCode())
                .isEqualTo(404);
    }

    /** Goal: a replay over HTTP ends at a damaged record as any replay does. Method: a run whose sixth record is damaged. */
    @Test
    void replay_damagedRecord_endsWithAFailedFinding() throws Exception {
        List<TrajectoryEvent> events = Trajectories.twoPhases("damaged").build();
        try (RunWriter writer = RunWriter.start(WriterSettings.of(cluster.connection()), (RunStarted) events.get(0))) {
            events.subList(1, 5).forEach(writer::append);
        }
        try (var producer = new KafkaProducer<>(
                cluster.connection().above(Map.of()), new ByteArraySerializer(), new ByteArraySerializer())) {
            int partition = Topics.partitionOf("damaged");
            producer.send(new ProducerRecord<>(
                            Topics.TRAJECTORIES.name(), partition, Topics.key("damaged"), new byte[] {1, 2, 3}))
                    .get();
        }
        Awaitility.await("the run is known")
                .atMost(Duration.ofSeconds(60))
                .until(() -> get("/api/v1/runs/damaged").has("run"));

        HttpResponse<String> answer =
                post("/api/v1/runs/damaged/replays", "application/json", "{\"analyzer\": \"loss-plateau\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode findings = JSON.readTree(answer.body()).get("findings");
        assertThat(findings.size()).isEqualTo(1);
        assertThat(findings.get(0).get("kind").asText()).isEqualTo(Finding.FAILED);
        assertThat(findings.get(0).get("seq").asInt()).isEqualTo(4);
    }

    @Test
    void fork_atAStep_beginsThere() throws Exception {
        HttpResponse<String> answer = post(
                "/api/v1/runs/" + runId + "/fork",
                "application/json",
                "{\"seq\": 1, \"name\": \"forked\", \"set\": {\"weightDecay\": \"1e-3\"}}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        String fork = JSON.readTree(answer.body()).get("runId").asText();
        awaitState(fork, "completed");
        JsonNode origin = get("/api/v1/runs/" + fork).at("/run/setup/origin");
        assertThat(origin.get("runId").asText()).isEqualTo(runId);
        assertThat(get("/api/v1/runs/" + fork + "/state?seq=0").get("weights"))
                .isEqualTo(get("/api/v1/runs/" + runId + "/state?seq=1").get("weights"));
    }

    @Test
    void fork_atASample_isRefusedWithTheStepsAroundIt() throws Exception {
        HttpResponse<String> answer =
                post("/api/v1/runs/" + runId + "/fork", "application/json", "{\"seq\": 3, \"set\": {}}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("seq 3 of run " + runId + " is a sample", "fork at seq 1 or seq ");
        HttpResponse<String> nearest = post(
                "/api/v1/runs/" + runId + "/fork",
                "application/json",
                "{\"seq\": 3, \"nearest\": true, \"set\": {\"until\": \"{time: 1}\"}}");
        assertThat(nearest.statusCode()).as(nearest.body()).isEqualTo(202);
        String fork = JSON.readTree(nearest.body()).get("runId").asText();
        awaitState(fork, "completed");
        assertThat(get("/api/v1/runs/" + fork).at("/run/setup/origin/seq").asLong())
                .isEqualTo(1);
    }

    @Test
    void spec_ofARun_submittedAgainWhole_givesTheSameSpec() throws Exception {
        String thinned = submit("""
                name: thinned
                tags: [paper, fig/3]
                objective: {type: diagonal-linear-network, generator: {type: sparse-fourier, features: 20}}
                initial: {gaussian: {variance: 0.25}}
                weightDecay: 1.0e-3
                method: {type: radaug, relativeTolerance: 1.0e-5}
                until: {time: 100, slowTime: 0.01, gradientNorm: 1.0e-12}
                seed: 9007199254740991
                emit: {everyStep: 7, perDecade: 20, weightsEvery: 3}
                """);
        awaitState(thinned, "completed");
        JsonNode spec = get("/api/v1/runs/" + thinned).get("spec");
        assertThat(spec.at("/emit/perDecade").asInt()).isEqualTo(20);
        HttpResponse<String> answer = post("/api/v1/runs", "application/json", spec.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        String again = JSON.readTree(answer.body()).get("runId").asText();
        awaitState(again, "completed");
        assertThat(get("/api/v1/runs/" + again).get("spec")).isEqualTo(spec);
        assertThat(get("/api/v1/runs/" + again).at("/run/tags")).hasSize(2);
        assertThat(get("/api/v1/runs/" + again).at("/run/end/digest"))
                .isEqualTo(get("/api/v1/runs/" + thinned).at("/run/end/digest"));
    }

    @Test
    void description_ofWhatIsQueued_names202() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(address.resolve("/api/v1/openapi.yml")).build();
        JsonNode paths = JSON.valueToTree(new Yaml()
                        .<Object>load(client.send(request, HttpResponse.BodyHandlers.ofString())
                                .body()))
                .get("paths");
        for (String path : List.of("/api/v1/runs", "/api/v1/runs/{runId}/resume", "/api/v1/runs/{runId}/fork")) {
            JsonNode responses = paths.get(path).get("post").get("responses");
            assertThat(responses.has("202")).as(path + responses).isTrue();
            assertThat(responses.has("200")).as(path + responses).isFalse();
        }
    }

    @Test
    void cancel_runUnderWay_endsIt() throws Exception {
        String endless = submit(ENDLESS);
        awaitState(endless, "running");
        HttpResponse<String> answer = post("/api/v1/runs/" + endless + "/cancel", "application/json", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        awaitState(endless, "cancelled");
    }

    @Test
    void list_whereAndSort_selectAndOrder() throws Exception {
        String other = submit(SHORT_RUN.replace("weightDecay: 1.0e-4", "weightDecay: 2.0e-4"));
        awaitState(other, "completed");
        String both = "/api/v1/runs?where=name%3Dshort&where=state%3Dcompleted&where=seed%3D1";
        assertThat(ids(get(both + "&sort=weightDecay"))).containsExactly(runId, other);
        assertThat(ids(get(both + "&sort=-weightDecay"))).containsExactly(other, runId);
        assertThat(ids(get(both + "&where=weightDecay%3C1.5e-4"))).containsExactly(runId);
        assertThat(get("/api/v1/runs?where=weightDecy%3C1").get("detail").asText())
                .contains("did you mean weightDecay?");
        assertThat(get("/api/v1/runs?sort=testlos").get("detail").asText()).contains("did you mean testLoss?");
    }

    private static List<String> ids(JsonNode list) {
        List<String> ids = new ArrayList<>();
        list.get("runs").forEach(run -> ids.add(run.get("runId").asText()));
        return ids;
    }

    /** Goal: `cancel` has the node of its data directory end the run. Method: a node without Kafka, as the file says. */
    @Test
    void cancelCommand_onANode_endsTheRunOverHttp() throws Exception {
        String endless = submit(ENDLESS.replace("seed: 2", "seed: 3"));
        awaitState(endless, "running");
        DataDirectory data = cluster.data().orElseThrow();
        data.announce(new NodeAddress(1, "127.0.0.1:1", null, server.address(), null, List.of()));
        InProcess.run("cancel", endless, "--data", data.path().toString())
                .assertPrinted("Cancelled after step", "cannot be resumed");
        awaitState(endless, "cancelled");
    }

    /** Goal: a run that would fill the disk is refused beforehand. Method: steps of one size, too many and too large. */
    @Test
    void start_runAboveALimit_isRefusedWithTheNumbers() throws Exception {
        String descent = SHORT_RUN.replace("seed: 1", "method: {type: gradient-descent, stepSize: 0.01}");
        HttpResponse<String> tooLong =
                post("/api/v1/runs", "application/yaml", descent.replace("{time: 100}", "{time: 1e15}"));
        assertThat(tooLong.statusCode()).isEqualTo(422);
        assertThat(tooLong.body()).contains("1e17 steps to its end, and 1e8 are allowed", "--run-step-limit");
        HttpResponse<String> large =
                post("/api/v1/runs", "application/yaml", descent.replace("{time: 100}", "{time: 9e5}"));
        assertThat(large.statusCode()).isEqualTo(422);
        assertThat(large.body())
                .contains(" bytes of the log in 9e7 events", "half of what is free", "--run-disk-limit");
        HttpResponse<String> fork = post(
                "/api/v1/runs/" + runId + "/fork",
                "application/json",
                "{\"seq\": 1, \"set\": {\"method.type\": \"runge-kutta-4\", \"until.time\": \"1e15\"}}");
        assertThat(fork.statusCode()).as(fork.body()).isEqualTo(422);
    }

    /** Goal: a client reads why its body was refused, though it still writes. Method: sockets, 16 MiB, both framings. */
    @ParameterizedTest
    @CsvSource({
        "Content-Length: 16777216,close",
        "Transfer-Encoding: chunked,close",
        "Content-Length: 16777216,keep-alive"
    })
    void start_bodyTooLarge_isAnsweredWhileTheClientWrites(String framing, String connection) throws Exception {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/v1/runs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/yaml\r\n" + framing
                            + "\r\nConnection: " + connection + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] megabyte = "a".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 16; i++) {
                if (framing.endsWith("chunked")) {
                    out.write("100000\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                out.write(megabyte);
                if (framing.endsWith("chunked")) {
                    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
            String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            assertThat(answer).isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void readiness_ofANode_hasOnlyTheLog() throws Exception {
        JsonNode details = get("/health/readiness").get("details");
        assertThat(details.fieldNames()).toIterable().containsExactly("log");
        assertThat(get("/health/liveness").get("status").asText()).isEqualTo("UP");
    }

    @Test
    void guard_foreignPageHostOrNoToken_isRefused() throws Exception {
        assertThat(raw("GET /api/v1/runs HTTP/1.1\r\nHost: evil.example")).isEqualTo(421);
        assertThat(raw("GET /api/v1/runs HTTP/1.1\r\nHost: 127.0.0.1.evil.example:80"))
                .isEqualTo(421);
        assertThat(raw("POST /api/v1/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://evil.example"))
                .isEqualTo(403);
        assertThat(raw("POST /api/v1/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: null"))
                .isEqualTo(403);
        assertThat(raw("GET /api/v1/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: cross-site"))
                .isEqualTo(403);
        assertThat(raw("GET /api/v1/runs HTTP/1.1\r\nHost: localhost:80")).isEqualTo(200);
        URI open = address;
        try (WebServer guarded = serve(Optional.of(TOKEN))) {
            address = URI.create(guarded.address());
            assertThat(raw("GET /api/v1/runs HTTP/1.1\r\nHost: localhost")).isEqualTo(401);
            for (String path : List.of(
                    "/prometheus", "/prometheus/", "/api/v1/openapi.yml", "/api/v1/runs/", "/health-x", "/any")) {
                assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: localhost"))
                        .as(path)
                        .isEqualTo(401);
            }
            for (String path : List.of("/", "/style.css", "/icon.svg", "/app/main.js", "/health/readiness")) {
                assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: localhost"))
                        .as(path)
                        .isEqualTo(200);
            }
            assertThat(raw("GET /api/v1/runs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x" + TOKEN))
                    .isEqualTo(401);
            assertThat(raw("GET /api/v1/runs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + TOKEN))
                    .isEqualTo(200);
            assertThat(raw("GET /health HTTP/1.1\r\nHost: localhost")).isEqualTo(200);
        } finally {
            address = open;
        }
    }

    @Test
    void file_ofTheDashboard_hasItsTypeAndIsNotSentAgainWhileItIsTheSame() throws Exception {
        String uplot = file("/app/uplot.js", "Accept", "*/*").body();
        Matcher library = Pattern.compile("'\\.\\.(/lib/uplot/.+?)'").matcher(uplot);
        assertThat(library.find()).as(uplot).isTrue();
        Map<String, String> types = Map.of(
                "/",
                "text/html",
                "/style.css",
                "text/css",
                "/icon.svg",
                "image/svg+xml",
                "/app/main.js",
                "application/javascript",
                library.group(1),
                "application/javascript");
        for (String path : types.keySet()) {
            HttpResponse<String> answer = file(path, "Accept", "*/*");
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                    .as(path)
                    .startsWith(types.get(path));
            assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
            String modified = answer.headers().firstValue("Last-Modified").orElseThrow();
            assertThat(file(path, "If-Modified-Since", modified).statusCode())
                    .as(path)
                    .isEqualTo(304);
        }
    }

    private HttpResponse<String> file(String path, String header, String value) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .header(header, value)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private int raw(String head) throws Exception {
        return RawAnswer.to(
                        address,
                        (head + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8))
                .status();
    }

    /** Prints how long readiness took at most; only {@code -Dfuzz.requests} and a free machine say something about it. */
    @Test
    void anyRequest_besideWatchersAndIdleConnections_isAnsweredWithoutServerErrorOrTrace() throws Exception {
        Set<Path> before = files();
        Requests requests = new Requests(SEED, List.of(runId));
        List<String> wrong = new ArrayList<>();
        try (Crowd crowd = new Crowd(address, Limits.STREAMS, IDLE)) {
            for (int i = 0; i < REFUSED; i++) {
                assertThat(raw("GET /api/v1/watch HTTP/1.1\r\nHost: localhost")).isEqualTo(429);
            }
            for (int i = 0; i < REQUESTS; i++) {
                Requests.Request request = requests.next();
                RawAnswer answer = RawAnswer.to(address, request.bytes("127.0.0.1"));
                if (isWrong(answer)) {
                    wrong.add(i + ": " + request.method() + " " + request.target() + "\n" + answer.text());
                }
            }
            System.out.println(REQUESTS + " requests of seed " + SEED + ", " + REFUSED + " refused watchers; " + crowd);
            assertThat(crowd.wrong()).isEmpty();
        }
        assertThat(wrong).as("of %d requests of seed %d", REQUESTS, SEED).isEmpty();
        assertThat(files()).isEqualTo(before);
    }

    private static boolean isWrong(RawAnswer answer) {
        String text = answer.text();
        boolean refused = answer.status() >= 400;
        return answer.status() == 0
                || answer.status() >= 500
                || text.contains("\tat ")
                || text.contains("Exception")
                || text.contains("root:")
                || (refused && text.contains("\r\n\r\n{") && !text.contains("\"detail\""));
    }

    /** What lies beside the data directory, and in the folder in which the server works. */
    private Set<Path> files() throws Exception {
        Set<Path> found = new TreeSet<>();
        for (Path folder : List.of(directory, Path.of("").toAbsolutePath())) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> !file.startsWith(directory.resolve("data"))
                                && !file.startsWith(Path.of("target").toAbsolutePath()))
                        .forEach(found::add);
            }
        }
        return found;
    }
}
