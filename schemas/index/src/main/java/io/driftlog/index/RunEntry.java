package io.driftlog.index;

import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.log.RunAnnotated;
import io.driftlog.log.RunStatus;
import io.driftlog.log.run.LostEvents;
import java.util.List;
import java.util.Optional;

/**
 * The state of a run in the index at one moment.
 *
 * @param status its progress
 * @param started its first event without data sets and given weights; empty until it was read
 * @param last its last step without weights and other vectors; empty until it was read, or if there is none
 * @param ended its end; empty until it was read, or if there is none
 * @param marks its findings in short, in the order of their flow times
 * @param findings number of findings
 * @param annotations the changes of its tags and note; empty if there is none
 * @param lost what the log lacks of it, as far as its beginning and end tell; empty if nothing is missing
 * @param version grows with each change of any run
 */
public record RunEntry(
        RunStatus status,
        Optional<RunStarted> started,
        Optional<StepTaken> last,
        Optional<RunEnded> ended,
        List<FindingMark> marks,
        int findings,
        Optional<RunAnnotated> annotations,
        Optional<LostEvents> lost,
        long version) {

    public RunEntry {
        marks = List.copyOf(marks);
    }

    /** The run. */
    public String runId() {
        return status.runId();
    }

    /** Its tags, in order. */
    public List<String> tags() {
        return RunAnnotated.tagsOf(started.map(RunStarted::tags).orElse(List.of()), annotations);
    }

    /** Its note; empty text if it has none. */
    public String note() {
        return annotations.flatMap(RunAnnotated::note).orElse("");
    }
}
