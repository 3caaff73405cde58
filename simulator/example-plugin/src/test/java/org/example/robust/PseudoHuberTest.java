package org.example.robust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.driftlog.simulator.spi.RegularizerType;
import io.driftlog.simulator.testkit.RegularizerContract;
import org.junit.jupiter.api.Test;

/** Goal: the regulariser keeps the contract, and its value is right. Method: the test kit, and a right triangle. */
final class PseudoHuberTest implements RegularizerContract {
    @Override
    public RegularizerType type() {
        return new PseudoHuberFactory().type();
    }

    @Test
    void value_threeFourFive_isFiveMinusThree() {
        assertThat(new PseudoHuber(3).value(new double[] {4, 0, -4})).isCloseTo(4, offset(1e-15));
    }
}
