package io.driftlog.events;

import static io.driftlog.events.NumberText.exact;
import static io.driftlog.events.NumberText.readable;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Goal: one notation for people. Method: numbers on both sides of each limit. */
final class NumberTextTest {
    @Test
    void readable_anyMagnitude_hasFourDigitsAndOneNotation() {
        assertThat(DoubleStream.of(
                                0,
                                -0.0,
                                0.05,
                                0.01,
                                0.009999,
                                12.9345,
                                20168.3,
                                99994,
                                99999,
                                1e5,
                                1234567,
                                1e6,
                                1e-5,
                                -3.14159e-7,
                                1e300)
                        .mapToObj(NumberText::readable))
                .containsExactly(
                        "0",
                        "0",
                        "0.05",
                        "0.01",
                        "9.999e-3",
                        "12.93",
                        "20170",
                        "99990",
                        "1e5",
                        "1e5",
                        "1.235e6",
                        "1e6",
                        "1e-5",
                        "-3.142e-7",
                        "1e300");
    }

    @Test
    void exact_givenNumber_keepsItsDigits() {
        assertThat(exact(123457)).isEqualTo("1.23457e5");
        assertThat(exact(0.1234567)).isEqualTo("0.1234567");
        assertThat(exact(1.0E-4)).isEqualTo("1e-4");
        assertThat(exact(100)).isEqualTo("100");
        assertThat(exact(0.1 + 0.2)).isEqualTo("0.3");
    }

    @Test
    void text_notFinite_isAWord() {
        assertThat(readable(Double.NaN)).isEqualTo("NaN");
        assertThat(exact(Double.NEGATIVE_INFINITY)).isEqualTo("-infinity");
        assertThat(NumberText.readableOrHyphen(Double.NaN)).isEqualTo("-");
    }
}
