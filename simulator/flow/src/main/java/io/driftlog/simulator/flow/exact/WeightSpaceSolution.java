package io.driftlog.simulator.flow.exact;

import io.driftlog.simulator.flow.GramSpectrum;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;

/** The solution by the eigenvectors of {@code J^T J}, for n above d. */
final class WeightSpaceSolution implements LinearFlowSolution {
    /** {@code ||J v||} below the largest singular value times this is rounding noise. */
    private static final double ROUNDING = 1e-14;

    private final LeastSquaresObjective objective;
    private final double weightDecay;
    private final double[] initial;
    private final GramSpectrum spectrum;
    private final double[] eigenvalues;
    private final double[] initialCoordinates;
    private final double[] pull;
    private final double[] leastMultiplier;
    private final Decay decay;
    private final double[] coordinates;
    private final double[] weights;

    WeightSpaceSolution(LeastSquaresObjective objective, double weightDecay, double[] initial) {
        this.objective = objective;
        this.weightDecay = weightDecay;
        this.initial = initial;
        int d = objective.dimension();
        double[][] normal = new double[d][d];
        objective.normalMatrix(initial, normal);
        spectrum = GramSpectrum.of(normal);
        eigenvalues = new double[d];
        pull = new double[d];
        decay = new Decay(weightDecay);
        coordinates = new double[d];
        weights = new double[d];
        leastMultiplier = new double[objective.samples()];
        projectData();
        initialCoordinates = spectrum.coordinates(initial);
        findLeastMultiplier();
    }

    /** Eigenvalues {@code s = ||J v||^2} and {@code g = c J v . y}, both exact to rounding of {@code J v}. */
    private void projectData() {
        double[] targets = new double[objective.samples()];
        double[] image = new double[targets.length];
        objective.residuals(weights, targets);
        double largest = spectrum.largest();
        for (int i = 0; i < eigenvalues.length; i++) {
            objective.jacobianProduct(initial, spectrum.vectors()[i], image);
            double square = Vectors.normSquared(image);
            if (square > ROUNDING * ROUNDING * largest) {
                eigenvalues[i] = square;
                pull[i] = -objective.scale() * Vectors.dot(image, targets);
            }
        }
    }

    /** {@code c r} where F is least. */
    private void findLeastMultiplier() {
        for (int i = 0; i < coordinates.length; i++) {
            coordinates[i] = eigenvalues[i] > 0 ? pull[i] / (objective.scale() * eigenvalues[i]) : 0;
        }
        spectrum.combine(coordinates, weights);
        objective.residuals(weights, leastMultiplier);
        Vectors.scale(objective.scale(), leastMultiplier);
    }

    @Override
    public void weightsAt(double time, double[] out) {
        decay.at(time);
        for (int i = 0; i < coordinates.length; i++) {
            double dataRate = objective.scale() * eigenvalues[i];
            double loss = decay.fastLoss(dataRate);
            coordinates[i] =
                    initialCoordinates[i] * decay.factor(dataRate, loss) + pull[i] * decay.integral(dataRate, loss);
        }
        spectrum.combine(coordinates, out);
        if (time == 0) {
            System.arraycopy(initial, 0, out, 0, out.length);
        }
    }

    @Override
    public void multiplierAt(double time, double[] out) {
        decay.at(time);
        for (int i = 0; i < coordinates.length; i++) {
            coordinates[i] = eigenvalues[i] > 0 ? gradient(i) / eigenvalues[i] : 0;
        }
        spectrum.combine(coordinates, weights);
        objective.jacobianProduct(initial, weights, out);
        Vectors.addScaled(1, leastMultiplier, out);
    }

    @Override
    public void gradientAt(double time, double[] out) {
        decay.at(time);
        for (int i = 0; i < coordinates.length; i++) {
            coordinates[i] = eigenvalues[i] > 0 ? gradient(i) : 0;
        }
        spectrum.combine(coordinates, out);
    }

    /** Coordinate of {@code grad F} along an eigenvector that the data see. */
    private double gradient(int i) {
        double dataRate = objective.scale() * eigenvalues[i];
        double limit = pull[i] / (dataRate + weightDecay);
        double factor = decay.factor(dataRate, decay.fastLoss(dataRate));
        return dataRate * factor * (initialCoordinates[i] - limit) - weightDecay * limit;
    }

    @Override
    public double fastestRate() {
        return objective.scale() * spectrum.largest() + weightDecay;
    }
}
