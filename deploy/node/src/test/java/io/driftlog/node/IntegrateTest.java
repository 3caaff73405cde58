package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: a run says which of its conditions ends it. Method: a preset, whose end is a time, with further conditions. */
final class IntegrateTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "until.slowTime=20 | ends the run first, before until.slowTime 20 (t = ",
                "until.slowTime=1e-2 | (t = 100) ends the run first, before until.time",
                "until.gradientNorm=1e-12 | if the gradient norm falls to until.gradientNorm",
            })
    void integrate_severalConditions_saysWhichEndsTheRunFirst(String override, String sentence) {
        InProcess.run("integrate", "paper/diagonal", "--set", override).assertPrinted(sentence);
    }

    @Test
    void integrate_oneCondition_saysNothing() {
        InProcess result = InProcess.run("integrate", "paper/diagonal");

        result.assertPrinted("The run reached the time asked for");
        assertThat(result.out()).doesNotContain("end: ");
    }
}
