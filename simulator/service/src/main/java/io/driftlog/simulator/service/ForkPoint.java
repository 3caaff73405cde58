package io.driftlog.simulator.service;

import io.driftlog.events.NumberText;
import io.driftlog.events.Origin;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.events.UserException.Refused;
import io.driftlog.simulator.flow.spec.Objectives;
import io.driftlog.simulator.spi.InvalidSpecException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The place of a recorded run where a fork begins.
 *
 * @param ancestor the first event of the run
 * @param state the step, with its weights
 * @param history scalars of the run up to it
 */
public record ForkPoint(RunStarted ancestor, StepTaken state, List<Origin.PastStep> history) {

    /**
     * Looks for the step of a seq.
     *
     * @param events a run from its first event on; read as far as needed
     * @param seq number of the recorded step
     * @throws InvalidSpecException when the run has no such step, has it without weights, or has a sample there
     */
    public static ForkPoint atSeq(Iterator<? extends TrajectoryEvent> events, long seq) {
        RunStarted ancestor = start(events);
        StepTaken last = null;
        StepTaken whole = null;
        StepTaken wanted = null;
        PastSteps past = new PastSteps(ancestor);
        while (events.hasNext()) {
            if (events.next() instanceof StepTaken step) {
                last = step;
                past.add(step);
                if (step.seq() == seq) {
                    wanted = step;
                }
                boolean isWhole = isWhole(ancestor, step);
                if (wanted != null && isWhole) {
                    if (step.seq() == seq) {
                        return new ForkPoint(ancestor, step, past.upTo(step));
                    }
                    throw unusable(ancestor, wanted, whole, step);
                }
                whole = isWhole ? step : whole;
            }
        }
        if (wanted != null) {
            throw unusable(ancestor, wanted, whole, null);
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
        PastSteps past = new PastSteps(ancestor);
        while (events.hasNext() && (last == null || !(last.time() >= time))) {
            if (events.next() instanceof StepTaken step) {
                last = step;
                past.add(step);
                whole = step.time() <= time && isWhole(ancestor, step) ? step : whole;
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
        return new ForkPoint(ancestor, whole, past.upTo(whole));
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

    /** Whether a fork can begin there. */
    private static boolean isWhole(RunStarted ancestor, StepTaken step) {
        return !step.isSample() && step.weights().length == ancestor.dimension();
    }

    private static InvalidSpecException unusable(
            RunStarted ancestor, StepTaken wanted, @Nullable StepTaken before, @Nullable StepTaken after) {
        String where = before == null && after == null
                ? "no step of this run has them, for its spec asks for none (emit.weightsEvery)."
                : "fork at " + (before == null ? "" : "seq " + before.seq())
                        + (before == null || after == null ? "" : " or ")
                        + (after == null ? "" : "seq " + after.seq()) + " instead.";
        return SpecErrors.at(
                "--at-seq",
                (wanted.isSample()
                                ? "seq " + wanted.seq() + " of run " + ancestor.runId()
                                        + " is a sample between two steps; "
                                : "step seq " + wanted.seq() + " of run " + ancestor.runId()
                                        + " was recorded without its weights; ")
                        + where);
    }

    private static String extent(RunStarted ancestor, @Nullable StepTaken last) {
        return last == null
                ? "run " + ancestor.runId() + ", which has no steps yet"
                : "run " + ancestor.runId() + ", which has the steps seq 0 to " + last.seq() + " (t = "
                        + NumberText.readable(last.time()) + ")";
    }
}
