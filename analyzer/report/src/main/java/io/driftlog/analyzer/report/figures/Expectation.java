package io.driftlog.analyzer.report.figures;

import static io.driftlog.events.NumberText.exact;

/**
 * A measured number of a run beside the expected one.
 *
 * @param what the quantity
 * @param expected in words
 * @param measured the number
 * @param within whether the number is as expected
 */
public record Expectation(String what, String expected, double measured, boolean within) {
    static Expectation equal(String what, double expected, double measured) {
        return new Expectation(what, exact(expected), measured, measured == expected);
    }

    static Expectation atMost(String what, double bound, double measured) {
        return new Expectation(what, "at most " + exact(bound), measured, measured <= bound);
    }

    static Expectation atLeast(String what, double bound, double measured) {
        return new Expectation(what, "at least " + exact(bound), measured, measured >= bound);
    }
}
