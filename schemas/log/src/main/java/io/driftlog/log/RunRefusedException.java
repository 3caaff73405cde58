package io.driftlog.log;

/** The run cannot be started or resumed: the log has it already, has its end, or does not have it. */
public final class RunRefusedException extends LogException {
    private static final long serialVersionUID = 1L;

    public RunRefusedException(String sentence) {
        super(sentence, null);
    }

    /** The log has no such run. */
    public static RunRefusedException unknown(String runId) {
        return new RunRefusedException("The log has no run " + runId + "; `driftlog runs` lists the runs.");
    }
}
