package io.driftlog.log.admin;

import io.driftlog.log.LogException;

/** The topics of the log are incomplete, or have a configuration that would lose or scatter events. */
public final class TopicMismatchException extends LogException {
    private static final long serialVersionUID = 1L;

    TopicMismatchException(String sentence) {
        super(sentence, null);
    }
}
