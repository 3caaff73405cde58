package io.driftlog.simulator.flow.effective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.objective.DiagonalLinearNetwork;
import io.driftlog.simulator.flow.objective.LinearRegression;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.SplitMix64;
import io.driftlog.simulator.spi.Vectors;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: P projects orthogonally on the kernel of J, J^+ is its pseudo-inverse, and the spectrum is right far below
 * rounding of the largest eigenvalue. Method: the defining identities for every objective, and models whose singular
 * values are known.
 */
class TangentProjectorTest {
    @ParameterizedTest
    @MethodSource("io.driftlog.simulator.flow.objective.ObjectivesTest#objectives")
    void tangent_everyObjective_isOrthogonalProjectionOnTheKernelOfJ(LeastSquaresObjective objective) {
        double[] w = random(objective.dimension(), 1);
        TangentProjector projector = TangentProjector.at(objective, w);
        double[] g = random(w.length, 2);
        double[] projected = new double[w.length];
        double[] again = new double[w.length];
        double[] image = new double[objective.samples()];

        projector.tangent(g, projected);
        objective.jacobianProduct(w, projected, image);
        projector.tangent(projected, again);

        double scale = Math.sqrt(projector.spectrum().eigenvalue(0) * Vectors.normSquared(g));
        assertThat(norm(image)).isLessThanOrEqualTo(1e-13 * scale);
        Vectors.addScaled(-1, projected, again);
        assertThat(norm(again)).isLessThanOrEqualTo(1e-13 * norm(g));
        Vectors.addScaled(-1, g, projected);
        projector.tangent(projected, again);
        assertThat(norm(again)).isLessThanOrEqualTo(1e-13 * norm(g));
    }

    @ParameterizedTest
    @MethodSource("io.driftlog.simulator.flow.objective.ObjectivesTest#objectives")
    void pseudoInverse_ofWhatJGives_isTheNormalPart(LeastSquaresObjective objective) {
        double[] w = random(objective.dimension(), 3);
        TangentProjector projector = TangentProjector.at(objective, w);
        double[] g = random(w.length, 4);
        double[] image = new double[objective.samples()];
        double[] back = new double[w.length];
        double[] tangent = new double[w.length];

        objective.jacobianProduct(w, g, image);
        projector.pseudoInverse(image, back);
        projector.tangent(g, tangent);

        Vectors.addScaled(1, tangent, back);
        Vectors.addScaled(-1, g, back);
        double condition =
                projector.rank() == 0 ? 1 : Math.sqrt(projector.spectrum().eigenvalue(0) / projector.smallestKept());
        assertThat(norm(back)).isLessThanOrEqualTo(1e-14 * condition * norm(g));
    }

    @Test
    void spectrum_collapsingWeights_isRightDownToTwentyFourDecades() {
        double[] sizes = {3, 2, 1, 1e-3, 1e-6, 3e-6, 1e-9, 1e-10, 2e-12};
        int p = sizes.length;
        double[] w = new double[2 * p];
        System.arraycopy(sizes, 0, w, 0, p);
        LeastSquaresObjective objective = rotated(p);

        JacobianSpectrum spectrum = JacobianSpectrum.of(objective, w);

        double[] expected = {9, 4, 1, 1e-6, 9e-12, 1e-12, 1e-18, 1e-20, 4e-24};
        for (int i = 0; i < p; i++) {
            double singular = Math.sqrt(expected[i]);
            assertThat(Math.sqrt(spectrum.eigenvalue(i))).isCloseTo(singular, within(Math.max(1e-8 * singular, 3e-13)));
        }
        assertThat(spectrum.rank()).isEqualTo(p);
    }

    /** beta = u v seen through an orthogonal matrix, so that J J^T is u^2 + v^2, rotated. */
    private static LeastSquaresObjective rotated(int p) {
        double[] axis = random(p, 9);
        double[] reflection = new double[p * p];
        for (int i = 0; i < p; i++) {
            for (int k = 0; k < p; k++) {
                reflection[i * p + k] = (i == k ? 1 : 0) - 2 * axis[i] * axis[k] / Vectors.normSquared(axis);
            }
        }
        return new DiagonalLinearNetwork(
                new Dataset(p, p, reflection),
                new Dataset(p, 1, new double[p]),
                Optional.empty(),
                Optional.empty(),
                new double[0]);
    }

    @Test
    void at_repeatedSample_dropsOneDirectionAndSaysHowSmallItIs() {
        double[] x = random(3 * 5, 5);
        System.arraycopy(x, 0, x, 10, 5);
        LeastSquaresObjective objective = regression(3, 5, x);

        TangentProjector projector = TangentProjector.at(objective, random(5, 6));

        assertThat(projector.rank()).isEqualTo(2);
        assertThat(projector.smallestKept()).isGreaterThan(1e-3);
        assertThat(projector.largestDropped()).isLessThan(1e-28);
    }

    @Test
    void at_givenRank_keepsIt() {
        LeastSquaresObjective objective = regression(3, 5, random(3 * 5, 7));
        double[] w = random(5, 8);

        TangentProjector projector = TangentProjector.at(objective, w, 2);

        assertThat(projector.rank()).isEqualTo(2);
        assertThat(projector.largestDropped())
                .isEqualTo(TangentProjector.at(objective, w).smallestKept());
        assertThatThrownBy(() -> TangentProjector.at(objective, w, 4)).hasMessage("rank 4 is not between 0 and 3");
    }

    private static LeastSquaresObjective regression(int n, int d, double[] x) {
        return new LinearRegression(
                new Dataset(n, d, x),
                new Dataset(n, 1, new double[n]),
                Optional.empty(),
                Optional.empty(),
                new double[0]);
    }

    private static double[] random(int length, long seed) {
        double[] values = new double[length];
        new SplitMix64(seed).gaussian(1, values);
        return values;
    }

    private static double norm(double[] x) {
        return Math.sqrt(Vectors.normSquared(x));
    }
}
