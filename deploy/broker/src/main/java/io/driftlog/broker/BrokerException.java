package io.driftlog.broker;

import org.jspecify.annotations.Nullable;

/** Why there is no broker to work with: one sentence that says what is wrong and what to do. */
public final class BrokerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BrokerException(String sentence) {
        this(sentence, null);
    }

    public BrokerException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
