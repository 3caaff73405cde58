package io.driftlog.log;

/** The run cannot be started or resumed: it is in the log already, has ended, or is not there. */
public final class RunRefusedException extends LogException {
    private static final long serialVersionUID = 1L;

    RunRefusedException(String sentence) {
        super(sentence, null);
    }
}
