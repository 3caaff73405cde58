package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.log.Clients;
import io.driftlog.log.LogConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.tools.AclCommand;
import org.awaitility.Awaitility;

/**
 * Three Kafka brokers, each broker and controller in its own process: replication 3, min ISR 2, SASL_SSL with SCRAM, PLAIN
 * and OAUTHBEARER, certificates in PEM, ACLs. All settings that say nothing of these are Kafka's defaults, except those
 * that the documents ask for.
 */
final class KafkaCluster implements AutoCloseable {
    private static final int BROKERS = 3;
    private static final String HOST = "127.0.0.1";
    private static final String ADMIN = "admin";
    private static final List<String> USERS = List.of(ADMIN, "simulator", "analyzer", "web", "reader", "stranger");

    private final Path directory;
    private final List<Integer> ports;
    private final List<Process> brokers = new ArrayList<>(Collections.nCopies(BROKERS, null));

    private KafkaCluster(Path directory, List<Integer> ports) {
        this.directory = directory;
        this.ports = ports;
    }

    /** Starts it and grants each user named like a role the rights of this role, by the documented script. */
    static KafkaCluster start(Path directory) throws Exception {
        var cluster = new KafkaCluster(Files.createDirectories(directory), freePorts(4 * BROKERS));
        try {
            cluster.makeCertificates();
            for (String user : USERS) {
                cluster.writeClientFile(user, "SCRAM-SHA-512", scram(user, password(user)));
            }
            cluster.format();
            for (int i = 0; i < BROKERS; i++) {
                cluster.startBroker(i);
            }
            cluster.awaitBrokers();
            for (String role : List.of("simulator", "analyzer", "web", "reader")) {
                cluster.grant(role, "User:" + role);
            }
            return cluster;
        } catch (Exception | Error e) {
            cluster.close();
            throw e;
        }
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(new ServerSocket(0, 1, InetAddress.getByName(HOST)));
        }
        List<Integer> ports = taken.stream().map(ServerSocket::getLocalPort).toList();
        for (ServerSocket each : taken) {
            each.close();
        }
        return ports;
    }

    /** No message, log or process list may have it. */
    static String password(String user) {
        return "secret-of-" + user;
    }

    static String scram(String user, String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user + "\" password=\""
                + password + "\";";
    }

    static String plain(String user, String password) {
        return scram(user, password).replace("scram.Scram", "plain.Plain");
    }

    static String oauth(String user) {
        return "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\""
                + user + "\";";
    }

    /** An authority and a certificate of the brokers, by openssl; keys and certificates as PEM. */
    private void makeCertificates() throws Exception {
        Files.writeString(directory.resolve("names"), "subjectAltName=IP:" + HOST + ",DNS:localhost\n");
        openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority"
                + " -keyout authority.key -out authority.pem");
        openssl(
                "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=broker -keyout broker.key -out request");
        openssl("x509 -req -in request -CA authority.pem -CAkey authority.key -CAcreateserial -days 2 -extfile names"
                + " -out broker.crt");
        Files.writeString(
                directory.resolve("broker.pem"),
                Files.readString(directory.resolve("broker.key")) + Files.readString(directory.resolve("broker.crt")));
    }

    private void openssl(String words) throws Exception {
        List<String> command =
                Stream.concat(Stream.of("openssl"), Stream.of(words.split(" "))).toList();
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
    }

    /** A file for {@code --kafka-config}; the words after the first three are further lines. */
    Path writeClientFile(String name, String mechanism, String jaas, String... further) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "security.protocol=SASL_SSL",
                "sasl.mechanism=" + mechanism,
                "sasl.jaas.config=" + jaas,
                "ssl.truststore.type=PEM",
                "ssl.truststore.location=" + directory.resolve("authority.pem")));
        lines.addAll(List.of(further));
        return Files.write(directory.resolve(name + ".properties"), lines);
    }

    Path clientFile(String user) {
        return directory.resolve(user + ".properties");
    }

    String bootstrapServers() {
        return IntStream.range(0, BROKERS).mapToObj(this::address).collect(Collectors.joining(","));
    }

    /** @param broker from 0 */
    String address(int broker) {
        return HOST + ":" + ports.get(broker);
    }

    /** The first broker's listener for logins without TLS. */
    String loginAddress() {
        return HOST + ":" + ports.get(2 * BROKERS);
    }

    /** The first broker's listener for TLS with certificates of clients. */
    String certificateAddress() {
        return HOST + ":" + ports.get(3 * BROKERS);
    }

    /** A file for {@code --kafka-config} that trusts the brokers, by TLS alone. */
    Path writeTlsFile(String name, String... further) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "security.protocol=SSL",
                "ssl.truststore.type=PEM",
                "ssl.truststore.location=" + directory.resolve("authority.pem")));
        lines.addAll(List.of(further));
        return Files.write(directory.resolve(name + ".properties"), lines);
    }

    /** Key and certificate of the brokers. */
    Path certificate() {
        return directory.resolve("broker.pem");
    }

    LogConnection connection(String user) {
        return LogConnection.to(bootstrapServers(), clientFile(user));
    }

    /** The words that name this cluster for a command. */
    List<String> words(String user) {
        return List.of(
                "--kafka",
                bootstrapServers(),
                "--kafka-config",
                clientFile(user).toString());
    }

    private Path brokerFile(int broker) {
        return directory.resolve("broker-" + broker + ".properties");
    }

    private void writeBrokerFile(int broker) throws IOException {
        var config = new Properties();
        config.put("process.roles", "broker,controller");
        config.put("node.id", Integer.toString(broker + 1));
        config.put("log.dirs", directory.resolve("data-" + broker).toString());
        config.put(
                "listeners",
                "CLIENT://" + address(broker) + others(broker) + ",CONTROLLER://" + HOST + ":"
                        + ports.get(BROKERS + broker));
        config.put("advertised.listeners", "CLIENT://" + address(broker) + others(broker));
        config.put(
                "listener.security.protocol.map",
                "CLIENT:SASL_SSL,LOGIN:SASL_PLAINTEXT,CERTIFICATE:SSL,CONTROLLER:PLAINTEXT");
        config.put("listener.name.login.scram-sha-512.sasl.jaas.config", scram(ADMIN, password(ADMIN)));
        config.put("listener.name.login.sasl.enabled.mechanisms", "SCRAM-SHA-512");
        config.put("listener.name.certificate.ssl.client.auth", "required");
        config.put("controller.listener.names", "CONTROLLER");
        config.put("inter.broker.listener.name", "CLIENT");
        config.put(
                "controller.quorum.voters",
                IntStream.range(0, BROKERS)
                        .mapToObj(i -> (i + 1) + "@" + HOST + ":" + ports.get(BROKERS + i))
                        .collect(Collectors.joining(",")));
        config.put("ssl.keystore.type", "PEM");
        config.put("ssl.keystore.location", directory.resolve("broker.pem").toString());
        config.put("ssl.truststore.type", "PEM");
        config.put("ssl.truststore.location", directory.resolve("authority.pem").toString());
        config.put("sasl.enabled.mechanisms", "SCRAM-SHA-512,PLAIN,OAUTHBEARER");
        config.put("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-512");
        config.put("listener.name.client.scram-sha-512.sasl.jaas.config", scram(ADMIN, password(ADMIN)));
        config.put(
                "listener.name.client.plain.sasl.jaas.config",
                plain(ADMIN, password(ADMIN)).replace(";", " user_reader=\"" + password("reader") + "\";"));
        config.put("listener.name.client.oauthbearer.sasl.jaas.config", oauth(ADMIN));
        config.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        // ANONYMOUS are the controllers among themselves.
        config.put("super.users", "User:" + ADMIN + ";User:ANONYMOUS");
        config.put("auto.create.topics.enable", "false");
        config.put("default.replication.factor", "3");
        config.put("min.insync.replicas", "2");
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            config.put(topic + ".replication.factor", "3");
            config.put(topic + ".num.partitions", "4");
        }
        config.put("transaction.state.log.min.isr", "2");
        config.put("share.coordinator.state.topic.min.isr", "2");
        config.put("log.cleaner.dedupe.buffer.size", "8388608");
        config.put("group.initial.rebalance.delay.ms", "0");
        // As deploy/docs/cluster.md asks for.
        config.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        config.put("group.share.min.session.timeout.ms", "1000");
        config.put("group.share.min.heartbeat.interval.ms", "500");
        config.put("group.share.min.record.lock.duration.ms", "1000");
        var text = new StringWriter();
        config.store(text, null);
        Files.writeString(brokerFile(broker), text.toString());
    }

    private String others(int broker) {
        return ",LOGIN://" + HOST + ":" + ports.get(2 * BROKERS + broker) + ",CERTIFICATE://" + HOST + ":"
                + ports.get(3 * BROKERS + broker);
    }

    /** By Kafka's own tool, in this process. */
    private void format() throws Exception {
        for (int i = 0; i < BROKERS; i++) {
            writeBrokerFile(i);
            List<String> words = new ArrayList<>(List.of(
                    "format",
                    "--cluster-id",
                    "AAAAAAAAAAAAAAAAAAAAAQ",
                    "--config",
                    brokerFile(i).toString()));
            for (String user : USERS) {
                words.addAll(List.of(
                        "--add-scram",
                        "SCRAM-SHA-512=[name=" + user + ",iterations=4096,password=" + password(user) + "]"));
            }
            Class.forName("kafka.tools.StorageTool")
                    .getMethod("execute", String[].class, PrintStream.class)
                    .invoke(
                            null,
                            words.toArray(String[]::new),
                            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        }
    }

    void startBroker(int broker) throws IOException {
        brokers.set(
                broker,
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "kafka.Kafka",
                                brokerFile(broker).toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(
                                directory.resolve("broker-" + broker + ".out").toFile()))
                        .start());
    }

    void killBroker(int broker) throws InterruptedException {
        brokers.get(broker).destroyForcibly().waitFor();
    }

    /** Stops the broker's process without ending it: it answers nothing until it gets another signal. */
    void suspendBroker(int broker) throws Exception {
        signal(broker, "-STOP");
    }

    void continueBroker(int broker) throws Exception {
        signal(broker, "-CONT");
    }

    private void signal(int broker, String signal) throws Exception {
        new ProcessBuilder("kill", signal, Long.toString(brokers.get(broker).pid()))
                .start()
                .waitFor();
    }

    /** Waits until all brokers are members of the cluster. */
    private void awaitBrokers() {
        await("three brokers", admin -> get(admin.describeCluster().nodes()).size() == BROKERS);
    }

    /** Waits until all replicas of all partitions are in sync. */
    void awaitInSync() {
        awaitBrokers();
        await("replicas in sync", admin -> {
            Set<String> topics = get(
                    admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
            return get(admin.describeTopics(topics).allTopicNames()).values().stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .allMatch(partition ->
                            partition.isr().size() == partition.replicas().size());
        });
    }

    private interface Condition {
        boolean holds(Admin admin) throws Exception;
    }

    private static <T> T get(KafkaFuture<T> answer) throws Exception {
        return answer.get(10, TimeUnit.SECONDS);
    }

    private void await(String what, Condition condition) {
        try (Admin admin = Clients.admin(connection(ADMIN))) {
            Awaitility.await(what)
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(200))
                    .failFast(() -> brokers.stream().anyMatch(each -> !each.isAlive()))
                    .ignoreExceptionsMatching(e -> e instanceof ExecutionException || e instanceof TimeoutException)
                    .until(() -> condition.holds(admin));
        }
    }

    /** Runs the documented script; Kafka's command runs in this process with the words that the script gives it. */
    void grant(String role, String principal) throws Exception {
        Path words = directory.resolve("words");
        Path command = Files.writeString(
                directory.resolve("kafka-acls"),
                "#!/bin/sh\nprintf '%s\\t' \"$@\" >> " + words + "\necho >> " + words + "\n");
        assertThat(command.toFile().setExecutable(true)).isTrue();
        Files.deleteIfExists(words);
        var builder = new ProcessBuilder(
                Driftlog.home().resolve("deploy/cluster/acls").toString(),
                role,
                principal,
                bootstrapServers(),
                clientFile(ADMIN).toString());
        builder.environment().put("KAFKA_ACLS", command.toString());
        assertThat(builder.inheritIO().start().waitFor()).isZero();
        for (String line : Files.readAllLines(words)) {
            AclCommand.main(line.split("\t"));
        }
    }

    /** Does what kafka-acls.sh does with these words, as the administrator. */
    void acl(String... words) {
        AclCommand.main(Stream.concat(
                        Stream.of(
                                "--bootstrap-server",
                                bootstrapServers(),
                                "--command-config",
                                clientFile(ADMIN).toString()),
                        Stream.of(words))
                .toArray(String[]::new));
    }

    @Override
    public void close() throws InterruptedException {
        for (Process broker : brokers) {
            if (broker != null) {
                broker.destroyForcibly().waitFor();
            }
        }
    }
}
