package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.Clients;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunStatus;
import io.driftlog.log.Topics;
import io.driftlog.log.queue.RunQueue;
import io.driftlog.log.run.RunReader;
import io.driftlog.node.home.Cluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a secured cluster of three brokers takes the log, each process with the rights of its role alone, and each refusal of
 * a broker is a sentence. Method: real brokers, the documented ACLs.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ClusterIT {
    @TempDir
    static Path directory;

    private static final String GROUP = "driftlog-simulators";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String SPEC = """
            name: cluster
            objective:
              type: diagonal-linear-network
              generator: {type: sparse-fourier, features: 20, samples: 10, sparsity: 2, testSamples: 10}
            initial: {gaussian: {variance: 0.1}}
            weightDecay: 1.0e-4
            method: {type: gradient-descent, stepSize: 0.02}
            until: {time: 400}
            """;

    private static KafkaCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = KafkaCluster.start(directory.resolve("cluster"));
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    private static void refuses(int code, String kafka, Path file, String... words) {
        List<String> command = List.of("runs", "--kafka", kafka, "--kafka-config", file.toString());
        InProcess.run(command.toArray(String[]::new)).assertRefused(code, words);
    }

    @Test
    @Order(1)
    void connect_refusedByBrokers_saysWhatIsWrong() throws Exception {
        String kafka = cluster.bootstrapServers();
        Path wrong = cluster.writeClientFile("wrong", "SCRAM-SHA-512", KafkaCluster.scram("reader", "not-it"));
        refuses(1, kafka, wrong, "refused the login by SASL", "sasl.jaas.config");
        Path wrongPlain = cluster.writeClientFile("wrong-plain", "PLAIN", KafkaCluster.plain("reader", "not-it"));
        refuses(1, kafka, wrongPlain, "refused the login by SASL", "sasl.jaas.config");
        Path other = cluster.writeClientFile("other", "SCRAM-SHA-256", KafkaCluster.scram("reader", "not-it"));
        refuses(1, kafka, other, "refused the login by SASL", "SCRAM-SHA-256");
        refuses(1, kafka, reader("untrusting", "ssl[.]truststore.*\\n", ""), "TLS with Kafka", "certification path");
        refuses(
                1,
                kafka,
                cluster.clientFile("stranger"),
                "lacks rights on the topic driftlog.*",
                "kafka-acls.sh --bootstrap-server " + kafka,
                "--add --allow-principal User:NAME --operation Read --topic driftlog. --resource-pattern-type prefixed");
        String login = cluster.loginAddress();
        InProcess.run("runs", "--kafka", login).assertRefused(1, login, "asks for a login", "SASL_PLAINTEXT");
        refuses(1, cluster.certificateAddress(), cluster.writeTlsFile("no-certificate"), "TLS with Kafka", "ssl.*");
        Path certified = cluster.writeTlsFile(
                "certified", "ssl.keystore.type=PEM", "ssl.keystore.location=" + cluster.certificate());
        refuses(1, cluster.certificateAddress(), certified, "lacks rights on the topic driftlog.*");
        Path broken = cluster.writeClientFile("broken", "SCRAM-SHA-512", "no module");
        refuses(2, kafka, broken, "--kafka-config: no Kafka client");
    }

    /** The file of the reader with something replaced. */
    private static Path reader(String name, String pattern, String replacement) throws Exception {
        return Files.writeString(
                directory.resolve(name),
                Files.readString(cluster.clientFile("reader")).replaceAll(pattern, replacement));
    }

    /**
     * Goal: what gives no answer at all is told apart, too. Method: all at once, because each takes some seconds; packets
     * to a listener whose queue is full are dropped by the kernel.
     */
    @Test
    @Order(2)
    void connect_noAnswer_saysWhy() throws Exception {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            free = socket.getLocalPort();
        }
        cluster.suspendBroker(2);
        List<Socket> waiting = new ArrayList<>();
        try (var mute = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                var full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                var threads = new Threads()) {
            fill(full, waiting);
            Stream.<Runnable>of(
                            () -> silent(cluster.address(0), null, "by TLS alone", "security.protocol"),
                            () -> silent(
                                    cluster.address(0), "SSL", "takes TLS connections and does not answer", "SASL_SSL"),
                            () -> silent("nosuch.invalid:9092", "SASL_SSL", "not known to DNS", "nosuch.invalid"),
                            () -> silent("127.0.0.1:" + free, "SASL_SSL", "the connection was refused"),
                            () -> silent("127.0.0.1:" + mute.getLocalPort(), null, "does not answer requests in time"),
                            () -> silent("127.0.0.1:" + full.getLocalPort(), null, "the connection timed out"),
                            () -> silent(cluster.address(2), "SASL_SSL", "suspended"))
                    .map(each -> CompletableFuture.runAsync(each, threads.service))
                    .toList()
                    .forEach(CompletableFuture::join);
        } finally {
            cluster.continueBroker(2);
            for (Socket each : waiting) {
                each.close();
            }
        }
    }

    /** One for each task: the common pool may have one in all. */
    private static final class Threads implements AutoCloseable {
        private final ExecutorService service = Executors.newCachedThreadPool();

        @Override
        public void close() {
            service.shutdown();
        }
    }

    /** Connects to a listener that accepts nothing, until a connection times out. */
    private static void fill(ServerSocket listener, List<Socket> waiting) throws IOException {
        while (true) {
            var socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(listener.getLocalSocketAddress(), 300);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
    }

    private static void silent(String address, @Nullable String protocol, String... words) {
        LogConnection kafka = LogConnection.to(address);
        if (protocol != null) {
            kafka = LogConnection.to(address, cluster.clientFile("reader")).with(Map.of("security.protocol", protocol));
        }
        LogConnection silent = kafka;
        long begin = System.nanoTime();
        assertThatThrownBy(() -> Cluster.connect(silent))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining(address)
                .hasMessageContainingAll(words);
        System.out.printf("%s: told after %.1f s%n", words[0], (System.nanoTime() - begin) * 1e-9);
    }

    /**
     * Goal: a run through the work queue of a secured cluster ends as an undisturbed one although its simulator and a broker
     * are killed; each process has the rights of its role alone, and no password shows anywhere.
     */
    @Test
    @Order(3)
    void run_simulatorAndBrokerKilled_endsAsUndisturbed() throws Exception {
        try (Driftlog first = simulator("first").awaitText("node is up");
                Driftlog second = simulator("second").awaitText("node is up");
                Driftlog web = start("web", "node", "--roles", "web", "--http-port", "0")
                        .awaitText("node is up");
                Driftlog analyzer = start(
                                "analyzer", "analyze", "--analyzer", "loss-plateau", "--analyzer", "norm-drift")
                        .awaitText("Ctrl-C")) {
            assertThat(first.out() + second.out()).doesNotContain("warning");
            String http = web.awaitText("node is up at ").out().replaceAll("(?s).*node is up at (\\S+)/\\s.*", "$1");
            String runId = submit(http);
            long seen = awaitStep(runId, 1000);
            boolean hasFirst = log("first").contains("run " + runId + " is taken");
            (hasFirst ? first : second).kill();
            long killed = System.nanoTime();
            awaitStep(runId, committed(runId) + 1);
            System.out.printf("takeover after %.1f s%n", (System.nanoTime() - killed) * 1e-9);
            assertThat(seen).isGreaterThan(0);
            cluster.killBroker(1);
            web.awaitText("broker 2 (" + cluster.address(1) + ") has not answered for");
            assertThat(get(http + "/health/readiness")).contains("brokersAway", cluster.address(1));
            cluster.startBroker(1);
            web.awaitText("broker 2 (" + cluster.address(1) + ") answers again");
            assertThat(log("web")).contains("has not answered for", "answers again");
            await(
                    "the run ends",
                    () -> RunReader.status(reader(), runId)
                            .orElseThrow()
                            .state()
                            .ended());
            await("both analyzers end", () -> Findings.over(reader(), runId) >= 2);
            Undisturbed.assertTrajectory(reader(), runId);
            Analyzers known = Analyzers.load(getClass().getClassLoader());
            for (String id : List.of("loss-plateau", "norm-drift")) {
                Undisturbed.assertFindings(reader(), runId, known.create(id, Map.of()));
            }
            InProcess.run("runs", "--data", directory.resolve("web").toString()).assertPrinted(runId);
            asReader("archive", runId, directory.resolve("run.avro").toString()).assertPrinted(runId);
            asReader("replay", runId, "--analyzer", "norm-drift").assertPrinted("norm-drift");
            asReader("cancel", submit(http)).assertRefused(1, "kafka-acls.sh", "--operation Write --topic driftlog.");
            assertThat(get(http + "/env")).doesNotContain("secret-of-");
            assertNoPassword(List.of(first, second, web, analyzer));
        }
    }

    private static LogConnection reader() {
        return cluster.connection("reader");
    }

    private static Driftlog simulator(String name) throws Exception {
        List<String> words =
                new ArrayList<>(List.of("node", "--roles", "simulator", "--http-port", "0", "--data", name));
        words.addAll(cluster.words("simulator"));
        return Driftlog.start(directory, words.toArray(String[]::new));
    }

    /** A process with the rights of one role, in a data directory of this name. */
    private static Driftlog start(String role, String... command) throws Exception {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of("--data", role));
        words.addAll(cluster.words(role));
        return Driftlog.start(directory, words.toArray(String[]::new));
    }

    private static InProcess asReader(String... command) {
        return as("reader", command);
    }

    private static InProcess as(String user, String... command) {
        return InProcess.run(Stream.concat(Arrays.stream(command), cluster.words(user).stream())
                .toArray(String[]::new));
    }

    private static String submit(String http) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(http + "/api/v1/runs"))
                .header("Content-Type", "application/yaml")
                .POST(HttpRequest.BodyPublishers.ofString(SPEC))
                .build();
        String answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
        return answer.replaceAll("(?s).*\"runId\"\\s*:\\s*\"([^\"]+)\".*", "$1");
    }

    private static String get(String url) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url)).build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private static String log(String data) throws Exception {
        return Files.readString(directory.resolve(data).resolve("driftlog.log"));
    }

    private static long committed(String runId) {
        return RunReader.status(reader(), runId).map(RunStatus::nextSeq).orElse(0L);
    }

    /** Less than Kafka's default of 45 s, after which the requests of a killed simulator go to others. */
    private static long awaitStep(String runId, long seq) {
        Awaitility.await("step " + seq)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> committed(runId) > seq);
        return committed(runId);
    }

    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(200))
                .until(condition);
    }

    /** Neither in what was printed, nor in the data directories, nor in the list of processes. */
    private static void assertNoPassword(List<Driftlog> processes) throws Exception {
        processes.forEach(each -> assertThat(each.toString()).doesNotContain("secret-of-"));
        for (String data : List.of("first", "second", "web", "analyzer")) {
            assertThat(log(data)).isNotEmpty().doesNotContain("secret-of-");
        }
        assertThat(Files.readString(directory.resolve("web").resolve("node.json")))
                .contains("web.properties")
                .doesNotContain("secret-of-");
        Process list = new ProcessBuilder("ps", "-Aww", "-o", "args=").start();
        assertThat(new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("web.properties")
                .doesNotContain("secret-of-");
    }

    @Test
    @Order(4)
    void connect_plainAndOauth_reachesTheLog() throws Exception {
        Path plain = cluster.writeClientFile(
                "plain", "PLAIN", KafkaCluster.plain("reader", KafkaCluster.password("reader")));
        Path oauth = cluster.writeClientFile("oauth", "OAUTHBEARER", KafkaCluster.oauth("reader"));
        for (Path file : List.of(plain, oauth)) {
            InProcess.run("runs", "--kafka", cluster.bootstrapServers(), "--kafka-config", file.toString())
                    .assertPrinted("cluster");
        }
    }

    /** Goal: what is weak in the settings of the cluster is said when a process joins. */
    @Test
    @Order(5)
    void join_weakSettings_areTold() throws Exception {
        LogConnection simulator = cluster.connection("simulator");
        try (Admin admin = Clients.admin(cluster.connection("admin"))) {
            var topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.RUN_STATUS.name());
            set(admin, topic, "min.insync.replicas", "1");
            Awaitility.await().untilAsserted(() -> {
                String[] words = {"import", directory.resolve("run.avro").toString()};
                InProcess imported = as("simulator", words);
                assertThat(imported.out()).as(imported.toString()).contains("warning: ", "min.insync.replicas=1");
            });
            var partition = new TopicPartition(Topics.RUN_STATUS.name(), 0);
            var one = Optional.of(new NewPartitionReassignment(List.of(1)));
            admin.alterPartitionReassignments(Map.of(partition, one)).all().get();
            Awaitility.await().untilAsserted(() -> {
                String[] words = {"import", directory.resolve("run.avro").toString()};
                assertThat(as("simulator", words).out()).contains("warning: ", "have one replica on 3 brokers");
            });
            set(admin, topic, "min.insync.replicas", "3");
            set(admin, new ConfigResource(ConfigResource.Type.GROUP, GROUP), "share.session.timeout.ms", "45000");
        }
        assertThatThrownBy(() -> RunQueue.configure(reader()))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("--operation DescribeConfigs --operation AlterConfigs --group " + GROUP);
        cluster.acl("--add", "--allow-principal", "User:reader", "--operation", "DescribeConfigs", "--group", GROUP);
        Awaitility.await()
                .ignoreExceptionsInstanceOf(Unavailable.class)
                .untilAsserted(() -> assertThat(RunQueue.configure(reader()))
                        .hasValueSatisfying(warning -> assertThat(warning)
                                .contains("after up to 50 s", "group.share.min.session.timeout.ms=3000")));
        assertThat(RunQueue.configure(simulator)).isEmpty();
    }

    private static void set(Admin admin, ConfigResource what, String key, String value) throws Exception {
        var setting = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(what, List.of(setting))).all().get();
    }
}
