package io.driftlog.log;

/** An event is larger than its topic takes. */
public final class EventTooLargeException extends LogException {
    private static final long serialVersionUID = 1L;

    public EventTooLargeException(String sentence) {
        super(sentence, null);
    }
}
