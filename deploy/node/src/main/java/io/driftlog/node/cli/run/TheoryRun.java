package io.driftlog.node.cli.run;

import io.driftlog.analyzer.report.theory.TheoryReport;
import io.driftlog.simulator.flow.theory.RunMeasures;
import io.driftlog.simulator.service.RunResult;
import java.util.Optional;

/**
 * A run that was made to verify the theory.
 *
 * @param weightDecay lambda
 * @param result what came of it
 * @param measures what was measured on it; empty for lambda = 0
 */
record TheoryRun(double weightDecay, RunResult result, Optional<RunMeasures> measures) {
    TheoryReport.Run forReport() {
        return new TheoryReport.Run(
                weightDecay,
                result.started().runId(),
                result.last().step(),
                result.last().time());
    }
}
