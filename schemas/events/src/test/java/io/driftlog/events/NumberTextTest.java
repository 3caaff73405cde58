package io.driftlog.events;

import static io.driftlog.events.NumberText.exact;
import static io.driftlog.events.NumberText.readable;
import static io.driftlog.events.NumberText.within;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
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
    void within_bracket_keepsTheDigitsThatItsWidthSupports() {
        assertThat(within(1.23456, 1.2345, 1.2347)).isEqualTo("1.235");
        assertThat(within(1.23456, 1.22, 1.24)).isEqualTo("1.23");
        assertThat(within(1.23456, 1.2, 1.29)).isEqualTo("1.23");
        assertThat(within(1.15456, 1.1, 1.2)).isEqualTo("1.2");
        assertThat(within(1.05456, 1.0, 1.1)).isEqualTo("1.1");
        assertThat(within(20168.3, 19000, 23000)).isEqualTo("20000");
        assertThat(within(20168.3, 20100, 20200)).isEqualTo("20200");
        assertThat(within(1.2345e6, 1.2e6, 1.26e6)).isEqualTo("1.23e6");
        assertThat(within(-3.14159e-7, -3.2e-7, -3.1e-7)).isEqualTo("-3.1e-7");
    }

    @Test
    void within_bracketWiderThanTheNumber_keepsOneDigit() {
        assertThat(within(123, 1, 1e4)).isEqualTo("100");
        assertThat(within(0.123, -5, 5)).isEqualTo("0.1");
    }

    @Test
    void within_noBracket_keepsFourDigits() {
        assertThat(within(1.23456, 1.23456, 1.23456)).isEqualTo("1.235");
        assertThat(within(1.23456, Double.NaN, 2)).isEqualTo("1.235");
        assertThat(within(1.23456, 0, Double.POSITIVE_INFINITY)).isEqualTo("1.235");
        assertThat(within(0, -1, 1)).isEqualTo("0");
        assertThat(within(Double.NaN, 1, 2)).isEqualTo("NaN");
    }

    @Test
    void within_randomBrackets_movesByHalfAWidthAtMost() {
        var random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            double estimate = StrictMath.pow(10, 12 * random.nextDouble() - 6);
            double width = estimate * StrictMath.pow(10, 3 * random.nextDouble() - 3);
            double lower = estimate - width * random.nextDouble();
            String text = within(estimate, lower, lower + width);
            assertThat(Math.abs(Double.parseDouble(text) - estimate))
                    .as("%s in a bracket of width %s", estimate, width)
                    .isLessThanOrEqualTo(0.5001 * width);
        }
    }

    @Test
    void text_notFinite_isAWord() {
        assertThat(readable(Double.NaN)).isEqualTo("NaN");
        assertThat(exact(Double.NEGATIVE_INFINITY)).isEqualTo("-infinity");
        assertThat(NumberText.readableOrHyphen(Double.NaN)).isEqualTo("-");
    }
}
