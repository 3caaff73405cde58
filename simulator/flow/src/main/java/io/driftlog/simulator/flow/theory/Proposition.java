package io.driftlog.simulator.flow.theory;

import java.util.List;

/**
 * One statement of the theory, measured.
 *
 * @param id {@code P1}, …
 * @param title what it is about
 * @param expected what is expected
 * @param verdict whether it is so
 * @param reason why, for a person
 * @param series the errors behind it
 */
public record Proposition(
        String id, String title, String expected, Verdict verdict, String reason, List<Series> series) {

    public Proposition {
        series = List.copyOf(series);
    }

    /** Whether a statement holds. */
    public enum Verdict {
        PASS,
        FAIL,
        UNDETERMINED
    }

    /**
     * An error over lambda, with what there is to say of it.
     *
     * @param convergence the errors
     * @param remark a sentence; empty if there is nothing to add
     */
    public record Series(Convergence convergence, String remark) {}
}
