package io.driftlog.simulator.spi;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers in sentences for a person, with the same text on every JDK. */
public final class Numbers {
    private static final MathContext DIGITS = new MathContext(6);

    private Numbers() {}

    /**
     * {@return a number with at most six significant digits: {@code 0.001}, {@code 200000}, {@code 1E-12}, {@code NaN}}
     *
     * @param value any number
     */
    public static String readable(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "infinity" : "-infinity";
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        return exponent >= -4 && exponent < 9 ? rounded.toPlainString() : rounded.toString();
    }
}
