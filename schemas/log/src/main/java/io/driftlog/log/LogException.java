package io.driftlog.log;

import org.jspecify.annotations.Nullable;

/** The log cannot be read or written for a reason outside the program. The message says the reason and a remedy. */
public abstract class LogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    protected LogException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
