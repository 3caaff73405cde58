package io.driftlog.log;

import org.jspecify.annotations.Nullable;

/** Something outside the program keeps it from reading or writing the log. The message says what, and what to do. */
public abstract class LogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    protected LogException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
