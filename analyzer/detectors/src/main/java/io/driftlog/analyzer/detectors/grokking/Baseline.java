package io.driftlog.analyzer.detectors.grokking;

import io.driftlog.events.RunSpec;
import io.driftlog.simulator.flow.spec.Objectives;
import io.driftlog.simulator.spi.InvalidSpecException;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The test loss of a run's null predictor, computed from its data when first asked for. For one fold. */
final class Baseline {
    private final RunSpec spec;
    private @Nullable OptionalDouble known;

    Baseline(RunSpec spec) {
        this.spec = spec;
    }

    /** Empty where the objective cannot be rebuilt, or has no test data. */
    OptionalDouble testLoss() {
        OptionalDouble result = known;
        if (result == null) {
            result = compute();
            known = result;
        }
        return result;
    }

    private OptionalDouble compute() {
        try {
            double loss = Objectives.create(spec.objective(), spec.seed()).nullTestLoss();
            return Double.isFinite(loss) ? OptionalDouble.of(loss) : OptionalDouble.empty();
        } catch (InvalidSpecException | IllegalArgumentException unknown) {
            return OptionalDouble.empty(); // recorded by another program, or by a plug-in that is not here
        }
    }
}
