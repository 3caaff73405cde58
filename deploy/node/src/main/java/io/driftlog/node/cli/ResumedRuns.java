package io.driftlog.node.cli;

import io.driftlog.events.RunEnded;
import io.driftlog.log.RunStatus;
import io.driftlog.node.broker.Cluster;
import io.driftlog.simulator.service.InterruptedRuns;
import io.driftlog.simulator.service.InterruptedRuns.Resuming;
import io.driftlog.simulator.service.RunResult;
import java.util.List;

/** The runs that a node finds without an end when it starts, and goes on with; said on its console. */
final class ResumedRuns {
    private ResumedRuns() {}

    /**
     * Goes on with them, if this process has the broker and so is the only simulator of its log.
     *
     * @return to be closed, which stops them, before the cluster is
     */
    static Resuming start(Console console, Cluster cluster, InterruptedRuns interrupted) {
        List<RunStatus> found = cluster.isEmbedded() ? interrupted.find(cluster.clientConfig()) : List.of();
        found.forEach(
                run -> console.line("run %s goes on from where it stopped, seq %d", run.runId(), run.nextSeq() - 1));
        int atOnce = Runtime.getRuntime().availableProcessors();
        return interrupted.resume(cluster.clientConfig(), found, atOnce, new InterruptedRuns.Listener() {
            @Override
            public void ended(RunResult result) {
                console.line(
                        "run %s: %s",
                        result.started().runId(),
                        result.end().map(RunEnded::reason).orElse("stopped, and will go on when the node is back."));
            }

            @Override
            public void failed(String runId, RuntimeException why) {
                console.line("run %s is left as it is: %s", runId, why.getMessage());
            }
        });
    }
}
