package io.driftlog.node.cli.serve;

import io.driftlog.events.UserException.BadInput;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.Interruption;
import io.driftlog.node.home.Cluster;
import io.driftlog.node.home.NodeAddress;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the embedded broker alone. */
@Command(
        name = "broker",
        description =
                "Run the embedded Kafka broker alone until Ctrl-C, for other driftlog commands (--kafka) and for any"
                        + " Kafka tool.",
        mixinStandardHelpOptions = true)
public final class BrokerCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "Where clients connect; 0 takes any free port. Default: ${DEFAULT-VALUE}.")
    int port;

    private final Interruption interruption;

    @Inject
    BrokerCommand(Interruption interruption) {
        this.interruption = interruption;
    }

    @Override
    public Integer call() throws InterruptedException {
        Console console = common.console();
        if (common.kafka != null) {
            throw new BadInput("`broker` starts a broker of its own: leave --kafka out.");
        }
        interruption.listen();
        try (Cluster cluster = common.openBroker(console, port)) {
            cluster.data()
                    .orElseThrow()
                    .announce(new NodeAddress(
                            ProcessHandle.current().pid(), cluster.bootstrapServers(), null, List.of()));
            console.result(Map.of(
                    "bootstrapServers", cluster.bootstrapServers(),
                    "data", common.data.toAbsolutePath().toString()));
            console.line("in another terminal: driftlog run paper/diagonal%s", common.whereWords());
            console.line("Ctrl-C stops it; everything in the log is kept.");
            interruption.await();
            console.line("stopping");
        }
        return 0;
    }
}
