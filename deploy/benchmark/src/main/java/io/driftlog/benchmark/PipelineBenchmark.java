package io.driftlog.benchmark;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the pipeline, ratios interleaved in one run. */
@Command(
        name = "deploy/benchmark/run",
        description =
                "Measure the pipeline beside Kafka's own producer tool and a bare consumer, interleaved in one run.",
        mixinStandardHelpOptions = true)
public final class PipelineBenchmark implements Callable<Integer> {
    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "Medians are over so many. Default: ${DEFAULT-VALUE}.")
    int rounds;

    @Option(names = "--scale", defaultValue = "1", description = "Multiplies the numbers of events.")
    double scale;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "SECTION",
            description = "emission, replay, archive, host, analyzers, latency, restart; all by default.")
    List<String> only = new ArrayList<>();

    @Option(
            names = "--weights",
            split = ",",
            paramLabel = "D",
            defaultValue = "0,300,1600",
            description = "Steps of so many weights, in emission, replay, archive and host. Default: ${DEFAULT-VALUE}.")
    List<Integer> dimensions = new ArrayList<>();

    /** Runs it. */
    public static void main(String[] args) {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
        System.exit(new CommandLine(new PipelineBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path work = Files.createTempDirectory("driftlog-benchmark");
        var report = new Report();
        var bench = new Bench(report, work, rounds, scale, dimensions);
        List<Section> sections = List.of(
                new EmissionSection(),
                new ReplaySection(),
                new ArchiveSection(),
                new HostSection(),
                new AnalyzersSection(),
                new LatencySection(),
                new RestartSection());
        try {
            for (Section section : sections) {
                if (only.isEmpty() || only.contains(section.name())) {
                    section.run(bench);
                }
            }
            report.verdicts();
        } finally {
            Folders.delete(work);
        }
        return 0;
    }
}
