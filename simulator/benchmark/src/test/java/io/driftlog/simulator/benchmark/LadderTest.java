package io.driftlog.simulator.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.simulator.benchmark.Contender.Measurement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The cost at equal error is interpolated between tolerances, both logarithmic. */
class LadderTest {
    private static Measurement point(double error, double seconds) {
        return new Measurement(seconds, error, 1, 1, 1);
    }

    /** A method of order 5: a tenth of the error for 10^(1/5) times the cost. */
    @Test
    void cost_onAPowerLaw_isThePowerLaw() {
        List<Measurement> points = List.of(point(3e-5, law(3e-5)), point(4e-6, law(4e-6)), point(2e-7, law(2e-7)));
        assertThat(Ladder.cost(points, 1e-6)).hasValueCloseTo(law(1e-6), within(1e-12));
    }

    private static double law(double error) {
        return 0.01 * Math.pow(error, -0.2);
    }

    @Test
    void cost_whereTheLoosestMeetsTheTarget_isThatOfTheLoosest() {
        assertThat(Ladder.cost(List.of(point(1e-8, 3), point(1e-9, 4)), 1e-6)).hasValue(3);
    }

    @Test
    void cost_whereTheBestIsSlightlyAboveTheTarget_isExtrapolated() {
        List<Measurement> points = List.of(point(2e-4, law(2e-4)), point(2e-6, law(2e-6)));
        assertThat(Ladder.cost(points, 1e-6)).hasValueCloseTo(law(1e-6), within(1e-12));
    }

    @Test
    void cost_farFromTheTarget_isUnknown() {
        assertThat(Ladder.cost(List.of(point(1e-3, 1), point(1e-4, 2)), 1e-6)).isEmpty();
        assertThat(Ladder.cost(List.of(point(Double.NaN, 1)), 1e-6)).isEmpty();
        assertThat(Ladder.cost(List.of(), 1e-6)).isEmpty();
    }
}
