package io.driftlog.node.home;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process with one sentence on standard error and exit code 1 when Kafka cannot go on, mostly because the disk of its
 * only log directory is full or failing. What Kafka acknowledged stays in the log.
 */
final class FatalErrors {
    private static final AtomicBoolean REPORTED = new AtomicBoolean();

    private FatalErrors() {}

    /** @param message what Kafka says; null if it says nothing */
    static void end(DataDirectory data, @Nullable String message) {
        if (REPORTED.compareAndSet(false, true)) {
            System.err.println(sentence(data, message));
            Runtime.getRuntime().halt(1);
        }
    }

    private static String sentence(DataDirectory data, @Nullable String message) {
        long freeMegabytes = data.freeBytes() >> 20;
        String cause = freeMegabytes < 16
                ? "the disk of " + data.path() + " is full (" + freeMegabytes + " MB free)"
                : message == null ? "an internal error, see " + data.logFile() : message;
        return "driftlog: the embedded Kafka broker stopped: " + cause
                + ". All committed events are kept, and a run under way can be resumed: remove the cause, then"
                + " `driftlog runs` lists the run and `driftlog resume RUN` continues it.";
    }
}
