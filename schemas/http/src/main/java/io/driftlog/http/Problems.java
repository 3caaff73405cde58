package io.driftlog.http;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.exceptions.HttpStatusException;

/** Refusals of a request: each becomes a problem (RFC 9457) with one sentence. */
public final class Problems {
    private Problems() {}

    /** The log has no run of this id. */
    public static HttpStatusException noSuchRun(String runId) {
        return new HttpStatusException(
                HttpStatus.NOT_FOUND,
                "There is no run " + shown(runId) + " in the log; GET /api/v1/runs lists those that are.");
    }

    /** Something that the path names does not exist. */
    public static HttpStatusException notFound(String sentence) {
        return new HttpStatusException(HttpStatus.NOT_FOUND, sentence);
    }

    /** The request cannot be understood. */
    public static HttpStatusException badRequest(String sentence) {
        return new HttpStatusException(HttpStatus.BAD_REQUEST, sentence);
    }

    /** The request does not fit the state of what it names. */
    public static HttpStatusException conflict(String sentence) {
        return new HttpStatusException(HttpStatus.CONFLICT, sentence);
    }

    /** There is too much of something already. */
    public static HttpStatusException tooMany(String sentence) {
        return new HttpStatusException(HttpStatus.TOO_MANY_REQUESTS, sentence);
    }

    /** A word of the request, safe and short enough to stand in a sentence. */
    public static String shown(String word) {
        String printable = word.replaceAll("\\p{C}", "?");
        return printable.length() <= 80 ? printable : printable.substring(0, 80) + "…";
    }
}
