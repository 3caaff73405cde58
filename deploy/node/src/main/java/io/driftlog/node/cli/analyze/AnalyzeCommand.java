package io.driftlog.node.cli.analyze;

import io.driftlog.analyzer.service.AnalyzerHosts;
import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.events.Finding;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.UserException.BadInput;
import io.driftlog.log.Topics;
import io.driftlog.log.run.FindingsReader;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.HostingOptions;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.Interruption;
import io.driftlog.node.home.Cluster;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Hosts analyzers in this process, live, until it is interrupted. */
@Command(
        name = "analyze",
        description = {
            "Host analyzers live in this process until Ctrl-C. They read every run of the log from the first event that they"
                    + " have not yet read, and then the new ones.",
            "A new version, or other parameters, read the whole log again; the log keeps the earlier findings too."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  driftlog analyze --analyzer norm-drift:fraction=0.1 --kafka 127.0.0.1:9092 --data other-dir",
            "  driftlog analyze --analyzer my-analyzer --plugins my-plugins"
        })
public final class AnalyzeCommand implements Callable<Integer> {
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);

    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    HostingOptions hosting = new HostingOptions();

    private final Interruption interruption;

    AnalyzeCommand(Interruption interruption) {
        this.interruption = interruption;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (hosting.words.isEmpty()) {
            throw new BadInput("`analyze` hosts the analyzer that --analyzer names; `driftlog analyzers` lists them.");
        }
        Console console = common.console();
        List<FoldDriver<?>> drivers = hosting.analyzers(common, console);
        interruption.listen();
        try (Cluster cluster =
                        common.openClusterWithData(console, hosting.port).requireWrites(List.of(Topics.FINDINGS));
                FindingsReader findings = FindingsReader.followNew(cluster.connection());
                AnalyzerHosts hosts = hosting.start(drivers, cluster, common, console)) {
            List<String> running = hosts.awaitRunning(START_PATIENCE, interruption::isRequested);
            drivers.stream()
                    .filter(driver -> running.contains(driver.applicationId()))
                    .forEach(driver -> console.line(
                            "analyzer %s, version %d, is up; Ctrl-C stops it", driver.id(), driver.version()));
            while (!interruption.isRequested() && hosts.failures().size() < drivers.size()) {
                findings.poll(POLL).stream()
                        .filter(recorded -> drivers.stream().anyMatch(driver -> isOf(driver, recorded)))
                        .forEach(recorded -> show(console, recorded));
            }
            console.result(new Result(running, hosts.failures()));
            return hosts.failures().isEmpty() ? 0 : 1;
        }
    }

    /**
     * What was hosted.
     *
     * @param running application ids
     * @param stopped why, by application id
     */
    @Serdeable
    record Result(List<String> running, Map<String, String> stopped) {}

    private static boolean isOf(FoldDriver<?> driver, FindingRecorded recorded) {
        return driver.id().equals(recorded.analyzer())
                && driver.version() == recorded.version()
                && driver.parameters().equals(recorded.parameters());
    }

    private static void show(Console console, FindingRecorded recorded) {
        Finding finding = recorded.finding();
        console.line("run %s  >> %s", recorded.runId(), finding.sentence());
    }
}
