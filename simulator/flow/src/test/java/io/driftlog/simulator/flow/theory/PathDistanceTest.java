package io.driftlog.simulator.flow.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;

/**
 * Goal: distances of trajectories are those of their closed forms, and memory stays bounded. Method: linear regression on
 * orthonormal features, {@code w_i(t) = c_i h_i / (h_i + lambda) (1 - exp(-(h_i + lambda) t))}, sampled on grids of its own.
 */
final class PathDistanceTest {
    private static final double[] H = {1, 0.1};
    private static final double[] C = {2, -1};
    private static final long PLENTY = 1 << 20;

    private static double[] regression(double lambda, double t) {
        double[] w = new double[H.length];
        for (int i = 0; i < w.length; i++) {
            w[i] = C[i] * H[i] / (H[i] + lambda) * -StrictMath.expm1(-(H[i] + lambda) * t);
        }
        return w;
    }

    /** From 1e-2 to the last time, with even steps in ln t. */
    private static WeightPath path(long mostNumbers, double last, int steps, DoubleFunction<double[]> weights) {
        var path = new WeightPath(mostNumbers);
        path.append(0, weights.apply(0));
        for (int i = 0; i <= steps; i++) {
            double t = i == steps ? last : 1e-2 * StrictMath.pow(last / 1e-2, (double) i / steps);
            path.append(t, weights.apply(t));
        }
        return path;
    }

    private static double closedForm(double lambdaA, double tA, double lambdaB, double tB) {
        double[] a = regression(lambdaA, tA);
        double[] b = regression(lambdaB, tB);
        return Math.hypot(a[0] - b[0], a[1] - b[1]) / Math.hypot(a[0], a[1]);
    }

    @Test
    void between_linearRegressionAtEqualTime_isTheClosedForm() {
        WeightPath a = path(PLENTY, 1e3, 2000, t -> regression(1e-2, t));
        WeightPath b = path(PLENTY, 5e2, 1777, t -> regression(0.3, t));
        PathDistance distance = PathDistance.between(a, 1, b, 1, 400).orElseThrow();
        assertThat(distance.from()).isCloseTo(1e-2, within(1e-12));
        assertThat(distance.to()).isCloseTo(5e2, within(1e-9));
        assertThat(distance.last()).isCloseTo(closedForm(1e-2, 5e2, 0.3, 5e2), within(1e-12));
        assertThat(distance.max()).isCloseTo(closedForm(1e-2, distance.maxAt(), 0.3, distance.maxAt()), within(1e-5));
        for (double t = 0.01; t < 500; t *= 1.01) {
            assertThat(closedForm(1e-2, t, 0.3, t)).isLessThan(distance.max() + 1e-5);
        }
        assertThat(distance.widestGap()).isBetween(5e-3, 7e-3);
    }

    @Test
    void between_linearRegressionAtEqualSlowTime_isTheClosedForm() {
        WeightPath a = path(PLENTY, 1e4, 2000, t -> regression(1e-2, t));
        WeightPath b = path(PLENTY, 1e3, 2000, t -> regression(1e-1, t));
        PathDistance distance = PathDistance.between(a, 1e-2, b, 1e-1, 300).orElseThrow();
        assertThat(distance.from()).isCloseTo(1e-3, within(1e-12));
        assertThat(distance.to()).isCloseTo(100, within(1e-9));
        assertThat(distance.last()).isCloseTo(closedForm(1e-2, 1e4, 1e-1, 1e3), within(1e-12));
        double x = distance.maxAt();
        assertThat(distance.max()).isCloseTo(closedForm(1e-2, x / 1e-2, 1e-1, x / 1e-1), within(1e-5));
    }

    @Test
    void between_theSameTrajectory_isZero() {
        WeightPath a = path(PLENTY, 10, 50, t -> regression(1e-2, t));
        assertThat(PathDistance.between(a, 1, a, 1, 50).orElseThrow().max()).isZero();
    }

    @Test
    void between_noCommonTime_isEmpty() {
        WeightPath a = path(PLENTY, 10, 50, t -> regression(1e-2, t));
        assertThat(PathDistance.between(a, 1, a, 1e6, 50)).isEmpty();
    }

    @Test
    void append_moreThanFit_keepsEndsAndStaysBounded() {
        WeightPath whole = path(PLENTY, 1e3, 20_000, t -> regression(1e-2, t));
        WeightPath thin = path(400, 1e3, 20_000, t -> regression(1e-2, t));
        PathDistance distance = PathDistance.between(whole, 1, thin, 1, 500).orElseThrow();
        assertThat(distance.from()).isCloseTo(1e-2, within(1e-12));
        assertThat(distance.to()).isCloseTo(1e3, within(1e-9));
        assertThat(distance.last()).isZero();
        // 200 points hold 400 weights; at least 50 of them are left after the last thinning.
        assertThat(distance.widestGap()).isBetween(Math.log(1e5) / 200, Math.log(1e5) / 50);
        assertThat(distance.max()).isPositive().isLessThan(0.02);
    }
}
