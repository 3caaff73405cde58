package io.driftlog.events;

import java.util.List;
import java.util.Optional;

/**
 * The first event of a trajectory: everything that is needed to reproduce it.
 *
 * @param runId names the run, unique in a log
 * @param name what its author called it; a label without influence on the trajectory
 * @param spec what is integrated, from where, how and until when
 * @param numericsVersion version of the arithmetic: the same spec gives the same bytes only under the
 *     same numerics version
 * @param dimension number of weights d
 * @param samples number of residuals n of a least-squares objective, otherwise 0
 * @param software name and version of the program that recorded the run
 * @param startedAtMillis wall clock, milliseconds since the epoch; informational
 * @param origin the state of another run at which this one begins; empty for a run that is no fork
 * @param emission which of the steps are recorded
 * @param tags words by which its author groups runs; without influence on the trajectory
 */
public record RunStarted(
        String runId,
        String name,
        RunSpec spec,
        int numericsVersion,
        int dimension,
        int samples,
        String software,
        long startedAtMillis,
        Optional<Origin> origin,
        EmissionPolicy emission,
        List<String> tags)
        implements TrajectoryEvent {

    public RunStarted {
        tags = List.copyOf(tags);
    }

    /** A run that is no fork and records every step. */
    public RunStarted(
            String runId,
            String name,
            RunSpec spec,
            int numericsVersion,
            int dimension,
            int samples,
            String software,
            long startedAtMillis) {
        this(
                runId,
                name,
                spec,
                numericsVersion,
                dimension,
                samples,
                software,
                startedAtMillis,
                Optional.empty(),
                EmissionPolicy.EVERY_STEP,
                List.of());
    }

    /** The same with another spec and origin. */
    public RunStarted with(RunSpec otherSpec, Optional<Origin> otherOrigin) {
        return new RunStarted(
                runId,
                name,
                otherSpec,
                numericsVersion,
                dimension,
                samples,
                software,
                startedAtMillis,
                otherOrigin,
                emission,
                tags);
    }
}
