package io.driftlog.simulator.flow.objective;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.spi.BlockCurvature;
import java.util.Optional;

/**
 * A two-layer network like {@link TwoLayerRelu} with the smooth activation {@code s(z) = (z + sqrt(z^2 + eps^2)) / 2},
 * which differs from the ReLU by at most eps/2. It is not homogeneous: the balance of a neuron's layers holds only up
 * to eps.
 */
public final class SmoothedRelu extends TwoLayerNetwork implements BlockCurvature {
    private final double smoothingSquared;

    /**
     * @param neurons m, at least 1
     * @param smoothing eps, above 0
     * @param features X, n x p. Not copied, never modified.
     * @param targets y, n x 1. Not copied, never modified.
     * @param testFeatures X of the test data, any number of rows, p columns. Not copied, never modified.
     * @param testTargets y of the test data. Not copied, never modified.
     * @param teacher the kinks of the function behind the data; empty when unknown
     */
    public SmoothedRelu(
            int neurons,
            double smoothing,
            Dataset features,
            Dataset targets,
            Optional<Dataset> testFeatures,
            Optional<Dataset> testTargets,
            double[] teacher) {
        super(neurons, features, targets, testFeatures, testTargets, teacher);
        if (!(smoothing > 0)) {
            throw new IllegalArgumentException("the smoothing is not above 0");
        }
        smoothingSquared = smoothing * smoothing;
    }

    @Override
    void activate(int sample, double[] z, double[] outValues, double[] outSlopes) {
        for (int j = 0; j < z.length; j++) {
            double root = Math.sqrt(Math.fma(z[j], z[j], smoothingSquared));
            outValues[j] = positivePart(z[j], root);
            outSlopes[j] = positivePart(z[j], root) / root;
        }
    }

    @Override
    double activation(double z) {
        return positivePart(z, Math.sqrt(Math.fma(z, z, smoothingSquared)));
    }

    /** {@code (z + root) / 2}, without cancellation for negative z. */
    private double positivePart(double z, double root) {
        return z >= 0 ? 0.5 * (z + root) : 0.5 * smoothingSquared / (root - z);
    }

    @Override
    double bend(double z) {
        double square = Math.fma(z, z, smoothingSquared);
        return 0.5 * smoothingSquared / (square * Math.sqrt(square));
    }
}
