package io.driftlog.node.cli.options;

import io.driftlog.analyzer.service.AnalyzerConfiguration;
import io.driftlog.analyzer.service.AnalyzerHosts;
import io.driftlog.analyzer.service.FoldLimits;
import io.driftlog.analyzer.service.HostSettings;
import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.Errors.UsageException;
import io.driftlog.node.home.Cluster;
import io.driftlog.node.home.DataDirectory;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is hosted: the analyzers, what they may take, and the broker's port. */
public final class HostingOptions {
    @Option(
            names = "--analyzer",
            paramLabel = "ID[,KEY=VALUE…]",
            description =
                    "Host this analyzer, with these parameters; all with their defaults if none is named. Repeatable.")
    public List<String> words = List.of();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the embedded broker; any free one by default.")
    public int port;

    @Option(
            names = "--step-deadline",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "Close an analyzer that takes longer than this for one event. Default: ${DEFAULT-VALUE}.")
    double stepDeadlineSeconds;

    @Option(
            names = "--state-limit",
            paramLabel = "MIB",
            defaultValue = "4",
            description = "Close an analyzer whose state of one run is larger than this. Default: ${DEFAULT-VALUE}.")
    double stateLimitMebibytes;

    @Mixin
    public PluginOptions plugins = new PluginOptions();

    /** The analyzers asked for; those that cannot be loaded are named to the console. */
    public List<FoldDriver<?>> analyzers(CommonOptions options, Console console) {
        limits();
        return AnalyzerWords.create(plugins.load(options, console), words);
    }

    /**
     * Starts the hosts of analyzers on a cluster, but of those that its node hosts already; the console is told of each that
     * stops by itself.
     */
    public AnalyzerHosts start(
            List<FoldDriver<?>> analyzers, Cluster cluster, AnalyzerConfiguration configuration, Console console) {
        DataDirectory data = cluster.data().orElseThrow();
        var settings = new HostSettings(
                cluster.connection(),
                data.streams(),
                data.instance(),
                configuration.commitIntervalMillis(),
                configuration.pollMillis(),
                configuration.cacheBytes(),
                limits());
        List<FoldDriver<?>> own = analyzers.stream()
                .filter(driver -> !cluster.analyzersElsewhere().contains(driver.applicationId()))
                .toList();
        return AnalyzerHosts.start(own, settings, (id, why) -> console.line("analyzer %s stopped: %s.", id, why));
    }

    private FoldLimits limits() {
        try {
            return new FoldLimits(
                    Duration.ofMillis(Math.round(stepDeadlineSeconds * 1000)),
                    Math.toIntExact(Math.round(stateLimitMebibytes * (1 << 20))));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new UsageException("--step-deadline or --state-limit: " + e.getMessage() + ".");
        }
    }
}
