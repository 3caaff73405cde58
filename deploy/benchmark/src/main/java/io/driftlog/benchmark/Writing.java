package io.driftlog.benchmark;

import io.driftlog.events.StepTaken;
import io.driftlog.log.LogConnection;
import io.driftlog.log.run.RunWriter;
import io.driftlog.log.run.WriterSettings;
import java.util.function.LongFunction;

/** Sends sample runs to the log as the simulator does. */
final class Writing {
    private Writing() {}

    /**
     * Writes a run to its end.
     *
     * @return from the first to the commit of the end
     */
    static Pace write(LogConnection kafka, RecordedRun run) {
        return write(kafka, run, run::step);
    }

    /** The same with other steps, whose seq is the one asked for. */
    static Pace write(LogConnection kafka, RecordedRun run, LongFunction<StepTaken> steps) {
        WriterSettings settings = WriterSettings.of(kafka);
        try (RunWriter writer =
                RunWriter.start(run.dimension() == 0 ? settings.withoutWeights() : settings, run.started())) {
            Pace.Moment begin = Pace.Moment.now();
            for (long seq = 0; seq < run.steps(); seq++) {
                writer.append(steps.apply(seq));
            }
            writer.append(run.ended());
            return begin.untilNow(run.steps());
        }
    }
}
