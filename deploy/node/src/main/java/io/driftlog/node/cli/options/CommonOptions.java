package io.driftlog.node.cli.options;

import io.driftlog.events.UserException.BadInput;
import io.driftlog.log.LogConnection;
import io.driftlog.log.Topics;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.home.Cluster;
import io.driftlog.node.home.DataDirectory;
import io.driftlog.node.home.NodeAddress;
import io.driftlog.node.home.NodeApi;
import io.micronaut.serde.ObjectMapper;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a command that uses the log, wherever it is. */
public final class CommonOptions extends LocalOptions {
    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT[,…]",
            description = "Use this Kafka cluster instead of the embedded broker.")
    @Nullable
    public String kafka;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description =
                    "Client properties for --kafka, such as security.protocol and sasl.jaas.config, as Kafka's own"
                            + " tools take them. Default: $DRIFTLOG_KAFKA_CONFIG.")
    @Nullable
    Path kafkaConfig;

    private boolean nodeNamed;

    /** Opens the log for a command that begins no run; creates nothing in the cluster of another process. */
    public Cluster openCluster(Console console) {
        Optional<LogConnection> other = otherCluster();
        if (other.isPresent()) {
            return console.during("waiting for Kafka at " + kafka, () -> Cluster.connect(other.get()));
        }
        Optional<NodeAddress> node = node(console);
        return node.isPresent()
                ? console.during("waiting for the node", () -> Cluster.connect(node.get()))
                : embedded(console, 0);
    }

    /** Returns the answer of this data directory's node; empty without a node, after a time-out or an error. */
    public <T> Optional<T> askNode(Console console, String path, Class<T> type) {
        return nodeApi(console).flatMap(api -> console.during("waiting for the node", () -> api.get(path, type)));
    }

    /** What the node of this data directory answers about a run; empty as in {@link #askNode(Console, String, Class)}. */
    public <T> Optional<T> askNode(Console console, String runId, String path, Class<T> type) {
        return nodeApi(console)
                .flatMap(api -> console.during("waiting for the node", () -> api.ofRun(runId, path, type)));
    }

    /** The API of the node that holds the data directory, if there is one. */
    public Optional<NodeApi> nodeApi(Console console) {
        return joinedNode(console).flatMap(this::apiOf);
    }

    /** The API of a node; empty if it has no HTTP server. */
    public Optional<NodeApi> apiOf(NodeAddress node) {
        return NodeApi.of(node, () -> bean(ObjectMapper.class));
    }

    /** The node, or another process with a broker, that this command joins; empty with --kafka. */
    public Optional<NodeAddress> joinedNode(Console console) {
        return otherCluster().isPresent() ? Optional.empty() : node(console);
    }

    /** Opens the log for a command that begins runs; creates the topics that are missing. */
    public Cluster openClusterToWrite(Console console) {
        Optional<LogConnection> other = otherCluster();
        if (other.isPresent()) {
            return initialise(other.get(), console, null).requireWrites(Topics.OF_RUNS);
        }
        Optional<NodeAddress> node = node(console);
        return node.isPresent() ? of(node.get(), console, null) : embedded(console, 0);
    }

    /** The node, or another process with a broker, that holds the data directory; empty if there is none. */
    private Optional<NodeAddress> node(Console console) {
        Optional<NodeAddress> node = DataDirectory.runningNode(data);
        if (node.isPresent() && !nodeNamed) {
            nodeNamed = true;
            console.detail(
                    "joining the process that has %s, Kafka at %s",
                    data, node.get().bootstrapServers());
        }
        return node;
    }

    /** Opens the cluster of these options, with a data directory for hosts of analyzers. */
    public Cluster openClusterWithData(Console console, int port) {
        Optional<LogConnection> other = otherCluster();
        if (other.isPresent()) {
            return joined(other.get(), console, port);
        }
        Optional<NodeAddress> node = node(console);
        return node.isPresent()
                ? of(node.get(), console, logged(DataDirectory.openBeside(data)))
                        .watchBrokers(console::line)
                : embedded(console, port);
    }

    /** Opens the data directory for a process that stays up, with its broker or without; no other process may hold it. */
    public Cluster openClusterAsNode(Console console, int port) {
        Optional<LogConnection> other = otherCluster();
        return other.isPresent() ? joined(other.get(), console, port) : embedded(console, port);
    }

    /** The cluster of --kafka, with the properties of its file; empty without --kafka. */
    private Optional<LogConnection> otherCluster() {
        if (kafka == null && kafkaConfig != null) {
            throw new BadInput("--kafka-config is for another cluster: add --kafka HOST:PORT, or leave it out.");
        }
        return Optional.ofNullable(kafka)
                .map(address -> LogConnection.to(address, kafkaConfigFile().orElse(null)));
    }

    /** The absolute path of the file with client properties; empty without --kafka. */
    public Optional<Path> kafkaConfigFile() {
        if (kafka == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(kafkaConfig)
                .or(() -> Optional.ofNullable(bean(KafkaConfiguration.class).config())
                        .filter(file -> !file.isEmpty())
                        .map(Path::of))
                .map(Path::toAbsolutePath);
    }

    private Cluster joined(LogConnection other, Console console, int port) {
        if (port != 0) {
            throw new BadInput("--port is for the embedded broker: leave out either --port or --kafka.");
        }
        console.line("joining Kafka at %s", other.bootstrapServers());
        return initialise(other, console, openData(console)).watchBrokers(console::line);
    }

    private static Cluster initialise(LogConnection other, Console console, @Nullable DataDirectory own) {
        Cluster cluster = console.during(
                "waiting for Kafka at " + other.bootstrapServers(), () -> Cluster.initialise(other, own));
        cluster.warnings().forEach(each -> console.line("warning: %s.", each));
        return cluster;
    }

    private static Cluster of(NodeAddress node, Console console, @Nullable DataDirectory own) {
        return console.during("waiting for the node", () -> Cluster.of(node, own));
    }

    private Cluster embedded(Console console, int port) {
        return openBroker(console, port).withoutDeadTransactions();
    }

    /** Where the log is, in words. */
    public String where() {
        return kafka == null ? data.toString() : kafka;
    }

    @Override
    public String whereWords() {
        return (kafka == null ? "" : " --kafka " + kafka)
                + (kafkaConfig == null ? "" : " --kafka-config " + kafkaConfig)
                + super.whereWords();
    }
}
