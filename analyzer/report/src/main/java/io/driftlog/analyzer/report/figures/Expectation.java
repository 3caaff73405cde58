package io.driftlog.analyzer.report.figures;

import static io.driftlog.events.NumberText.exact;
import static io.driftlog.events.NumberText.readable;
import static io.driftlog.events.NumberText.readableOrHyphen;

/**
 * What a run has shown beside what the paper shows.
 *
 * @param what the quantity
 * @param expected in words
 * @param measured the number, or a verdict
 * @param ratio measured over expected; a hyphen where that says nothing
 * @param within whether it is as expected
 */
public record Expectation(String what, String expected, String measured, String ratio, boolean within) {
    static Expectation equal(String what, double expected, double measured) {
        return new Expectation(what, exact(expected), readableOrHyphen(measured), "-", measured == expected);
    }

    static Expectation atMost(String what, double bound, double measured) {
        return new Expectation(what, "at most " + exact(bound), readableOrHyphen(measured), "-", measured <= bound);
    }

    static Expectation atLeast(String what, double bound, double measured) {
        return new Expectation(what, "at least " + exact(bound), readableOrHyphen(measured), "-", measured >= bound);
    }

    /** As expected when the ratio lies between 1/factor and the factor. */
    static Expectation near(String what, double expected, double factor, double measured) {
        double ratio = measured / expected;
        return new Expectation(
                what,
                readable(expected) + ", within a factor " + exact(factor),
                readableOrHyphen(measured),
                readableOrHyphen(ratio),
                ratio <= factor && ratio >= 1 / factor);
    }

    static Expectation same(String what, String expected, String measured) {
        return new Expectation(what, expected, measured, "-", measured.equals(expected));
    }
}
