package io.driftlog.node.cli.serve;

import io.driftlog.node.cli.options.LocalOptions;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.Interruption;
import io.driftlog.node.home.Cluster;
import io.driftlog.node.home.NodeAddress;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the embedded broker alone. */
@Command(
        name = "broker",
        description =
                "Run the embedded Kafka broker alone until Ctrl-C, for other driftlog commands and for any Kafka tool.",
        mixinStandardHelpOptions = true)
public final class BrokerCommand implements Callable<Integer> {
    @Mixin
    LocalOptions common = new LocalOptions();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "Port of the broker; 0 takes any free one. Default: ${DEFAULT-VALUE}.")
    int port;

    private final Interruption interruption;

    BrokerCommand(Interruption interruption) {
        this.interruption = interruption;
    }

    @Override
    public Integer call() throws InterruptedException {
        Console console = common.console();
        interruption.listen();
        try (Cluster cluster = common.openBroker(console, port)) {
            cluster.data()
                    .orElseThrow()
                    .announce(new NodeAddress(
                            ProcessHandle.current().pid(),
                            cluster.bootstrapServers(),
                            null,
                            null,
                            null,
                            List.of(),
                            false));
            console.result(new Result(
                    cluster.bootstrapServers(), common.data.toAbsolutePath().toString()));
            console.line("Kafka broker at %s, data in %s", cluster.bootstrapServers(), common.data);
            console.line("in another terminal: driftlog run paper/diagonal%s", common.whereWords());
            console.line("Ctrl-C stops it; everything in the log is kept.");
            interruption.await();
            console.line("stopping");
        }
        return 0;
    }

    @Serdeable
    record Result(String bootstrapServers, String data) {}
}
