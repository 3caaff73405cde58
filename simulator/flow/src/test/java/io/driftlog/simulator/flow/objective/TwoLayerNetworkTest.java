package io.driftlog.simulator.flow.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.spi.Vectors;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Goal: two-layer networks are the functions they claim to be. Method: sums written out by hand, a network that copies
 * its teacher, the smoothing taken to 0, and the constraints of a frozen pattern one by one.
 */
class TwoLayerNetworkTest {
    private static final Dataset INPUTS = new Dataset(4, 1, new double[] {-1.5, -0.25, 0.5, 2});
    private static final Dataset TARGETS = new Dataset(4, 1, new double[] {1, 0, -1, 3});
    private static final Dataset PLANE = new Dataset(2, 2, new double[] {1, 2, -1, 3});
    private static final double[] WEIGHTS = {2, -1, 0.5, 1, 1, -2, 0.5, -1, 0.25};

    @Test
    void residuals_ofThreeNeurons_areTheSumWrittenOut() {
        double[] r = new double[4];
        relu(3).residuals(WEIGHTS, r);
        for (int i = 0; i < 4; i++) {
            double x = INPUTS.values()[i];
            double f = 2 * Math.max(0, x + 0.5) - Math.max(0, x - 1) + 0.5 * Math.max(0, -2 * x + 0.25);
            assertThat(r[i]).isCloseTo(f - TARGETS.values()[i], within(1e-15));
        }
    }

    @Test
    void residuals_inThePlane_readInnerWeightsByRows() {
        TwoLayerRelu network = new TwoLayerRelu(
                2, PLANE, new Dataset(2, 1, new double[2]), Optional.empty(), Optional.empty(), new double[0]);
        double[] r = new double[2];
        network.residuals(new double[] {1, 10, 0.5, 0.25, -1, 1, 0.125, 0}, r);
        assertThat(r).containsExactly(0.5 + 0.5 + 0.125 + 10, -0.5 + 0.75 + 0.125 + 10 * 4);
        assertThat(network.predictor(new double[8])).isEmpty();
    }

    @Test
    void smoothedResiduals_smoothingToZero_approachTheTrueOnesWithinHalfOfIt() {
        double[] expected = new double[4];
        double[] smoothed = new double[4];
        relu(3).residuals(WEIGHTS, expected);
        for (double smoothing : new double[] {0.5, 1e-3}) {
            smoothed(smoothing).residuals(WEIGHTS, smoothed);
            double largest = 0;
            for (int i = 0; i < 4; i++) {
                largest = Math.max(largest, Math.abs(smoothed[i] - expected[i]));
            }
            assertThat(largest).isPositive().isLessThanOrEqualTo(3.5 * smoothing / 2);
        }
    }

    @Test
    void smoothedActivation_farBelowZero_keepsItsRelativePrecision() {
        assertThat(smoothed(0.02).activation(-1e6)).isCloseTo(0.02 * 0.02 / 4e6, within(1e-22));
    }

    @Test
    void curvature_ofRandomMultiplier_isTheSecondDerivativeOfTheWeightedResiduals() {
        SmoothedRelu network = smoothed(0.4);
        double[] mu = {0.3, -1, 0.5, 2};
        double[] blocks = new double[27];
        network.curvature(WEIGHTS, mu, blocks);
        double[] plus = new double[9];
        double[] minus = new double[9];
        for (int j = 0; j < 3; j++) {
            for (int b = 0; b < 3; b++) {
                double[] moved = WEIGHTS.clone();
                moved[network.weightAt(j, b)] += 1e-6;
                network.transposedJacobianProduct(moved, mu, plus);
                moved[network.weightAt(j, b)] -= 2e-6;
                network.transposedJacobianProduct(moved, mu, minus);
                for (int k = 0; k < 3; k++) {
                    for (int a = 0; a < 3; a++) {
                        int at = network.weightAt(k, a);
                        double expected = k == j ? blocks[(j * 3 + a) * 3 + b] : 0;
                        assertThat((plus[at] - minus[at]) / 2e-6).isCloseTo(expected, within(1e-8));
                    }
                }
            }
        }
    }

