package io.driftlog.analyzer.report.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.analyzer.testkit.Trajectories;
import org.junit.jupiter.api.Test;

/** Goal: a number outside the paper's range is reported. Method: bounds on both sides; a run of an unknown objective. */
final class PaperExpectationsTest {
    @Test
    void atMost_aboveAndBelow_isOutsideAndWithin() {
        assertThat(Expectation.atMost("loss", 0.01, 0.0100001).within()).isFalse();
        assertThat(Expectation.atMost("loss", 0.01, 0.01).within()).isTrue();
        assertThat(Expectation.atMost("loss", 0.01, Double.NaN).within()).isFalse();
        assertThat(Expectation.atLeast("rank", 4, 3).within()).isFalse();
        assertThat(Expectation.equal("rank", 3, 3).within()).isTrue();
        assertThat(Expectation.equal("rank", 3, 4).within()).isFalse();
        assertThat(Expectation.equal("rank", 3, 4).expected()).isEqualTo("3");
    }

    @Test
    void of_runOfAnotherObjective_expectsNothing() {
        var sample = new RunSample();
        Trajectories.standard().get("many-weights").forEach(sample::accept);

        assertThat(PaperExpectations.of(sample)).isEmpty();
    }
}
