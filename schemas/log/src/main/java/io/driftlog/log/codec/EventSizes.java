package io.driftlog.log.codec;

import io.driftlog.events.StepTaken;
import io.driftlog.events.UserException.Unusable;
import io.driftlog.log.Topics;

/** Whether the events of a run fit the records that {@link Topics#TRAJECTORIES} takes. */
public final class EventSizes {
    /** Room for Kafka's headers around a record, beside its key and value. */
    private static final int RECORD_OVERHEAD = 256;

    /** Room for the fields of a step that are not weights or multiplier, runId and controller state included. */
    private static final int STEP_OVERHEAD = 4096;

    /** Kafka's lengths, deltas and its share of a batch's header, for one record of many. */
    private static final int FRAMING = 12;

    private static final EventCodec EVENTS = new EventCodec();

    private EventSizes() {}

    /**
     * Refuses a run whose steps would not fit a record, before it begins.
     *
     * @param step one of them, with all that a step carries
     * @throws Unusable if it is too large; the message names the policy that would fit
     */
    public static void checkFits(StepTaken step) {
        checkFits(step.weights().length, step.multiplier().length, step.controllerState().length);
    }

    public static void checkFits(int weights, int multipliers, int carried) {
        long bytes = ((long) weights + multipliers + carried) * Double.BYTES + STEP_OVERHEAD + RECORD_OVERHEAD;
        if (bytes > Topics.TRAJECTORIES.maxMessageBytes()) {
            throw new Unusable("A step with " + weights + " weights and " + multipliers
                    + " multipliers takes " + mebibytes(bytes) + ", and " + limit() + "; record the run without them"
                    + " by `emit: {weightsEvery: 0}` in its spec, or --set emit.weightsEvery=0.");
        }
    }

    /** What a step takes in the log before compression, with its key and Kafka's framing, in bytes. */
    public static long inLog(StepTaken step) {
        return (long) Topics.key(step.runId()).length + EVENTS.encode(step).length + FRAMING;
    }

    /**
     * Refuses an encoded event that does not fit a record.
     *
     * @param value Not modified.
     */
    public static void check(String runId, byte[] value) {
        check(runId, Topics.key(runId), value);
    }

    /**
     * Refuses an encoded event that does not fit a record.
     *
     * @param key of its record. Not modified.
     * @param value Not modified.
     */
    public static void check(String runId, byte[] key, byte[] value) {
        long bytes = inRecord(key.length, value.length);
        if (!fits(key.length, value.length)) {
            throw new Unusable("An event of run " + runId + " takes " + mebibytes(bytes) + ", and " + limit()
                    + "; give the run smaller data, or record it without weights.");
        }
    }

    /** Whether an encoded event fits a record. */
    public static boolean fits(int keyLength, long valueLength) {
        return inRecord(keyLength, valueLength) <= Topics.TRAJECTORIES.maxMessageBytes();
    }

    private static long inRecord(int keyLength, long valueLength) {
        return keyLength + valueLength + RECORD_OVERHEAD;
    }

    private static String limit() {
        return "a record of " + Topics.TRAJECTORIES.name() + " takes at most "
                + mebibytes(Topics.TRAJECTORIES.maxMessageBytes());
    }

    /** Rounded up, so that what is too large also looks so. */
    public static String mebibytes(long bytes) {
        long tenths = (bytes * 10 + (1 << 20) - 1) >> 20;
        return tenths / 10 + "." + tenths % 10 + " MiB";
    }
}
