package io.driftlog.http;

/** How much one request may ask for or bring. */
public final class Limits {
    /** Where the API is. */
    public static final String API = "/api/v1";

    /** Bytes of a request's body. */
    public static final long BODY_BYTES = 4L << 20;

    /** What a run id may look like: a path segment that names no other place. */
    public static final String RUN_ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}";

    /** Steps in one answer without weights. */
    public static final int POINTS = 20_000;

    /** Numbers in one answer with weights. */
    public static final int NUMBERS = 2_000_000;

    /** Runs in one answer. */
    public static final int RUNS = 5_000;

    /** Streams of events that are open at one time. */
    public static final int STREAMS = 64;

    private Limits() {}
}
