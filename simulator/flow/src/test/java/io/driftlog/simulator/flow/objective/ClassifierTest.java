package io.driftlog.simulator.flow.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.Dataset;
import io.driftlog.events.Measures;
import io.driftlog.simulator.spi.SplitMix64;
import io.driftlog.simulator.spi.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: losses, derivatives, margins and accuracies of classifiers are what they claim to be, also where exponentials
 * overflow. Method: central differences, closed forms of few samples, and dual coordinate ascent for the margin.
 */
class ClassifierTest {
    private static final double DIFFERENCE = 1e-6;

    static List<Classifier> classifiers() {
        List<Classifier> all = new ArrayList<>();
        for (int[] shape : new int[][] {{1, 2, 2}, {3, 5, 2}, {3, 6, 1}, {4, 7, 3}}) {
            Dataset x = features(shape[1], shape[0], 1);
            Classifier.Labels labels = labels(shape[1], shape[2]);
            all.add(Classifier.linear(x, Optional.empty(), labels, new double[0]));
            all.add(Classifier.diagonal(x, Optional.empty(), labels, new double[0]));
            for (Activation activation : Activation.values()) {
                all.add(Classifier.twoLayer(x, Optional.empty(), labels, 3, activation, 0.3));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("classifiers")
    void gradient_atRandomWeights_matchesDifferencesOfValue(Classifier classifier) {
        double[] w = random(classifier.dimension(), 2);
        double[] gradient = new double[w.length];
        classifier.gradient(w, gradient);
        for (int k = 0; k < w.length; k++) {
            double[] unit = new double[w.length];
            unit[k] = 1;
            double slope =
                    (classifier.value(moved(w, unit, DIFFERENCE)) - classifier.value(moved(w, unit, -DIFFERENCE)))
                            / (2 * DIFFERENCE);
            assertThat(gradient[k]).isCloseTo(slope, within(1e-8));
        }
    }

    @ParameterizedTest
    @MethodSource("classifiers")
    void hessianProduct_ofRandomVector_matchesDifferencesOfGradient(Classifier classifier) {
        double[] w = random(classifier.dimension(), 3);
        double[] v = random(classifier.dimension(), 4);
        double[] product = new double[w.length];
        double[] plus = new double[w.length];
        double[] minus = new double[w.length];
        classifier.hessianProduct(w, v, product);
        classifier.gradient(moved(w, v, DIFFERENCE), plus);
        classifier.gradient(moved(w, v, -DIFFERENCE), minus);
        for (int k = 0; k < w.length; k++) {
            assertThat(product[k]).isCloseTo((plus[k] - minus[k]) / (2 * DIFFERENCE), within(1e-8));
        }
    }

    /** Of exact degrees only: smoothed ReLUs are homogeneous up to eps. */
    @Test
    void margins_ofScaledWeights_scaleByTheDegreeOfHomogeneity() {
        for (Classifier classifier : classifiers()) {
            double degree = classifier.homogeneity();
            double[] w = random(classifier.dimension(), 5);
            double[] doubled = moved(w, w, 1);
            if (degree == 1 || degree == 3) {
                assertThat(classifier.margins(doubled)[0])
                        .isCloseTo(StrictMath.pow(2, degree) * classifier.margins(w)[0], within(1e-12));
            }
        }
    }

    @Test
    void value_ofExtremeScores_neitherOverflowsNorLosesPrecision() {
        Dataset one = new Dataset(2, 1, new double[] {1, -1});
        for (int outputs = 1; outputs <= 2; outputs++) {
            Classifier classifier = Classifier.linear(one, Optional.empty(), labels(2, outputs), new double[0]);
            double[] gradient = new double[outputs];
            // Label 0 at x = 1: a negative score is right, with margin 50 or 700, or wrong by 1e6.
            for (double margin : new double[] {50, 700, -1e6}) {
                double[] w = outputs == 1 ? new double[] {-margin} : new double[] {margin / 2, -margin / 2};
                double loss = margin > 0 ? StrictMath.exp(-margin) : -margin;
                double slope = margin > 0 ? loss : 1;
                assertThat(classifier.value(w)).isCloseTo(loss, within(1e-14 * loss));
                classifier.gradient(w, gradient);
                assertThat(gradient[outputs - 1]).isCloseTo(slope, within(1e-14 * slope));
            }
        }
    }

    @Test
    void value_ofTwoClasses_isTheSameByBothLosses() {
        Dataset x = features(9, 4, 6);
        double[] w = random(4, 7);
        double[] both = new double[8];
        System.arraycopy(w, 0, both, 4, 4);
        Classifier logistic = Classifier.linear(x, Optional.empty(), labels(9, 1), new double[0]);
        Classifier softmax = Classifier.linear(x, Optional.empty(), labels(9, 2), new double[0]);
        assertThat(softmax.value(both)).isCloseTo(logistic.value(w), within(1e-15));
        assertThat(softmax.margins(both)).isEqualTo(logistic.margins(w));
        assertThat(softmax.measures(both)).isEqualTo(logistic.measures(w)).containsOnlyKeys(Measures.TRAIN_ACCURACY);
    }

    @Test
    void measures_ofKnownPredictions_countTheRightOnes() {
        Dataset x = new Dataset(4, 1, new double[] {1, 2, -1, 0});
        var labels = new Classifier.Labels(new int[] {1, 1, 1, 1}, new int[] {1, 0, 0, 1}, 2, 1);
        Classifier classifier = Classifier.linear(x, Optional.of(x), labels, new double[0]);
        assertThat(classifier.measures(new double[] {3}))
                .isEqualTo(Map.of(Measures.TRAIN_ACCURACY, 0.5, Measures.TEST_ACCURACY, 0.5));
        assertThat(classifier.margins(new double[] {3})).containsExactly(new double[] {3, 6, -3, 0}, within(0.0));
    }

    @Test
    void nullTestLoss_ofUnequalClasses_isThatOfTheirFrequencies() {
        Dataset x = features(4, 2, 8);
        Classifier skewed = Classifier.linear(
                x,
                Optional.of(x),
                new Classifier.Labels(new int[] {0, 0, 0, 1}, new int[] {0, 0, 0, 1}, 2, 1),
                random(2, 1));
        double frequencies = -0.75 * StrictMath.log(0.75) - 0.25 * StrictMath.log(0.25);
        assertThat(skewed.nullTestLoss()).isCloseTo(frequencies, within(1e-15));
        Classifier reversed = Classifier.linear(
                x,
                Optional.of(x),
                new Classifier.Labels(new int[] {0, 0, 0, 1}, new int[] {1, 1, 1, 0}, 2, 1),
                random(2, 1));
        assertThat(reversed.nullTestLoss())
                .isEqualTo(StrictMath.log(2))
                .isCloseTo(reversed.testLoss(new double[2]), within(1e-15));
    }

    @Test
    void hardMargin_ofSeparableData_agreesWithDualCoordinateAscent() {
        for (int seed = 0; seed < 5; seed++) {
            for (int[] shape : new int[][] {{2, 3}, {30, 2}, {40, 10}, {20, 40}}) {
                Dataset x = features(shape[0], shape[1], seed);
                double[] teacher = random(shape[1], 100 + seed);
                int[] labels = new int[shape[0]];
                Arrays.setAll(labels, i -> score(x, i, teacher) > 0 ? 1 : 0);
                double[] w = HardMargin.of(x, labels).orElseThrow();
                double[] reference = dualAscent(x, labels);
                double scale = Math.sqrt(Vectors.normSquared(reference));
                for (int k = 0; k < w.length; k++) {
                    assertThat(w[k]).isCloseTo(reference[k], within(1e-6 * scale));
                }
            }
        }
    }

    @Test
    void hardMargin_ofDataThatNoPlaneSeparates_isEmpty() {
        Dataset xor = new Dataset(4, 2, new double[] {1, 1, -1, -1, 1, -1, -1, 1});
        assertThat(HardMargin.of(xor, new int[] {1, 1, 0, 0})).isEmpty();
        assertThat(HardMargin.of(new Dataset(2, 1, new double[] {0, 0}), new int[] {1, 0}))
                .isEmpty();
    }

    @Test
    void kktResidual_atTheHardMargin_vanishesAlongItsDirection() {
        // (1, 0) and (0.3, 2) of class 1, (-1, 0) of class 0: w = (1, 0.35) is active on all three.
        Dataset x = new Dataset(3, 2, new double[] {-1, 0, 1, 0, 0.3, 2});
        Classifier classifier = Classifier.linear(
                x, Optional.empty(), new Classifier.Labels(new int[] {0, 1, 1}, new int[0], 2, 1), new double[0]);
        double[] svm = classifier.hardMargin().orElseThrow();
        assertThat(svm).containsExactly(new double[] {1, 0.35}, within(1e-12));
        assertThat(classifier.kktResidual(new double[] {-1, 0})).isNaN();
        // Along the direction itself the loss weighs all constraints alike, which is not how they carry w.
        assertThat(classifier.kktResidual(new double[] {100, 35})).isBetween(0.05, 1.0);
        // The regularised minimiser carries w by its gradient; its slack falls as 1 / ||w||.
        assertThat(classifier.kktResidual(minimiser(classifier, 1e-12)))
                .isLessThan(0.5 * classifier.kktResidual(minimiser(classifier, 1e-4)));
    }

    /** By Newton's method on two weights. */
    private static double[] minimiser(Classifier classifier, double lambda) {
        double[] w = new double[2];
        double[] g = new double[2];
        double[][] h = new double[2][2];
        for (int i = 0; i < 200; i++) {
            classifier.gradient(w, g);
            classifier.hessianProduct(w, new double[] {1, 0}, h[0]);
            classifier.hessianProduct(w, new double[] {0, 1}, h[1]);
            double a = h[0][0] + lambda;
            double d = h[1][1] + lambda;
            double det = a * d - h[0][1] * h[0][1];
            double p = g[0] + lambda * w[0];
            double q = g[1] + lambda * w[1];
            double[] step = {(d * p - h[0][1] * q) / det, (a * q - h[0][1] * p) / det};
            double length = Math.sqrt(Vectors.normSquared(step));
            w = moved(w, step, -Math.min(1, 1 / length));
        }
        return w;
    }

    /** The hard margin by its dual, one multiplier at a time. */
    private static double[] dualAscent(Dataset x, int[] labels) {
        int p = x.columns();
        double[] w = new double[p];
        double[] a = new double[labels.length];
        for (int sweep = 0; sweep < 200_000; sweep++) {
            double change = 0;
            for (int i = 0; i < a.length; i++) {
                double sign = labels[i] == 1 ? 1 : -1;
                double square = Vectors.dot(x.values(), i * p, x.values(), i * p, p);
                double next = Math.max(0, a[i] + (1 - sign * score(x, i, w)) / square);
                for (int k = 0; k < p; k++) {
                    w[k] += sign * (next - a[i]) * x.values()[i * p + k];
                }
                change = Math.max(change, Math.abs(next - a[i]) * square);
                a[i] = next;
            }
            if (change < 1e-12) {
                break;
            }
        }
        return w;
    }

    private static double score(Dataset x, int row, double[] w) {
        return Vectors.dot(x.values(), row * x.columns(), w, 0, x.columns());
    }

    private static Classifier.Labels labels(int samples, int outputs) {
        int[] training = new int[samples];
        Arrays.setAll(training, i -> i % Math.max(2, outputs));
        return new Classifier.Labels(training, new int[0], Math.max(2, outputs), outputs);
    }

    private static Dataset features(int rows, int columns, long seed) {
        return new Dataset(rows, columns, random(rows * columns, seed));
    }

    private static double[] random(int length, long seed) {
        double[] values = new double[length];
        new SplitMix64(seed).gaussian(1, values);
        return values;
    }

    private static double[] moved(double[] w, double[] direction, double by) {
        double[] moved = w.clone();
        Vectors.addScaled(by, direction, moved);
        return moved;
    }
}
