package io.driftlog.node.cli.run;

import static io.driftlog.events.NumberText.exact;

import io.driftlog.events.FindingKinds;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.Outcome;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StopRule;
import io.driftlog.node.cli.output.FindingWords;
import io.driftlog.simulator.service.RunResult;
import java.util.List;
import java.util.Optional;

/**
 * The experiment that a run suggests.
 *
 * @param result the run, which has ended
 * @param findings its final findings
 */
record NextExperiment(RunResult result, List<FindingRecorded> findings) {
    private static final double TIMES_LONGER = 10;

    /**
     * The command that makes it, with a remark.
     *
     * @param where options that name the log, with a space before them; or empty
     */
    String command(String where) {
        String runId = result.started().runId();
        boolean hasWeights = result.started().emission().weightsEvery() > 0;
        if (result.end().orElseThrow().outcome() == Outcome.FAILED || !hasWeights) {
            return "driftlog show " + runId + where + "   # spec, last step, how it ended";
        }
        String fork = "driftlog fork " + runId;
        String atEnd = fork + " --at-seq " + result.last().seq();
        RunSpec spec = result.started().spec();
        if (spec.weightDecay() == 0) {
            return atEnd + " --set weightDecay=1e-4 --set 'until={slowTime: 20}'" + where + "   # with weight decay";
        }
        Optional<String> onset = onset();
        if (onset.isPresent() && !isUndetermined()) {
            return fork + " --at-time " + onset.get() + " --set weightDecay=0" + where + "   # without, from t_WD on";
        }
        return longer(spec)
                .map(set -> atEnd + " --set " + set + where + "   # ten times longer")
                .orElse("driftlog verify " + runId + where + "   # computes it again, bit for bit");
    }

    private boolean isUndetermined() {
        return findings.stream()
                .anyMatch(recorded -> FindingKinds.isVerdict(recorded)
                        && recorded.finding().kind().equals(FindingKinds.UNDETERMINED));
    }

    /** The onset of the norm drift, if its rounded time lies in the run. */
    private Optional<String> onset() {
        double begin = result.started().origin().map(origin -> origin.time()).orElse(0.0);
        return findings.stream()
                .map(FindingRecorded::finding)
                .filter(finding -> finding.kind().equals(FindingKinds.NORM_DRIFT_ONSET))
                .map(FindingWords::time)
                .filter(time -> Double.parseDouble(time) >= begin
                        && Double.parseDouble(time) <= result.last().time())
                .findFirst();
    }

    /** The later end of a run that came to the end of its time. */
    private Optional<String> longer(RunSpec spec) {
        StopRule until = spec.until();
        double end = spec.endTime();
        if (result.last().time() < end) {
            return Optional.empty();
        }
        return Optional.of(
                until.time().orElse(Double.NaN) == end
                        ? "until.time=" + exact(TIMES_LONGER * end)
                        : "until.slowTime="
                                + exact(TIMES_LONGER * until.slowTime().orElseThrow()));
    }
}
