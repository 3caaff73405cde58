package io.driftlog.http;

/** Limits of one request and its answer. */
public final class Limits {
    /** Path of the API. */
    public static final String API = "/api/v1";

    /** Most bytes of a request's body. */
    public static final long BODY_BYTES = 1L << 20;

    /** Pattern of a run id: one path segment that is neither hidden nor a parent. */
    public static final String RUN_ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}";

    /** Most steps in one answer without weights. */
    public static final int POINTS = 20_000;

    /** Most numbers in one answer with weights. */
    public static final int NUMBERS = 2_000_000;

    /** Most runs in one answer. */
    public static final int RUNS = 5_000;

    /** Most streams of events that are open at the same time. */
    public static final int STREAMS = 64;

    private Limits() {}
}
