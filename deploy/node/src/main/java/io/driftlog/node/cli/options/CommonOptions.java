package io.driftlog.node.cli.options;

import io.driftlog.events.UserException.BadInput;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.home.Cluster;
import io.driftlog.node.home.DataDirectory;
import io.driftlog.node.home.NodeAddress;
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

    /** Opens the log for a command that begins no run; creates nothing in the cluster of another process. */
    public Cluster openCluster(Console console) {
        String address = kafka;
        if (address != null) {
            return console.during("waiting for Kafka at " + address, () -> Cluster.connect(address));
        }
        Optional<NodeAddress> node = node(console);
        return node.isPresent()
                ? console.during("waiting for the node", () -> Cluster.connect(node.get()))
                : embedded(console, 0);
    }

    /** Opens the log for a command that begins runs; creates the topics that are missing. */
    public Cluster openClusterToWrite(Console console) {
        if (kafka != null) {
            return initialise(kafka, console, null);
        }
        Optional<NodeAddress> node = node(console);
        return node.isPresent() ? of(node.get(), console, null) : embedded(console, 0);
    }

    /** The node that holds the data directory, if there is one. */
    private Optional<NodeAddress> node(Console console) {
        Optional<NodeAddress> node = DataDirectory.runningNode(data);
        node.ifPresent(found -> console.line(
                "using the node that runs on %s (process %d, Kafka at %s)",
                data, found.pid(), found.bootstrapServers()));
        return node;
    }

    /** Opens the cluster of these options, with a data directory for hosts of analyzers. */
    public Cluster openClusterWithData(Console console, int port) {
        if (kafka == null) {
            Optional<NodeAddress> node = node(console);
            return node.isPresent()
                    ? of(node.get(), console, logged(DataDirectory.openBeside(data)))
                    : embedded(console, port);
        }
        return joined(kafka, console, port);
    }

    /** Opens the data directory for a process that stays up, with its broker or without; no other process may hold it. */
    public Cluster openClusterAsNode(Console console, int port) {
        return kafka == null ? embedded(console, port) : joined(kafka, console, port);
    }

    private Cluster joined(String address, Console console, int port) {
        if (port != 0) {
            throw new BadInput("--port is for the embedded broker: leave out either --port or --kafka.");
        }
        console.line("joining Kafka at %s", address);
        return initialise(address, console, openData(console));
    }

    private static Cluster initialise(String address, Console console, @Nullable DataDirectory own) {
        return console.during("waiting for Kafka at " + address, () -> Cluster.initialise(address, own));
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
        return (kafka == null ? "" : " --kafka " + kafka) + super.whereWords();
    }
}
