package io.driftlog.log;

/** The run cannot be started or resumed: it is in the log already, has ended, or is not there. */
public final class RunRefusedException extends LogException {
    private static final long serialVersionUID = 1L;

    public RunRefusedException(String sentence) {
        super(sentence, null);
    }

    /** The log holds no such run. */
    public static RunRefusedException unknown(String runId) {
        return new RunRefusedException("The log holds no run " + runId + "; look at the list of runs for its id.");
    }
}
