package io.driftlog.simulator.flow.radau;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.objective.DiagonalLinearNetwork;
import io.driftlog.simulator.flow.objective.LinearRegression;
import io.driftlog.simulator.spi.Vectors;
import java.util.Optional;
import java.util.SplittableRandom;

/** Seeded random problems. */
public final class FlowProblems {
    private FlowProblems() {}

    /** Features, targets and initial weights. */
    public record Data(Dataset features, Dataset targets, double[] initial) {
        public LinearRegression regression() {
            return new LinearRegression(features, targets, Optional.empty(), Optional.empty(), new double[0]);
        }

        public DiagonalLinearNetwork network() {
            return new DiagonalLinearNetwork(features, targets, Optional.empty(), Optional.empty(), new double[0]);
        }
    }

    /** Standard normal features and teacher, {@code w0 ~ 2 N(0, 1)}. */
    public static Data regression(int n, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] x = normal(random, n * d, 1);
        return new Data(
                new Dataset(n, d, x), new Dataset(n, 1, product(x, n, normal(random, d, 1))), normal(random, d, 2));
    }

    /** A sparse teacher (every tenth coefficient is 1) seen through normal features; {@code w0 ~ sqrt(0.1) N(0, 1)}. */
    public static Data sparseNetwork(int n, int columns, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] x = normal(random, n * columns, 1);
        double[] teacher = new double[columns];
        for (int k = 0; k < columns; k += 10) {
            teacher[k] = 1;
        }
        return new Data(
                new Dataset(n, columns, x),
                new Dataset(n, 1, product(x, n, teacher)),
                normal(random, 2 * columns, Math.sqrt(0.1)));
    }

    /** Targets within a unit normal of the initial prediction, {@code w0 ~ N(0, 1)}: nothing stiff in unit time. */
    static Data smoothNetwork(int n, int columns, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] x = normal(random, n * columns, 1);
        double[] w0 = normal(random, 2 * columns, 1);
        double[] beta = new double[columns];
        for (int k = 0; k < columns; k++) {
            beta[k] = w0[k] * w0[columns + k];
        }
        double[] y = product(x, n, beta);
        Vectors.addScaled(1, normal(random, n, 1), y);
        return new Data(new Dataset(n, columns, x), new Dataset(n, 1, y), w0);
    }

    public static double[] normal(SplittableRandom random, int length, double deviation) {
        double[] sample = new double[length];
        for (int i = 0; i < length; i++) {
            double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
            sample[i] = deviation * radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
        }
        return sample;
    }

    private static double[] product(double[] x, int n, double[] beta) {
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < beta.length; k++) {
                y[i] += x[i * beta.length + k] * beta[k];
            }
        }
        return y;
    }

    /** {@code ||x - y|| / ||y||}. */
    public static double relativeDistance(double[] x, double[] y) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < x.length; i++) {
            difference += (x[i] - y[i]) * (x[i] - y[i]);
            norm += y[i] * y[i];
        }
        return Math.sqrt(difference / norm);
    }
}
