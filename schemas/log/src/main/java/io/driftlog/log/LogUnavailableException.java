package io.driftlog.log;

import org.jspecify.annotations.Nullable;

/** The brokers did not answer in time. Committed records are safe, and the run can be resumed. */
public final class LogUnavailableException extends LogException {
    private static final long serialVersionUID = 1L;

    public LogUnavailableException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
