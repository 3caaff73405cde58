package io.driftlog.simulator.flow.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.Stepper;
import io.driftlog.simulator.flow.objective.LinearRegression;
import io.driftlog.simulator.flow.objective.LinearRegressionSolution;
import io.driftlog.simulator.spi.Vectors;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: weights, multiplier and gradient are exact for wide, square, tall and rank-deficient data at every lambda.
 * Method: against the singular value decomposition, and the balance {@code grad F = -lambda w} where the flow rests.
 */
class LinearFlowSolutionTest {
    private record Model(LinearRegression objective, Dataset features, Dataset targets, double[] initial) {
        static Model random(int n, int d, boolean repeatSample) {
            SplittableRandom random = new SplittableRandom(n * 31L + d);
            double[] x = random.doubles((long) n * d, -1, 1).toArray();
            if (repeatSample) {
                System.arraycopy(x, 0, x, d, d);
            }
            Dataset features = new Dataset(n, d, x);
            Dataset targets = new Dataset(n, 1, random.doubles(n, -1, 1).toArray());
            double[] initial = random.doubles(d, -2, 2).toArray();
            return new Model(
                    new LinearRegression(features, targets, Optional.empty(), Optional.empty(), new double[0]),
                    features,
                    targets,
                    initial);
        }

        LinearFlowSolution solution(double weightDecay) {
            return LinearFlowSolution.of(objective, weightDecay, initial);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "5,9,0.1,false",
        "5,9,1e-8,true",
        "6,6,0.1,true",
        "9,5,0.1,false",
        "9,5,0,true",
        "5,9,0,true",
        "9,5,1e-8,false",
        "12,4,10,false",
        "1,1,0.5,false",
        "1,7,1e-6,false"
    })
    void weightsAt_anyTime_agreeWithTheSingularValueDecomposition(int n, int d, double weightDecay, boolean repeat) {
        Model model = Model.random(n, d, repeat);
        LinearFlowSolution solution = model.solution(weightDecay);
        LinearRegressionSolution reference =
                new LinearRegressionSolution(model.features(), model.targets(), weightDecay, model.initial());
        double[] w = new double[d];
        double[] expected = new double[d];
        double[] gradient = new double[d];
        double[] multiplier = new double[n];
        double[] product = new double[d];
        solution.weightsAt(0, w);
        assertThat(w).isEqualTo(model.initial());
        for (double time : new double[] {1e-3, 0.1, 1, 10, 1e3, 1e6}) {
            solution.weightsAt(time, w);
            reference.weightsAt(time, expected);
            // The reference takes a singular value 0 for rounding noise, which acts on it for all of the time.
            assertThat(w).containsExactly(expected, within(1e-11 + 1e-16 * time));

            solution.gradientAt(time, gradient);
            model.objective().gradient(w, expected);
            assertThat(gradient).containsExactly(expected, within(1e-11));

            solution.multiplierAt(time, multiplier);
            model.objective().transposedJacobianProduct(w, multiplier, product);
            assertThat(product).containsExactly(gradient, within(1e-14));
            double[] residuals = new double[n];
            model.objective().residuals(w, residuals);
            Vectors.scale(1.0 / n, residuals);
            assertThat(multiplier).containsExactly(residuals, within(1e-11));
        }
    }

    /** At rest {@code grad F = -lambda w} within the row space; c r(w) shows that to four digits, mu to twelve. */
    @ParameterizedTest
    @CsvSource({"20,50", "50,20"})
    void gradientAt_restAtTinyWeightDecay_isFreeOfCancellation(int n, int d) {
        double weightDecay = 1e-10;
        Model model = Model.random(n, d, false);
        Model exactTargets = realizable(model);
        LinearFlowSolution solution = exactTargets.solution(weightDecay);
        double time = 40 / weightDecay;
        double[] w = new double[d];
        double[] gradient = new double[d];
        solution.weightsAt(time, w);
        solution.gradientAt(time, gradient);
        for (int k = 0; k < d; k++) {
            assertThat(gradient[k]).isCloseTo(-weightDecay * w[k], within(1e-12 * weightDecay));
        }
        double[] multiplier = new double[n];
        solution.multiplierAt(time, multiplier);
        double[] product = new double[d];
        exactTargets.objective().transposedJacobianProduct(w, multiplier, product);
        double noise = n < d ? 1e-12 * weightDecay : 1e-15;
        assertThat(product).containsExactly(gradient, within(noise));
    }

    private static Model realizable(Model model) {
        double[] y = new double[model.features().rows()];
        model.objective().jacobianProduct(model.initial(), model.initial(), y);
        Dataset targets = new Dataset(y.length, 1, y);
        double[] initial = model.initial().clone();
        Vectors.scale(-0.5, initial);
        return new Model(
                new LinearRegression(model.features(), targets, Optional.empty(), Optional.empty(), new double[0]),
                model.features(),
                targets,
                initial);
    }

    @Test
    void of_hugeFeatures_isRefused() {
        Dataset features = new Dataset(1, 2, new double[] {1e200, 1e200});
        LinearRegression objective = new LinearRegression(
                features, new Dataset(1, 1, new double[1]), Optional.empty(), Optional.empty(), new double[0]);
        assertThatThrownBy(() -> LinearFlowSolution.of(objective, 0.1, new double[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("overflow");
    }

    @Test
    void attempt_alongTheGrid_visitsLogSpacedTimesExactlyOnce() {
        Model model = Model.random(5, 9, false);
        ExactStepper stepper = new ExactStepper(model.solution(0.1), 0, 5, 1e-3, 4);
        FlowPoint point = stepper.begin(new FlowPoint(0, model.initial(), new double[0]));
        double h = stepper.initialStepSize(point);
        for (int k = 0; k < 60; k++) {
            Stepper.Attempt<FlowPoint> attempt = stepper.attempt(point, h);
            point = ((Stepper.Attempt.Candidate<FlowPoint>) attempt).memory();
            assertThat(point.time() / (1e-3 * Math.pow(10, k / 4.0))).isCloseTo(1, within(1e-14));
            h = stepper.settle(point, h, h);
        }
    }
}
