package io.driftlog.analyzer.detectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.events.Finding.BracketedTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingNumbersTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "1, 1",
        "0.01, 0.01",
        "12.9349, 12.93",
        "20170.4, 20170",
        "123456, 123500",
        "1234567, 1.235E+6",
        "0.001, 0.001",
        "0.00012345, 0.0001234",
        "1.2E-7, 1.2E-7",
        "2E-323, 1.976E-323",
        "-3.5, -3.5",
        "NaN, NaN",
        "Infinity, infinity"
    })
    void text_number_hasFourDigits(double number, String text) {
        assertThat(FindingNumbers.text(number)).isEqualTo(text);
    }

    @Test
    void percent_fraction_isRoundedToWhatAPersonWrote() {
        assertThat(FindingNumbers.percent(0.07)).isEqualTo("7 %");
    }

    @Test
    void bracket_samplesThatLookTheSame_areOneTime() {
        assertThat(FindingNumbers.bracket(new BracketedTime(1, 0.5, 2))).isEqualTo("between t = 0.5 and t = 2");
        assertThat(FindingNumbers.bracket(new BracketedTime(1, 1, 1.00001))).isEqualTo("at t = 1");
    }
}
