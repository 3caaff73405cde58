package io.driftlog.log;

import org.jspecify.annotations.Nullable;

/** Something outside the program keeps it from reading or writing the log. The message says what, and what to do. */
public abstract sealed class LogException extends RuntimeException
        permits CorruptEventException,
                EventTooLargeException,
                FileException,
                LogUnavailableException,
                RunRefusedException,
                RunTakenOverException,
                TopicMismatchException {
    private static final long serialVersionUID = 1L;

    LogException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