    @Test
    void jacobian_rowByRow_isTheTransposedProductOfUnitVectors() {
        SmoothedRelu network = smoothed(0.4);
        double[][] jacobian = new double[4][9];
        jacobian[1][3] = Double.NaN;
        network.jacobian(WEIGHTS, jacobian);
        double[] row = new double[9];
        for (int i = 0; i < 4; i++) {
            double[] unit = new double[4];
            unit[i] = 1;
            network.transposedJacobianProduct(WEIGHTS, unit, row);
            assertThat(jacobian[i]).isEqualTo(row);
        }
    }

    @Test
    void predictor_neuronsThatShareKinks_mergesSortsAndDropsThem() {
        // kinks: 1 by +2 and -0.5, -1 by 3; one outside the inputs, one without slope, one that changes nothing
        double[] w = {2, -0.5, 3, 1, 1, 0, 1, 1, -1, 1, 0, 1, -1, -1, -1, 7, 1, 0};
        assertThat(relu(6).predictor(w)).containsExactly(-1, 3, 1, 1.5);
    }

    @Test
    void frozenNetwork_slidingNeuron_movesOnlyOrthogonallyToItsSample() {
        FrozenRelu frozen = relu(3).frozen();
        ReluPattern pattern = ReluPattern.inactive(3, 4)
                .with(0, 1, true)
                .with(0, 2, true)
                .with(1, 3, true)
                .sliding(1, 2);
        frozen.use(pattern);
        double[] gradient = new double[9];
        frozen.transposedJacobianProduct(WEIGHTS, new double[] {1, 2, 3, 4}, gradient);
        assertThat(gradient[4] * 0.5 + gradient[7]).isCloseTo(0, within(1e-15));
        assertThat(gradient[4]).isNotZero();
        assertThat(gradient[2]).isZero();

        double[] v = random(9);
        double[] m = random(4);
        double[] product = new double[4];
        frozen.jacobianProduct(WEIGHTS, v, product);
        frozen.transposedJacobianProduct(WEIGHTS, m, gradient);
        assertThat(Vectors.dot(product, m)).isCloseTo(Vectors.dot(v, gradient), within(1e-14));
        double[][] gram = new double[4][4];
        frozen.gram(WEIGHTS, gram);
        for (int i = 0; i < 4; i++) {
            double[] unit = new double[4];
            unit[i] = 1;
            frozen.transposedJacobianProduct(WEIGHTS, unit, gradient);
            frozen.jacobianProduct(WEIGHTS, gradient, product);
            assertThat(gram[i]).containsExactly(product, within(1e-14));
        }
    }

    @Test
    void frozenNetwork_patternOfTheSigns_agreesWithTheTrueOne() {
        TwoLayerRelu network = relu(3);
        ReluPattern pattern = ReluPattern.inactive(3, 4);
        for (int j = 0; j < 3; j++) {
            for (int i = 0; i < 4; i++) {
                pattern = pattern.with(j, i, WEIGHTS[3 + j] * INPUTS.values()[i] + WEIGHTS[6 + j] > 0);
            }
        }
        FrozenRelu frozen = network.frozen();
        frozen.use(pattern);
        assertThat(frozen.value(WEIGHTS)).isCloseTo(network.value(WEIGHTS), within(1e-15));
        double[] expected = new double[9];
        double[] gradient = new double[9];
        network.gradient(WEIGHTS, expected);
        frozen.gradient(WEIGHTS, gradient);
        assertThat(gradient).containsExactly(expected, within(1e-15));
    }

    @Test
    void constructor_argumentsThatMakeNoSense_areProgrammerErrors() {
        Optional<Dataset> none = Optional.empty();
        assertThatThrownBy(() -> relu(0)).hasMessage("a network cannot have 0 neurons");
        assertThatThrownBy(() -> smoothed(0)).hasMessage("the smoothing is not above 0");
        assertThatThrownBy(
                        () -> new TwoLayerRelu(2, INPUTS, new Dataset(3, 1, new double[3]), none, none, new double[0]))
                .hasMessage("the targets are 3 x 1 instead of 4 x 1");
    }

    private static TwoLayerRelu relu(int neurons) {
        return new TwoLayerRelu(neurons, INPUTS, TARGETS, Optional.empty(), Optional.empty(), new double[0]);
    }

    private static SmoothedRelu smoothed(double smoothing) {
        return new SmoothedRelu(3, smoothing, INPUTS, TARGETS, Optional.empty(), Optional.empty(), new double[0]);
    }

    private static double[] random(int length) {
        return new SplittableRandom(length).doubles(length, -1, 1).toArray();
    }
}
