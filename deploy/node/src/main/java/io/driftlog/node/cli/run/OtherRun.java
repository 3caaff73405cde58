package io.driftlog.node.cli.run;

import io.driftlog.events.RunStarted;
import io.driftlog.http.RunList;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunStatus;
import io.driftlog.log.run.RunReader;
import java.util.Optional;

/** The newest completed run with the name and the type of objective of another: what to compare it with. */
final class OtherRun {
    private static final int LOOKED_AT = 3;

    private OtherRun() {}

    static Optional<String> inLog(LogConnection kafka, RunStarted run) {
        return RunReader.runs(kafka).stream()
                .filter(status -> status.state() == RunStatus.State.COMPLETED
                        && status.name().equals(run.name())
                        && !status.runId().equals(run.runId()))
                .map(RunStatus::runId)
                .limit(LOOKED_AT)
                .filter(runId -> RunReader.started(kafka, runId)
                        .filter(started -> objective(started).equals(objective(run)))
                        .isPresent())
                .findFirst();
    }

    /** The same among the runs that a node knows. */
    static Optional<String> among(RunList runs, RunStarted run) {
        return runs.runs().stream()
                .filter(each -> each.state().equals(RunStatus.State.COMPLETED.word())
                        && each.name().equals(run.name())
                        && !each.runId().equals(run.runId()))
                .filter(each -> each.setup() != null && each.setup().objective().equals(objective(run)))
                .map(each -> each.runId())
                .findFirst();
    }

    private static String objective(RunStarted run) {
        return run.spec().objective().type();
    }
}
