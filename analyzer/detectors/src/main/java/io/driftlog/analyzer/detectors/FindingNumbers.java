package io.driftlog.analyzer.detectors;

import io.driftlog.events.Finding.BracketedTime;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;

/** Numbers in findings; text has four significant digits, rounded exactly, so that it is the same on every JDK. */
public final class FindingNumbers {
    private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);
    private static final int LONGEST_FRACTION = 7;
    private static final int LONGEST_INTEGER = 6;

    private FindingNumbers() {}

    /** Such as {@code 0.05}, {@code 12.93}, {@code 20170} or {@code 1.2E-7}. */
    public static String text(double value) {
        if (!Double.isFinite(value)) {
            return value > 0 ? "infinity" : value < 0 ? "-infinity" : "NaN";
        }
        BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
        boolean plain = rounded.scale() <= LONGEST_FRACTION && rounded.precision() - rounded.scale() <= LONGEST_INTEGER;
        return plain ? rounded.toPlainString() : rounded.toString();
    }

    /** A fraction in per cent. */
    public static String percent(double fraction) {
        return text(100 * fraction) + " %";
    }

    /** The samples around a time, as the end of a sentence. */
    public static String bracket(BracketedTime time) {
        String lower = text(time.lower());
        String upper = text(time.upper());
        return lower.equals(upper) ? "at t = " + upper : "between t = " + lower + " and t = " + upper;
    }

    /** Adds a named value unless it is NaN or infinite, which stand for a value that does not exist. */
    public static void put(Map<String, Double> values, String name, double value) {
        if (Double.isFinite(value)) {
            values.put(name, value);
        }
    }
}
