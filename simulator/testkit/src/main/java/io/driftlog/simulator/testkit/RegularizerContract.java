package io.driftlog.simulator.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.RegularizerTerm;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Regularizer;
import io.driftlog.simulator.spi.RegularizerType;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The contract of regularisers as a test: implement it in a test class and return your type. The case is a term with
 * defaults; override {@link #term} where the type needs more.
 */
public interface RegularizerContract {
    /** {@return the type under test} */
    RegularizerType type();

    /** {@return the term under test} */
    default RegularizerTerm term() {
        return RegularizerTerm.plain(type().name());
    }

    /** {@return number of weights to test with} */
    default int dimension() {
        return 12;
    }

    /** An unknown parameter is refused by name. */
    @Test
    default void complete_unknownParameter_isRefusedWithASentence() {
        RegularizerTerm wrong = new RegularizerTerm(
                type().name(), 1, new TreeMap<>(Map.of("noSuchParameter", 1.0)), new TreeMap<>(), new TreeMap<>());
        assertThatThrownBy(() -> type().complete(wrong))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("noSuchParameter");
    }

    /** Methods know it by the name of its type. */
    @Test
    default void name_ofTheRegularizer_isThatOfItsType() {
        assertThat(make().name()).isEqualTo(type().name());
    }

    /** The gradient is that of the value. */
    @Test
    default void gradient_anyWeights_isTheDifferenceOfValues() {
        Regularizer r = make();
        double[] gradient = new double[dimension()];
        for (double[] w : Points.of(dimension())) {
            r.gradient(w, gradient);
            for (double[] v : Points.directions(dimension())) {
                double slope = Points.slope(r::value, w, v);
                double bound = Points.TOLERANCE * (norm(gradient) * norm(v) + Math.abs(r.value(w)));
                assertThat(Vectors.dot(gradient, v)).isCloseTo(slope, within(bound));
            }
        }
    }

    /** The second derivative is that of the gradient, at least 0, and diagonal. */
    @Test
    default void secondDerivative_anyWeights_isTheDifferenceOfGradients() {
        Regularizer r = make();
        if (!r.hasSecondDerivative()) {
            return;
        }
        double[] diagonal = new double[dimension()];
        for (double[] w : Points.of(dimension())) {
            r.secondDerivative(w, diagonal);
            r.constantCurvature().ifPresent(k -> assertThat(diagonal).containsOnly(k));
            for (double[] v : Points.directions(dimension())) {
                double[] slope = Points.slopes(r::gradient, w, v, dimension());
                for (int i = 0; i < diagonal.length; i++) {
                    // A step is no longer small against a weight near a kink or a large curvature.
                    if (Math.abs(w[i]) > 1e-2) {
                        assertThat(diagonal[i] * v[i]).isCloseTo(slope[i], within(1e-5 * (Math.abs(slope[i]) + 1)));
                    }
                }
            }
        }
        for (double size : new double[] {0, 1e-300, 1, 1e100}) {
            double[] w = new double[dimension()];
            Arrays.fill(w, size);
            r.secondDerivative(w, diagonal);
            for (double each : diagonal) {
                assertThat(each)
                        .as("second derivative at %s", size)
                        .isNotNegative()
                        .isFinite();
            }
        }
    }

    /** The proximal map of step 0 is the identity; its result is better than every point beside it. */
    @Test
    default void proximal_anyStep_minimises() {
        Regularizer r = make();
        if (!r.hasProximal()) {
            return;
        }
        double[] out = new double[dimension()];
        for (double[] w : Points.of(dimension())) {
            r.proximal(0, w, out);
            assertThat(out).containsExactly(w, within(1e-12));
            for (double step : new double[] {1e-3, 0.5, 20}) {
                r.proximal(step, w, out);
                double least = proximalValue(r, step, out, w);
                for (double[] v : Points.directions(dimension())) {
                    for (double length : new double[] {1e-4, -1e-4, 0.1, -0.1}) {
                        assertThat(proximalValue(r, step, Points.moved(out, length, v), w))
                                .isGreaterThanOrEqualTo(least * (1 - 1e-12));
                    }
                }
            }
        }
    }

    private static double proximalValue(Regularizer r, double step, double[] x, double[] w) {
        return step * r.value(x) + Vectors.normSquared(Points.moved(x, -1, w)) / 2;
    }

    /** Results depend on the arguments alone, to the last bit, and the arguments stay as they are. */
    @Test
    default void results_anotherInstanceAndOrder_areTheSameBits() {
        Regularizer one = make();
        Regularizer other = make();
        List<double[]> points = Points.of(dimension());
        for (int i = 0; i < points.size(); i++) {
            double[] w = points.get(i);
            double[] before = w.clone();
            double[] expected = results(one, w);
            results(other, points.get((i + 1) % points.size()));
            assertThat(results(other, w)).isEqualTo(expected);
            assertThat(results(one, w)).isEqualTo(expected);
            assertThat(w).as("the weights that were given").isEqualTo(before);
        }
    }

    private static double[] results(Regularizer r, double[] w) {
        double[] gradient = new double[w.length];
        r.gradient(w, gradient);
        double[] all = Arrays.copyOf(gradient, w.length + 1);
        all[w.length] = r.value(w);
        return all;
    }

    /** Weights 0, very small and large have a value and a gradient. */
    @Test
    default void results_degenerateWeights_areNoNaN() {
        Regularizer r = make();
        double[] gradient = new double[dimension()];
        for (double size : new double[] {0, 1e-300, 1e6}) {
            double[] w = new double[dimension()];
            Arrays.fill(w, size);
            assertThat(r.value(w)).as("value at weights %s", size).isFinite();
            r.gradient(w, gradient);
            assertThat(gradient).as("gradient at weights %s", size).doesNotContain(Double.NaN);
        }
    }

    private Regularizer make() {
        return type().create(term(), dimension());
    }

    private static double norm(double[] x) {
        return Math.sqrt(Vectors.normSquared(x));
    }
}
