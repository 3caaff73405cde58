package io.driftlog.node.cli.run;

import io.driftlog.events.RunSpec;
import io.driftlog.http.RunList;
import io.driftlog.http.RunView;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunStatus;
import io.driftlog.log.run.RunReader;
import java.util.Optional;

/** The newest completed run with the name and the type of objective of another: what to compare it with. */
final class OtherRun {
    private static final int LOOKED_AT = 3;

    private OtherRun() {}

    /** Such a run in the log. */
    static Optional<String> inLog(LogConnection kafka, String runId, String name, RunSpec spec) {
        return RunReader.runs(kafka).stream()
                .filter(status -> status.state() == RunStatus.State.COMPLETED
                        && status.name().equals(name)
                        && !status.runId().equals(runId))
                .map(RunStatus::runId)
                .limit(LOOKED_AT)
                .filter(other -> RunReader.started(kafka, other)
                        .filter(started -> type(started.spec()).equals(type(spec)))
                        .isPresent())
                .findFirst();
    }

    /** Such a run among those that a node knows. */
    static Optional<String> among(RunList runs, String runId, String name, RunSpec spec) {
        return runs.runs().stream()
                .filter(each -> each.state().equals(RunStatus.State.COMPLETED.word())
                        && each.name().equals(name)
                        && !each.runId().equals(runId))
                .filter(each -> each.setup() != null && each.setup().objective().equals(type(spec)))
                .map(RunView::runId)
                .findFirst();
    }

    private static String type(RunSpec spec) {
        return spec.objective().type();
    }
}
