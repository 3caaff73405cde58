package io.driftlog.events;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Numbers for people, with the same text on every JDK: {@code 0.05}, {@code 12.93}, {@code 20170}, {@code 1e-5},
 * {@code 1.235e6}. A number below 0.01 or from 100 000 on has an exponent, zero excepted.
 */
public final class NumberText {
    private static final MathContext MEASURED = new MathContext(4);
    private static final MathContext GIVEN = new MathContext(15);
    private static final int SMALLEST_PLAIN = -2;
    private static final int LARGEST_PLAIN = 4;

    private NumberText() {}

    /** A measured number: at most four significant digits. */
    public static String readable(double value) {
        return text(value, MEASURED);
    }

    /** A number that a user gave: fifteen significant digits, which is as many as a double keeps of any decimal. */
    public static String exact(double value) {
        return text(value, GIVEN);
    }

    /** A measured number, or a hyphen where there is none. */
    public static String readableOrHyphen(double value) {
        return Double.isFinite(value) ? readable(value) : "-";
    }

    /**
     * A measured number that is known to lie in a bracket: no digit below the leading digit of the bracket's width, at
     * least one digit, at most four; one more where rounding would take it out of the bracket.
     *
     * @param lower lower end; a bracket that is not finite or has no width leaves four digits
     * @param upper upper end
     */
    public static String within(double estimate, double lower, double upper) {
        double width = Math.abs(upper - lower);
        if (!Double.isFinite(estimate) || !Double.isFinite(width) || estimate == 0 || width == 0) {
            return readable(estimate);
        }
        // Rounded first: 1.1 - 1.0 is a little above and 1.2 - 1.1 a little below 0.1.
        int supported = exponent(new BigDecimal(estimate)) - exponent(new BigDecimal(width).round(MEASURED)) + 1;
        int digits = Math.max(1, supported);
        while (digits < MEASURED.getPrecision()
                && !isBetween(new BigDecimal(estimate).round(new MathContext(digits)), lower, upper)) {
            digits++;
        }
        return text(estimate, new MathContext(Math.min(digits, MEASURED.getPrecision())));
    }

    private static boolean isBetween(BigDecimal rounded, double lower, double upper) {
        return rounded.doubleValue() >= Math.min(lower, upper) && rounded.doubleValue() <= Math.max(lower, upper);
    }

    private static int exponent(BigDecimal value) {
        return value.precision() - value.scale() - 1;
    }

    private static String text(double value, MathContext digits) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "NaN" : value > 0 ? "infinity" : "-infinity";
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(value).round(digits).stripTrailingZeros();
        int exponent = exponent(rounded);
        return exponent >= SMALLEST_PLAIN && exponent <= LARGEST_PLAIN
                ? rounded.toPlainString()
                : rounded.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent;
    }
}
