package io.driftlog.analyzer.report.theory;

import static io.driftlog.events.NumberText.readable;

import io.driftlog.simulator.flow.theory.Convergence;
import io.driftlog.simulator.flow.theory.PowerLaw;
import java.math.BigDecimal;
import java.math.MathContext;

/** How an error falls with lambda, in words. */
final class ConvergenceWords {
    private static final MathContext DIGITS = new MathContext(3);

    private ConvergenceWords() {}

    static String sentence(Convergence convergence) {
        String floor = readable(convergence.floor()) + ", what can be resolved here";
        if (!convergence.isResolved()) {
            return convergence.falls()
                    ? "it falls below " + floor + ", at once"
                    : "fewer than three values are above " + floor + ": take more or larger weight decays";
        }
        String rate = convergence.fit().map(ConvergenceWords::exponent).orElse("no exponent");
        return switch (convergence.outcome()) {
            case AT_THE_EXPECTED_RATE ->
                rate + "; that holds from lambda = "
                        + readable(convergence.holdsFrom().orElseThrow()) + " on" + before(convergence);
            case AT_ANOTHER_RATE ->
                rate + " over the three smallest lambda, not " + readable(convergence.expected())
                        + ": it falls, but at another rate";
            case NOT -> rate + " over the three smallest lambda: it does not fall with lambda";
            case UNDETERMINED -> throw new IllegalStateException("an error that is resolved has a rate");
        };
    }

    private static String before(Convergence convergence) {
        int from = convergence.asymptoticFrom();
        return from == 0
                ? ", the largest there is"
                : ", not yet at " + readable(convergence.weightDecays()[from - 1]) + " ("
                        + rounded(convergence.errors()[from - 1]) + ", exponent "
                        + rounded(convergence.localExponents()[from - 1]) + ")";
    }

    private static String exponent(PowerLaw law) {
        String interval = Double.isNaN(law.low()) ? "" : " [" + rounded(law.low()) + ", " + rounded(law.high()) + "]";
        return "exponent " + rounded(law.exponent()) + interval;
    }

    /** With three significant digits. */
    static String rounded(double value) {
        return Double.isFinite(value)
                ? readable(new BigDecimal(value).round(DIGITS).doubleValue())
                : readable(value);
    }
}
