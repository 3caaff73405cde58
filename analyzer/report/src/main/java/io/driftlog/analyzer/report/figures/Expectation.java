package io.driftlog.analyzer.report.figures;

/**
 * A number of a run beside what is expected of it.
 *
 * @param what is looked at
 * @param expected in words
 * @param measured the number
 * @param within whether it is as expected
 */
public record Expectation(String what, String expected, double measured, boolean within) {
    static Expectation equal(String what, double expected, double measured) {
        return new Expectation(what, number(expected), measured, measured == expected);
    }

    static Expectation atMost(String what, double bound, double measured) {
        return new Expectation(what, "at most " + number(bound), measured, measured <= bound);
    }

    static Expectation atLeast(String what, double bound, double measured) {
        return new Expectation(what, "at least " + number(bound), measured, measured >= bound);
    }

    /** Whole numbers as they are, others with four digits. */
    static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : RunPage.number(value);
    }
}
