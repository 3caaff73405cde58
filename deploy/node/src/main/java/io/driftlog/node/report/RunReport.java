package io.driftlog.node.report;

import io.driftlog.analyzer.report.figures.RunPage;
import io.driftlog.analyzer.report.figures.RunSample;
import io.driftlog.analyzer.service.Replay;
import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.events.UserException.BadInput;
import io.driftlog.log.run.LostEvents;
import io.driftlog.log.run.TrajectoryReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes the part of a report that is about one recorded run. */
public final class RunReport {
    /** The first paragraph of a report of one run. */
    public static final String INTRODUCTION = "Made from the record of the run.";

    private RunReport() {}

    /** The title of a report of one run. */
    public static String title(RunPage page) {
        return page.name() + ": a run of Driftlog";
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
        Analyzers known = Analyzers.load(RunReport.class.getClassLoader());
        List<FoldDriver<?>> drivers = known.factories().stream()
                .map(factory -> known.create(factory.id(), Map.of()))
                .collect(Collectors.toList());
        Replay.Result result = Replay.run(new Sampling(events, sample), drivers);
        if (sample.steps().isEmpty()) {
            throw new BadInput("The run " + run + " has no step yet: there is nothing to report.");
        }
        return RunPage.of(sample, result.findings(), spec);
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
