package io.driftlog.node.cli.options;

import io.driftlog.analyzer.report.Chart;
import io.driftlog.analyzer.report.figures.ReportFolder;
import io.driftlog.analyzer.report.figures.RunPage;
import io.driftlog.analyzer.report.figures.RunSample;
import io.driftlog.analyzer.service.Replay;
import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.events.UserException.BadInput;
import io.driftlog.log.run.LostEvents;
import io.driftlog.log.run.TrajectoryReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Options and steps of the commands that write a report. */
public final class ReportOptions {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "driftlog-report",
            description = "Folder of the report; created if it does not exist. Default: ${DEFAULT-VALUE}.")
    Path folder = Path.of("driftlog-report");

    /** Refuses before the work begins if charts cannot be drawn. */
    public void requireCharts() {
        Chart.requireFonts();
    }

    /**
     * Reads a recorded run to its end, through all analyzers.
     *
     * @param run what the user calls it
     * @param events its events; stays open
     * @param spec its text; empty when it is not known as a text
     */
    public static RunPage page(String run, TrajectoryReader events, String spec) {
        var sample = new RunSample();
        Analyzers known = Analyzers.load(ReportOptions.class.getClassLoader());
        List<FoldDriver<?>> drivers = known.factories().stream()
                .map(factory -> known.create(factory.id(), Map.of()))
                .collect(Collectors.toList());
        Replay.Result result = Replay.run(new Sampling(events, sample), drivers);
        if (sample.steps().isEmpty()) {
            throw new BadInput("The run " + run + " has no step yet: there is nothing to report.");
        }
        return RunPage.of(sample, result.findings(), spec);
    }

    /** Writes the report. */
    public Path write(String title, String introduction, List<RunPage> pages) {
        try {
            return ReportFolder.write(folder, title, introduction, pages);
        } catch (IOException e) {
            throw new BadInput("--out: " + folder + " cannot be written: " + e.getMessage() + ".");
        }
    }

    /** The same events, looked at on the way. */
    private record Sampling(TrajectoryReader events, RunSample sample) implements TrajectoryReader {
        @Override
        public boolean hasNext() {
            return events.hasNext();
        }

        @Override
        public TrajectoryEvent next() {
            TrajectoryEvent event = events.next();
            sample.accept(event);
            return event;
        }

        @Override
        public Optional<LostEvents> lost() {
            return events.lost();
        }

        @Override
        public void close() {
            events.close();
        }
    }
}
