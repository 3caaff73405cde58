package io.driftlog.analyzer.report.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.analyzer.testkit.Trajectories;
import java.util.List;
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
        assertThat(Expectation.same("verdict", "grokked", "no-drop").within()).isFalse();
        assertThat(Expectation.equal("rank", 3, 4).expected()).isEqualTo("3");
    }

    @Test
    void near_ratioBeyondTheFactor_isOutside() {
        assertThat(Expectation.near("norm", 100, 2, 200).within()).isTrue();
        assertThat(Expectation.near("norm", 100, 2, 50).within()).isTrue();
        assertThat(Expectation.near("norm", 100, 2, 201).within()).isFalse();
        assertThat(Expectation.near("norm", 100, 2, 49).within()).isFalse();
        assertThat(Expectation.near("norm", 100, 2, Double.NaN).within()).isFalse();
        assertThat(Expectation.near("norm", 100, 2, 150).ratio()).isEqualTo("1.5");
    }

    @Test
    void of_runOfAnotherObjective_expectsNothing() {
        var sample = new RunSample();
        Trajectories.standard().get("many-weights").forEach(sample::accept);

        assertThat(PaperExpectations.of(sample, List.of())).isEqualTo(PaperExpectations.NONE);
    }
}
