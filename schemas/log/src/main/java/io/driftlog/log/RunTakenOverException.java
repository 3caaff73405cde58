package io.driftlog.log;

import org.jspecify.annotations.Nullable;

/** Another writer of the same run has fenced this one; its uncommitted events are discarded. */
public final class RunTakenOverException extends LogException {
    private static final long serialVersionUID = 1L;

    RunTakenOverException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
