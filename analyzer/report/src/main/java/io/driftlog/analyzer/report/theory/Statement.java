package io.driftlog.analyzer.report.theory;

import io.driftlog.simulator.flow.theory.Convergence;
import io.driftlog.simulator.flow.theory.Verdict;
import java.util.List;

/**
 * A proposition in words, with the errors that were measured.
 *
 * @param id {@code P1}, …
 * @param title what it says
 * @param expected what is expected
 * @param verdict whether it holds
 * @param reason why
 * @param series the errors
 */
record Statement(String id, String title, String expected, Verdict verdict, String reason, List<Series> series) {

    Statement {
        series = List.copyOf(series);
    }

    /**
     * An error over lambda.
     *
     * @param name what the error is
     * @param remark a sentence; empty for none
     */
    record Series(String name, Convergence convergence, String remark) {
        /** How it falls. */
        String sentence() {
            return ConvergenceWords.sentence(convergence);
        }
    }
}
