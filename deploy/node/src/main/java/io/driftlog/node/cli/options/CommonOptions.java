package io.driftlog.node.cli.options;

import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.Errors.UsageException;
import io.driftlog.node.home.Cluster;
import io.driftlog.node.home.DataDirectory;
import io.driftlog.node.home.LogFile;
import io.driftlog.node.home.NodeAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every verb takes. */
public final class CommonOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:DRIFTLOG_DATA:-driftlog-data}",
            description =
                    "Where the embedded broker keeps its log, and this process its work. Default: $DRIFTLOG_DATA or"
                            + " ./driftlog-data.")
    public Path data = Path.of("driftlog-data");

    @Option(
            names = "--json",
            description = "Print one JSON object to standard output; all else goes to standard error.")
    boolean json;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT[,…]",
            description = "Use this Kafka cluster instead of the embedded broker.")
    @Nullable
    public String kafka;

    public Console console() {
        return new Console(json);
    }

    /** Opens the log for a command that begins no run: creates nothing in another process' cluster. */
    public Cluster openCluster(Console console) {
        if (kafka != null) {
            return Cluster.connect(kafka);
        }
        Optional<NodeAddress> node = node(console);
        return node.isPresent()
                ? Cluster.connect(node.get().bootstrapServers())
                : embedded(console, 0).withoutDeadTransactions();
    }

    /** Opens the log for a command that begins runs; creates the topics that are missing. */
    public Cluster openClusterToWrite(Console console) {
        if (kafka != null) {
            return Cluster.initialise(kafka, null);
        }
        Optional<NodeAddress> node = node(console);
        return node.isPresent()
                ? Cluster.of(node.get(), null)
                : embedded(console, 0).withoutDeadTransactions();
    }

    /** The node that holds the data directory, if there is one. */
    private Optional<NodeAddress> node(Console console) {
        Optional<NodeAddress> node = DataDirectory.runningNode(data);
        node.ifPresent(found -> console.line(
                "using the node that runs on %s (process %d, Kafka at %s)",
                data, found.pid(), found.bootstrapServers()));
        return node;
    }

    /** Opens the cluster these options ask for, with a data directory for hosts of analyzers. */
    public Cluster openClusterWithData(Console console, int port) {
        if (kafka == null) {
            Optional<NodeAddress> node = node(console);
            return node.isPresent()
                    ? Cluster.of(node.get(), logged(DataDirectory.openBeside(data)))
                    : embedded(console, port).withoutDeadTransactions();
        }
        return joined(kafka, console, port);
    }

    /** Opens the data directory for a process that stays up, with its broker or without; nobody else may hold it. */
    public Cluster openClusterAsNode(Console console, int port) {
        return kafka == null ? embedded(console, port).withoutDeadTransactions() : joined(kafka, console, port);
    }

    private Cluster joined(String address, Console console, int port) {
        if (port != 0) {
            throw new UsageException("--port is for the embedded broker: leave out either --port or --kafka.");
        }
        console.line("joining Kafka at %s", address);
        return Cluster.initialise(address, openData());
    }

    /** Opens the embedded broker for the writers of other processes, which may have outlived the broker before it. */
    public Cluster openBroker(Console console, int port) {
        return embedded(console, port);
    }

    private Cluster embedded(Console console, int port) {
        long start = System.nanoTime();
        Cluster cluster = Cluster.embedded(openData(), port);
        console.line(
                "Kafka broker in this process at %s, data in %s (started in %.1f s)",
                cluster.bootstrapServers(), data, (System.nanoTime() - start) * 1e-9);
        return cluster;
    }

    private DataDirectory openData() {
        return logged(DataDirectory.open(data));
    }

    private static DataDirectory logged(DataDirectory opened) {
        LogFile.open(opened.logFile());
        return opened;
    }

    /** Where the log is, in words. */
    public String where() {
        return kafka == null ? data.toString() : kafka;
    }

    /** The options that lead another command to the same log; empty for the default. */
    public String whereWords() {
        return (kafka == null ? "" : " --kafka " + kafka)
                + (data.equals(Path.of("driftlog-data")) ? "" : " --data " + data);
    }
}
