package io.driftlog.analyzer.detectors;

import static io.driftlog.events.NumberText.readable;

import io.driftlog.events.Finding.BracketedTime;
import java.util.Map;

/** Numbers in findings and their sentences. */
public final class FindingNumbers {
    private FindingNumbers() {}

    /** A fraction in per cent. */
    public static String percent(double fraction) {
        return readable(100 * fraction) + " %";
    }

    /** The samples around a time, as the end of a sentence. */
    public static String bracket(BracketedTime time) {
        String lower = readable(time.lower());
        String upper = readable(time.upper());
        return lower.equals(upper) ? "at t = " + upper : "between t = " + lower + " and t = " + upper;
    }

    /** Adds a named value unless it is NaN or infinite, which stand for a value that does not exist. */
    public static void put(Map<String, Double> values, String name, double value) {
        if (Double.isFinite(value)) {
            values.put(name, value);
        }
    }
}
