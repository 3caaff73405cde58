package io.driftlog.simulator.service.api;

import io.driftlog.events.NumberText;
import io.driftlog.events.UserException.Unusable;
import io.driftlog.simulator.service.ExpectedSize;
import java.util.OptionalLong;

/**
 * How large a run may be that is started over HTTP, where its size is known beforehand.
 *
 * @param steps accepted steps to its end
 * @param bytes of its events in the log; empty for half of what is free
 */
public record RunLimits(long steps, OptionalLong bytes) {
    /** Steps that are allowed unless the node says otherwise. */
    public static final String USUAL_STEPS = "1e8";

    /**
     * Compares a run with the limits.
     *
     * @param stepsToEnd accepted steps to its end; empty when not known
     * @param expected what it takes of the disk
     * @param free bytes that are free; empty when not known
     * @throws Unusable when it is larger; the sentence has the numbers
     */
    void check(OptionalLong stepsToEnd, ExpectedSize expected, OptionalLong free) {
        if (stepsToEnd.orElse(0) > steps) {
            throw new Unusable("The run would take " + words(stepsToEnd.getAsLong()) + " steps to its end, and "
                    + words(steps) + " are allowed over HTTP: end it earlier, choose larger steps or another method, or"
                    + " start the node with a larger --run-step-limit.");
        }
        long most = bytes.orElse(free.orElse(Long.MAX_VALUE) / 2);
        if (expected.bytes().orElse(0) > most) {
            throw new Unusable("The run would take " + words(expected.bytes().getAsLong()) + " bytes of the log in "
                    + words(expected.events().orElse(0)) + " events, and " + words(most) + " are allowed over HTTP"
                    + (bytes.isPresent() ? "" : ", half of what is free")
                    + ": record less of it (emit), or start the node"
                    + " with a larger --run-disk-limit.");
        }
    }

    private static String words(long count) {
        return NumberText.readable(count);
    }
}
