package io.driftlog.node.cli.options;

import io.driftlog.analyzer.service.AnalyzerConfiguration;
import io.driftlog.analyzer.service.AnalyzerHosts;
import io.driftlog.analyzer.service.FoldLimits;
import io.driftlog.analyzer.service.HostSettings;
import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.events.UserException.BadInput;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.home.Cluster;
import io.driftlog.node.home.DataDirectory;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of a command that hosts analyzers: which ones, their limits, and the port of the broker. */
public final class HostingOptions {
    @Option(
            names = "--analyzer",
            paramLabel = AnalyzerWords.SYNTAX,
            description =
                    "Host this analyzer with these parameters. Default: all analyzers with their defaults. Repeatable.")
    public List<String> words = List.of();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the embedded broker; 0 takes any free one. Default: ${DEFAULT-VALUE}.")
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

    /** The analyzers asked for; the console names those that cannot be loaded. */
    public List<FoldDriver<?>> analyzers(CommonOptions options, Console console) {
        limits();
        return AnalyzerWords.create(plugins.load(options, console), words);
    }

    /**
     * Starts the hosts of analyzers on a cluster, except those that its node hosts already. The console names each host that
     * stops because of an error.
     */
    public AnalyzerHosts start(List<FoldDriver<?>> analyzers, Cluster cluster, CommonOptions options, Console console) {
        AnalyzerConfiguration configuration = options.bean(AnalyzerConfiguration.class);
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
            throw new BadInput("--step-deadline or --state-limit: " + e.getMessage() + ".");
        }
    }
}
