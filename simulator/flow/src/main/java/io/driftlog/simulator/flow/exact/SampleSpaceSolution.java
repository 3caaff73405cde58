package io.driftlog.simulator.flow.exact;

import io.driftlog.simulator.flow.GramSpectrum;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;

/** The solution by the eigenvectors of {@code K = J J^T}, for n at most d. */
final class SampleSpaceSolution implements LinearFlowSolution {
    /** Eigenvalues below the largest times this are computed again from {@code J^T q}. */
    private static final double UNCERTAIN = 1e-8;
    /** {@code ||J^T q||} below the largest singular value times this is rounding noise. */
    private static final double ROUNDING = 1e-14;

    private final LeastSquaresObjective objective;
    private final double weightDecay;
    private final double[] initial;
    private final GramSpectrum spectrum;
    private final double[] eigenvalues;
    private final double[] initialResiduals;
    private final double[] initialPredictions;
    private final double[] targets;
    private final Decay decay;
    /** {@code expm1(-c s t)} for each eigenvalue s at the time of the last call; one step needs it three times. */
    private final double[] losses;

    private double lossTime = -1;
    private final double[] multipliers;
    private double multiplierTime = -1;
    private final double[] coordinates;
    private final double[] samples;

    SampleSpaceSolution(LeastSquaresObjective objective, double weightDecay, double[] initial) {
        this.objective = objective;
        this.weightDecay = weightDecay;
        this.initial = initial;
        int n = objective.samples();
        double[][] gram = new double[n][n];
        objective.gram(initial, gram);
        spectrum = GramSpectrum.of(gram);
        eigenvalues = spectrum.eigenvalues().clone();
        takeSmallAgain();
        samples = new double[n];
        coordinates = new double[n];
        decay = new Decay(weightDecay);
        losses = new double[n];
        multipliers = new double[n];
        objective.residuals(initial, samples);
        initialResiduals = spectrum.coordinates(samples);
        objective.jacobianProduct(initial, initial, samples);
        initialPredictions = spectrum.coordinates(samples);
        targets = new double[n];
        for (int i = 0; i < n; i++) {
            targets[i] = initialPredictions[i] - initialResiduals[i];
        }
    }

    private void takeSmallAgain() {
        double largest = spectrum.largest();
        double[] image = new double[objective.dimension()];
        for (int i = 0; i < eigenvalues.length; i++) {
            if (eigenvalues[i] <= UNCERTAIN * largest) {
                objective.transposedJacobianProduct(initial, spectrum.vectors()[i], image);
                double square = Vectors.normSquared(image);
                eigenvalues[i] = square <= ROUNDING * ROUNDING * largest ? 0 : square;
            }
        }
    }

    @Override
    public void weightsAt(double time, double[] out) {
        moveTo(time);
        for (int i = 0; i < coordinates.length; i++) {
            coordinates[i] = eigenvalues[i] > 0 ? change(i) : 0;
        }
        spectrum.combine(coordinates, samples);
        objective.transposedJacobianProduct(initial, samples, out);
        Vectors.addScaled(decay.slow(), initial, out);
    }

    private void moveTo(double time) {
        if (time != lossTime) {
            decay.at(time);
            for (int i = 0; i < losses.length; i++) {
                losses[i] = decay.fastLoss(objective.scale() * eigenvalues[i]);
            }
            lossTime = time;
        }
    }

    private void findMultipliers(double time) {
        moveTo(time);
        if (time != multiplierTime) {
            for (int i = 0; i < multipliers.length; i++) {
                multipliers[i] = multiplier(i);
            }
            multiplierTime = time;
        }
    }

    /** b_i: what the data add to the decayed initial weights along {@code J^T q_i}. */
    private double change(int i) {
        double dataRate = objective.scale() * eigenvalues[i];
        double loss = losses[i];
        double forgotten = decay.slow() * loss / eigenvalues[i] * initialPredictions[i];
        return forgotten + objective.scale() * targets[i] * decay.integral(dataRate, loss);
    }

    @Override
    public void multiplierAt(double time, double[] out) {
        findMultipliers(time);
        spectrum.combine(multipliers, out);
    }

    private double multiplier(int i) {
        double dataRate = objective.scale() * eigenvalues[i];
        if (dataRate == 0) {
            return objective.scale() * initialResiduals[i];
        }
        double loss = losses[i];
        return objective.scale()
                * (initialResiduals[i] * decay.factor(dataRate, loss)
                        - weightDecay * targets[i] * decay.integral(dataRate, loss));
    }

    @Override
    public void gradientAt(double time, double[] out) {
        findMultipliers(time);
        for (int i = 0; i < coordinates.length; i++) {
            coordinates[i] = eigenvalues[i] > 0 ? multipliers[i] : 0;
        }
        spectrum.combine(coordinates, samples);
        objective.transposedJacobianProduct(initial, samples, out);
    }

    @Override
    public double fastestRate() {
        return objective.scale() * spectrum.largest() + weightDecay;
    }
}
