package io.driftlog.simulator.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Goal: the same short text on every JDK. */
class NumbersTest {
    @Test
    void readable_anyDouble_isShort() {
        assertThat(Numbers.readable(0.0001)).isEqualTo("0.0001");
        assertThat(Numbers.readable(200000)).isEqualTo("200000");
        assertThat(Numbers.readable(1e-12)).isEqualTo("1E-12");
        assertThat(Numbers.readable(2.0e-3 / 3)).isEqualTo("0.000666667");
        assertThat(Numbers.readable(-0.0)).isEqualTo("0");
        assertThat(Numbers.readable(Double.NaN)).isEqualTo("NaN");
        assertThat(Numbers.readable(Double.NEGATIVE_INFINITY)).isEqualTo("-infinity");
    }
}
