package io.driftlog.simulator.service;

import io.driftlog.events.NumberText;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.events.UserException.Refused;
import io.driftlog.simulator.flow.spec.Objectives;
import io.driftlog.simulator.spi.InvalidSpecException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The place of a recorded run where a fork begins.
 *
 * @param ancestor the first event of the run
 * @param state the step, with its weights
 */
public record ForkPoint(RunStarted ancestor, StepTaken state) {

    /**
     * Looks for the step of a seq.
     *
     * @param events a run from its first event on; read as far as needed
     * @param seq number of the recorded step
     * @throws InvalidSpecException when the run has no such step, or has it without weights
     */
    public static ForkPoint atSeq(Iterator<? extends TrajectoryEvent> events, long seq) {
        RunStarted ancestor = start(events);
        StepTaken last = null;
        StepTaken whole = null;
        StepTaken wanted = null;
        while (events.hasNext()) {
            if (events.next() instanceof StepTaken step) {
                last = step;
                if (step.seq() == seq) {
                    wanted = step;
                }
                boolean isWhole = step.weights().length == ancestor.dimension();
                if (wanted != null && isWhole) {
                    if (step.seq() == seq) {
                        return new ForkPoint(ancestor, step);
                    }
                    throw withoutWeights(ancestor, wanted, whole, step);
                }
                whole = isWhole ? step : whole;
            }
        }
        if (wanted != null) {
            throw withoutWeights(ancestor, wanted, whole, null);
        }
        throw SpecErrors.at("--at-seq", seq + " is not a step of " + extent(ancestor, last) + "; choose one of these.");
    }

    /**
     * Looks for the last step, at a time or before it, that was recorded with its weights.
     *
     * @param events as above
     * @param time flow time
     * @throws InvalidSpecException when the run does not reach that time, or has no such step
     */
    public static ForkPoint atTime(Iterator<? extends TrajectoryEvent> events, double time) {
        RunStarted ancestor = start(events);
        StepTaken last = null;
        StepTaken whole = null;
        while (events.hasNext() && (last == null || !(last.time() >= time))) {
            if (events.next() instanceof StepTaken step) {
                last = step;
                boolean isWhole = step.weights().length == ancestor.dimension();
                whole = step.time() <= time && isWhole ? step : whole;
            }
        }
        if (last == null || !(last.time() >= time)) {
            throw SpecErrors.at(
                    "--at-time",
                    NumberText.exact(time) + " is beyond the end of " + extent(ancestor, last)
                            + "; choose an earlier time.");
        }
        if (whole == null) {
            throw SpecErrors.at(
                    "--at-time",
                    "no step of run " + ancestor.runId() + " at or before t = " + NumberText.exact(time)
                            + " was recorded with its weights; choose a later time, or --at-seq.");
        }
        return new ForkPoint(ancestor, whole);
    }

    private static RunStarted start(Iterator<? extends TrajectoryEvent> events) {
        if (events.hasNext() && events.next() instanceof RunStarted started) {
            if (started.spec().objective().type().equals(Objectives.UNKNOWN)) {
                throw new Refused("Run " + started.runId()
                        + " was recorded by another program; a run of unknown objective cannot be forked.");
            }
            return started;
        }
        throw new Refused("The first event of this run is missing: it cannot be forked.");
    }

    private static InvalidSpecException withoutWeights(
            RunStarted ancestor, StepTaken wanted, @Nullable StepTaken before, @Nullable StepTaken after) {
        String where = before == null && after == null
                ? "no step of this run has them, for its spec asks for none (emit.weightsEvery)."
                : "fork at " + (before == null ? "" : "seq " + before.seq())
                        + (before == null || after == null ? "" : " or ")
                        + (after == null ? "" : "seq " + after.seq()) + " instead.";
        return SpecErrors.at(
                "--at-seq",
                "step seq " + wanted.seq() + " of run " + ancestor.runId() + " was recorded without its weights; "
                        + where);
    }

    private static String extent(RunStarted ancestor, @Nullable StepTaken last) {
        return last == null
                ? "run " + ancestor.runId() + ", which has no steps yet"
                : "run " + ancestor.runId() + ", which has the steps seq 0 to " + last.seq() + " (t = "
                        + NumberText.readable(last.time()) + ")";
    }
}
