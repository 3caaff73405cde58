package io.driftlog.analyzer.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.analyzer.detectors.phase.Crossings;
import io.driftlog.events.Finding.BracketedTime;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CrossingsTest {
    @Test
    void between_powerLaw_isExact() {
        // q = t^-2 reaches 1e-3 at t = sqrt(1000); a power law is a line in logarithms.
        BracketedTime time = Crossings.between(10, 1e-2, 100, 1e-4, 1e-3);

        assertThat(time.estimate()).isCloseTo(Math.sqrt(1000), within(1e-12));
    }

    @Test
    void between_fromTheStart_isLinearInTime() {
        BracketedTime time = Crossings.between(0, 3, 8, -1, 0);

        assertThat(time).isEqualTo(new BracketedTime(6, 0, 8));
    }

    @Test
    void between_anySamples_staysInTheBracket() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 10_000; i++) {
            double t0 = i % 5 == 0 ? 0 : StrictMath.exp(random.nextDouble(-300, 300));
            double t1 = Math.max(t0 * (1 + random.nextDouble(1e-15, 3)), Double.MIN_VALUE);
            double level = random.nextDouble(-1, 1);
            double q0 = level + StrictMath.exp(random.nextDouble(-700, 700));
            double q1 = i % 7 == 0 ? level : level - StrictMath.exp(random.nextDouble(-700, 700));

            BracketedTime time = Crossings.between(t0, q0, t1, q1, level);

            assertThat(time.estimate()).isBetween(t0, t1);
        }
    }

    @Test
    void between_quantityThatReachesZero_isFinite() {
        assertThat(Crossings.between(1, 1, 2, 0, 0.5).estimate()).isBetween(1.0, 2.0);
    }

    @Test
    void between_infiniteQuantity_staysInTheBracket() {
        assertThat(Crossings.between(1, Double.POSITIVE_INFINITY, 2, 0.1, 0.5).estimate())
                .isBetween(1.0, 2.0);
    }
}
