package io.driftlog.log.admin;

import io.driftlog.log.LogException;

/** A topic exists with a configuration that would lose or scatter events. */
public final class TopicMismatchException extends LogException {
    private static final long serialVersionUID = 1L;

    TopicMismatchException(String sentence) {
        super(sentence, null);
    }
}
