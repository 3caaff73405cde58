package io.driftlog.simulator.flow.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.simulator.flow.theory.Convergence.Outcome;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class ConvergenceTest {
    private static final double[] LAMBDAS = {1e-2, 1e-3, 1e-4, 1e-5, 1e-6};

    private static Convergence of(DoubleUnaryOperator error, double floor) {
        return new Convergence(
                LAMBDAS, LAMBDAS, Arrays.stream(LAMBDAS).map(error).toArray(), 1, floor);
    }

    @Test
    void outcome_firstOrder_isTheExpectedRateFromTheLargestOn() {
        Convergence convergence = of(lambda -> 3 * lambda, 0);

        assertThat(convergence.outcome()).isEqualTo(Outcome.AT_THE_EXPECTED_RATE);
        assertThat(convergence.holdsFrom()).hasValue(1e-2);
        assertThat(convergence.fit().orElseThrow().exponent()).isCloseTo(1, within(1e-12));
        assertThat(convergence.fit().orElseThrow().factor()).isCloseTo(3, within(1e-10));
        assertThat(convergence.asymptoticFrom()).isZero();
    }

    /** An error that is first order only once lambda is small: it says from where on. */
    @Test
    void outcome_lateAsymptotics_saysFromWhereOn() {
        Convergence convergence = of(lambda -> lambda + 1e6 * lambda * lambda * lambda, 0);

        assertThat(convergence.holdsFrom()).hasValue(1e-4);
        assertThat(convergence.fit().orElseThrow().points()).isEqualTo(3);
        assertThat(convergence.asymptoticFrom()).isEqualTo(2);
    }

    @Test
    void outcome_squareRoot_isAnotherRate() {
        Convergence convergence = of(Math::sqrt, 0);

        assertThat(convergence.outcome()).isEqualTo(Outcome.AT_ANOTHER_RATE);
        assertThat(convergence.holdsFrom()).isEmpty();
        assertThat(convergence.fit().orElseThrow().exponent()).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void outcome_constant_doesNotFall() {
        assertThat(of(lambda -> 0.3 + lambda, 0).outcome()).isEqualTo(Outcome.NOT);
    }

    /** Errors at the accuracy of the integration are left out, and do not spoil the rate. */
    @Test
    void outcome_errorsAtTheFloor_areLeftOut() {
        Convergence convergence = of(lambda -> Math.max(lambda, 2e-5), 5e-5);

        assertThat(convergence.outcome()).isEqualTo(Outcome.AT_THE_EXPECTED_RATE);
        assertThat(convergence.localExponents()[3]).isNaN();
        assertThat(of(lambda -> Math.max(lambda, 2e-3), 5e-3).outcome()).isEqualTo(Outcome.AT_ANOTHER_RATE);
        assertThat(of(lambda -> Double.NaN, 0).outcome()).isEqualTo(Outcome.UNDETERMINED);
    }

    @Test
    void fit_exactLaw_givesItsExponentWithAnIntervalOfNoWidth() {
        double[] x = {1e-5, 1e-4, 1e-3, 1e-2};
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = 3 * StrictMath.pow(x[i], -0.75);
        }

        PowerLaw law = PowerLaw.fit(x, y).orElseThrow();

        assertThat(law.exponent()).isCloseTo(-0.75, within(1e-13));
        assertThat(law.factor()).isCloseTo(3, within(1e-11));
        assertThat(law.high() - law.low()).isLessThan(1e-6);
        assertThat(law.points()).isEqualTo(4);
    }

    /** y = x^2 (1.1, 0.9, 1.1, 0.9): slope and interval by the textbook formula with t(0.975, 2) = 4.303. */
    @Test
    void fit_scatteredPoints_hasTheTextbookInterval() {
        double[] x = {1, Math.E, Math.E * Math.E, Math.exp(3)};
        double[] y = {1.1, 0.9 * x[1] * x[1], 1.1 * x[2] * x[2], 0.9 * x[3] * x[3]};

        PowerLaw law = PowerLaw.fit(x, y).orElseThrow();

        // residual logs e, -e, e, -e about the mean, e = ln(1.1 / 0.9) / 2: slope -0.4 e, sum of squares 4 e^2 - 0.8
        // e^2
        double e = Math.log(1.1 / 0.9) / 2;
        assertThat(law.exponent()).isCloseTo(2 - 0.4 * e, within(1e-12));
        double half = 4.303 * Math.sqrt(3.2 * e * e / 2 / 5);
        assertThat(law.high() - law.exponent()).isCloseTo(half, within(1e-12));
        assertThat(law.exponent() - law.low()).isCloseTo(half, within(1e-12));
        assertThat(PowerLaw.fit(new double[] {1, 2}, new double[] {1, 2})
                        .orElseThrow()
                        .low())
                .isNaN();
        assertThat(PowerLaw.fit(new double[] {1, 1}, new double[] {1, 2})).isEmpty();
    }
}
