package io.driftlog.simulator.service;

import io.driftlog.events.Outcome;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.events.UserException.Refused;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.RecordedSteps;
import io.driftlog.simulator.flow.spec.Objectives;
import io.driftlog.simulator.spi.InvalidSpecException;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Computes a recorded run again and compares every recorded event, bit for bit. Memory does not grow with the length of
 * the run.
 */
public final class Verification {
    private Verification() {}

    /**
     * The result.
     *
     * @param started the first event of the run
     * @param steps how many recorded steps are the same, the initial state counted
     * @param acceptedSteps the last accepted step among them
     * @param end the recorded end of the run; empty for a run that has none
     * @param difference the first difference; empty if there is none
     * @param complete whether all events were compared; false when a stop was asked for
     */
    public record Verdict(
            RunStarted started,
            long steps,
            long acceptedSteps,
            Optional<RunEnded> end,
            Optional<StepDifference> difference,
            boolean complete) {}

    /**
     * Verifies a run.
     *
     * @param events a run from its first event on
     * @param watcher receives the steps that are the same
     * @throws Refused when it has another numerics version, or its first event is missing
     * @throws InvalidSpecException when its first event describes no run
     */
    public static Verdict verify(Iterator<? extends TrajectoryEvent> events, RunWatcher watcher) {
        if (!events.hasNext() || !(events.next() instanceof RunStarted started)) {
            throw new Refused("The first event of this run is missing: it cannot be verified.");
        }
        if (started.spec().objective().type().equals(Objectives.UNKNOWN)) {
            throw new Refused(
                    "Run " + started.runId() + " was recorded by another program; it cannot be computed again.");
        }
        NumericsGuard.requireSame(started, "verify");
        RecordedSteps steps = RecordedSteps.fromStart(started);
        Optional<StepDifference> difference = StepDifference.between(started, steps.integration());
        StepTaken last = null;
        while (difference.isEmpty() && events.hasNext()) {
            TrajectoryEvent event = events.next();
            if (event instanceof RunEnded end) {
                return verdict(started, last, Optional.of(end), endDifference(end, last, steps));
            }
            StepTaken recorded = (StepTaken) event;
            Optional<StepTaken> computed =
                    last == null ? Optional.of(steps.first()) : steps.next(watcher::stopRequested);
            if (computed.isEmpty() && steps.ended().isEmpty()) {
                return new Verdict(started, count(last), accepted(last), Optional.empty(), Optional.empty(), false);
            }
            difference = computed.isPresent()
                    ? StepDifference.between(recorded, computed.get())
                    : Optional.of(new StepDifference(
                            recorded.seq(), "step", Long.toString(recorded.step()), "none, the run ends before it"));
            if (difference.isEmpty()) {
                last = recorded;
                watcher.step(recorded);
            }
        }
        return verdict(started, last, Optional.empty(), difference);
    }

    private static Verdict verdict(
            RunStarted started, @Nullable StepTaken last, Optional<RunEnded> end, Optional<StepDifference> difference) {
        return new Verdict(started, count(last), accepted(last), end, difference, true);
    }

    private static long count(@Nullable StepTaken last) {
        return last == null ? 0 : last.seq() + 1;
    }

    private static long accepted(@Nullable StepTaken last) {
        return last == null ? 0 : last.step();
    }

    /** A cancelled run says only where it was; any other must end here, in the same way. */
    private static Optional<StepDifference> endDifference(RunEnded end, @Nullable StepTaken last, RecordedSteps steps) {
        if (end.outcome() != Outcome.CANCELLED) {
            Optional<StepTaken> more = steps.next(() -> false);
            if (more.isPresent()) {
                return Optional.of(new StepDifference(
                        end.seq(),
                        "outcome",
                        end.outcome().name(),
                        "a further step at t = " + more.get().time()));
            }
            Advance.Ended computed = steps.ended().orElseThrow();
            if (end.outcome() != computed.outcome() || !end.cause().equals(computed.cause())) {
                return Optional.of(new StepDifference(
                        end.seq(),
                        "cause",
                        end.outcome() + " " + end.cause(),
                        computed.outcome() + " " + computed.cause()));
            }
        }
        return last == null ? Optional.empty() : StepDifference.between(end, last);
    }
}
