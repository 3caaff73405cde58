package io.driftlog.simulator.flow.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.spi.Vectors;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: the closed form solves the flow it is written for. Method: its difference quotient in time against
 * {@code -grad F - lambda w}, and its value at time 0, for wide, square, tall and rank-deficient data.
 */
class LinearRegressionSolutionTest {
    @ParameterizedTest
    @CsvSource({"5,9,0.1", "6,6,0.1", "9,5,0.1", "5,9,0", "9,5,1e-8", "1,1,0.5"})
    void weightsAt_anyTime_satisfiesTheFlow(int n, int d, double weightDecay) {
        SplittableRandom random = new SplittableRandom(n * 31 + d);
        double[] x = random.doubles((long) n * d, -1, 1).toArray();
        if (n > 1) {
            System.arraycopy(x, 0, x, d, d); // two equal samples: X has not full rank
        }
        Dataset features = new Dataset(n, d, x);
        Dataset targets = new Dataset(n, 1, random.doubles(n, -1, 1).toArray());
        double[] initial = random.doubles(d, -2, 2).toArray();
        LinearRegression objective =
                new LinearRegression(features, targets, Optional.empty(), Optional.empty(), new double[0]);
        LinearRegressionSolution solution = new LinearRegressionSolution(features, targets, weightDecay, initial);

        double[] w = new double[d];
        solution.weightsAt(0, w);
        assertThat(w).containsExactly(initial, within(1e-15));

        double[] later = new double[d];
        double[] earlier = new double[d];
        double[] force = new double[d];
        double difference = 1e-5;
        for (double time : new double[] {0.1, 1, 10, 100}) {
            solution.weightsAt(time + difference, later);
            solution.weightsAt(time - difference, earlier);
            solution.weightsAt(time, w);
            objective.gradient(w, force);
            Vectors.addScaled(weightDecay, w, force);
            for (int k = 0; k < d; k++) {
                assertThat((later[k] - earlier[k]) / (2 * difference)).isCloseTo(-force[k], within(1e-9));
            }
        }
    }
}
