package io.driftlog.analyzer.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.analyzer.detectors.slow.DecayRate;
import io.driftlog.events.MethodSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DecayRateTest {
    /** Goal: the larger root of the recursion. Method: iterate a free weight until its factor settles. */
    @Test
    void rate_heavyBall_isThatOfTheIteration() {
        for (double momentum : new double[] {0, 0.5, 0.9, 0.99}) {
            double eta = 0.1;
            double lambda = 1e-5;
            double w = 1;
            double v = 0;
            double factor = 1;
            for (int k = 0; k < 3000; k++) {
                v = momentum * v - eta * lambda * w;
                factor = (w + v) / w;
                w += v;
            }
            DecayRate rate = new DecayRate(eta, momentum, false, eta);
            assertThat(rate.rate(lambda)).isCloseTo(-Math.log(factor) / eta, within(1e-9));
            assertThat(rate.rate(lambda)).isCloseTo(lambda / (1 - momentum), within(0.02 * rate.rate(lambda)));
        }
    }

    /** The same for a momentum that looks ahead. */
    @Test
    void rate_nesterov_isThatOfTheIteration() {
        double eta = 0.1;
        double lambda = 1e-2;
        double w = 1;
        double v = 0;
        double factor = 1;
        for (int k = 0; k < 3000; k++) {
            double g = lambda * w;
            v = 0.9 * v + g;
            factor = 1 - eta * (g + 0.9 * v) / w;
            w *= factor;
        }
        var method = new MethodSpec(
                "sgd", new TreeMap<>(Map.of("momentum", 0.9)), new TreeMap<>(Map.of("nesterov", "true")));
        assertThat(DecayRate.of(method, eta / (1 - 0.9)).rate(lambda))
                .isCloseTo(-Math.log(factor) / (eta / (1 - 0.9)), within(1e-12));
    }

    @Test
    void weightDecay_ofARate_isTheInverse() {
        for (DecayRate rate : List.of(
                new DecayRate(0.1, 0.9, false, 1),
                new DecayRate(0.1, 0.9, true, 1),
                new DecayRate(0.1, 0.9, false, true, 1))) {
            for (double lambda : new double[] {1e-12, 1e-6, 1e-3, 1e-2}) {
                assertThat(rate.weightDecay(rate.rate(lambda))).isCloseTo(lambda, within(1e-10 * lambda));
            }
        }
    }

    @Test
    void of_flowMethods_isTheWeightDecayItself() {
        DecayRate rate = DecayRate.of(new MethodSpec("radaug", new TreeMap<>(Map.of("relativeTolerance", 1e-6))), 5);
        assertThat(rate.rate(1e-3)).isEqualTo(1e-3);
        assertThat(rate.weightDecay(1e-3)).isEqualTo(1e-3);
    }

    /** Our own momentum advances time by eta / (1 - b) per iteration, so that the rate is lambda at first order. */
    @Test
    void of_gradientDescentOfTheFlow_isTheWeightDecayAtFirstOrder() {
        DecayRate rate = DecayRate.of(new MethodSpec("gradient-descent", new TreeMap<>(Map.of("momentum", 0.9))), 0.5);
        assertThat(rate.rate(1e-6)).isCloseTo(1e-6, within(1e-11));
    }
}
