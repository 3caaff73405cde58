package io.driftlog.analyzer.detectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.events.Finding.BracketedTime;
import org.junit.jupiter.api.Test;

class FindingNumbersTest {
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
