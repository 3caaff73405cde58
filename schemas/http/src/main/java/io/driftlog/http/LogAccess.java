package io.driftlog.http;

import io.driftlog.events.StepTaken;
import io.driftlog.events.UserException.BadInput;
import io.driftlog.events.UserException.NotFound;
import io.driftlog.index.RunIndex;
import io.driftlog.index.Series;
import io.driftlog.log.LogConnection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Access of the controllers to the log.
 *
 * @param kafka how the log is reached
 * @param index its runs in memory
 * @param brokersAway names the brokers that have been away for some seconds
 */
public record LogAccess(LogConnection kafka, RunIndex index, Supplier<List<String>> brokersAway) {
    /**
     * One step with everything it carries: the step of a seq, the last step at or before a flow time, or the last step
     * of the run.
     */
    public StepTaken step(String runId, @Nullable Long seq, @Nullable Double time) {
        Series series = index.series(runId).orElseThrow(() -> Refusals.noSuchRun(runId));
        if (seq != null && time != null) {
            throw new BadInput("Give seq or time, not both.");
        }
        long wanted = seq != null ? seq : time != null ? series.seqAt(time) : series.recorded() - 1;
        List<StepTaken> found = index.steps(runId, wanted, 1);
        if (found.isEmpty() || found.get(0).seq() != wanted) {
            throw new NotFound("Run " + runId + " has no such step; it has " + series.recorded()
                    + " recorded steps, numbered from seq 0.");
        }
        return found.get(0);
    }
}
