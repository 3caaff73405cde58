package org.example.robust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.driftlog.events.Dataset;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.ObjectiveType;
import io.driftlog.simulator.testkit.ObjectiveContract;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Goal: the objective keeps the contract, and its loss is right. Method: the test kit, and residuals known by hand. */
final class LogCoshRegressionTest implements ObjectiveContract {
    @Override
    public ObjectiveType type() {
        return new LogCoshFactory().type();
    }

    /** One weight, x = 1: the residuals are w - y. log cosh 1000 = 1000 - log 2 to all digits. */
    @Test
    void value_residualsZeroOneAndAThousand_isTheMeanOfLogCosh() {
        Objective loss = type().create(
                        new ObjectiveSpec(
                                "log-cosh-regression",
                                new TreeMap<>(),
                                "",
                                new TreeMap<>(),
                                new TreeMap<>(Map.of(
                                        "features", Dataset.column(new double[] {1, 1, 1}),
                                        "targets", Dataset.column(new double[] {2, 1, -998})))),
                        1);
        double expected = (StrictMath.log(StrictMath.cosh(1)) + 1000 - StrictMath.log(2)) / 3;
        assertThat(loss.value(new double[] {2})).isCloseTo(expected, offset(1e-12 * expected));
        assertThat(loss.testLoss(new double[] {2})).isNaN();
    }
}
