package io.driftlog.http;

import io.driftlog.events.UserException.NotFound;

/** Words of refused requests. */
public final class Refusals {
    private Refusals() {}

    /** The log has no run of this id. */
    public static NotFound noSuchRun(String runId) {
        return new NotFound("There is no run " + shown(runId) + " in the log; GET /api/v1/runs lists those that are.");
    }

    /** A word of the request, safe and short enough to stand in a sentence. */
    public static String shown(String word) {
        String printable = word.replaceAll("\\p{C}", "?");
        return printable.length() <= 80 ? printable : printable.substring(0, 80) + "…";
    }
}
