package io.driftlog.index;

import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.log.RunStatus;
import java.util.List;
import java.util.Optional;

/**
 * A run as the index knows it at one moment.
 *
 * @param status how far it is
 * @param started its first event without its data sets and given weights; empty until that was read
 * @param last its last step without weights and other vectors; empty until that was read, or when there is none
 * @param ended its end; empty until that was read, or when there is none
 * @param marks what analyzers found, in short, in the order of its time
 * @param findings how many findings there are
 * @param version grows with every change of any run
 */
public record RunEntry(
        RunStatus status,
        Optional<RunStarted> started,
        Optional<StepTaken> last,
        Optional<RunEnded> ended,
        List<FindingMark> marks,
        int findings,
        long version) {

    public RunEntry {
        marks = List.copyOf(marks);
    }

    /** The run. */
    public String runId() {
        return status.runId();
    }
}
