package io.driftlog.log;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A request to the simulators; the first one that is free takes it.
 *
 * @param runId the run to begin or to resume; the same request taken twice makes one run
 * @param action what to do
 * @param spec for START the run's spec in YAML, without names of files; otherwise empty
 * @param ancestor for FORK the run that is forked; otherwise empty
 * @param seq for FORK the seq of the step where the fork begins; otherwise 0
 * @param changes for FORK the changed keys of the run spec with their new values
 * @param requestedAtMillis wall clock, milliseconds since the epoch; informational
 */
public record RunRequest(
        String runId,
        Action action,
        String spec,
        String ancestor,
        long seq,
        SortedMap<String, String> changes,
        long requestedAtMillis) {

    /** What a simulator is asked to do. */
    public enum Action {
        /** Make a run of a spec. */
        START,
        /** Go on with an interrupted run. */
        RESUME,
        /** Make a run that begins at a step of another. */
        FORK
    }

    /** A run of a spec. */
    public static RunRequest start(String runId, String spec, long nowMillis) {
        return new RunRequest(runId, Action.START, spec, "", 0, new TreeMap<>(), nowMillis);
    }

    /** An interrupted run, to go on. */
    public static RunRequest resume(String runId, long nowMillis) {
        return new RunRequest(runId, Action.RESUME, "", "", 0, new TreeMap<>(), nowMillis);
    }

    /** A run that begins at a step of another. */
    public static RunRequest fork(
            String runId, String ancestor, long seq, SortedMap<String, String> changes, long nowMillis) {
        return new RunRequest(runId, Action.FORK, "", ancestor, seq, changes, nowMillis);
    }
}
