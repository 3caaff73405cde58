package io.driftlog.simulator.flow.radau;

import io.driftlog.simulator.flow.DecayForce;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.radau.solver.SampleSpaceSolver;
import io.driftlog.simulator.flow.radau.stages.RadauTableau;
import io.driftlog.simulator.flow.radau.stages.Stages;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import java.util.Arrays;

/**
 * The simplified Newton iteration for the stages of one step: increments Z_i of the weights and multipliers mu_i. See
 * the package for the equations; the stopping rules are RADAU5's (Hairer &amp; Wanner II, sec. IV.8).
 */
final class StageIteration {
    /** Most iterations that one step may take. */
    static final int MAX_ITERATIONS = 8;

    private static final double ROUNDING = 2.2e-16;

    private final LeastSquaresObjective objective;
    private final DecayForce decay;
    private final SampleSpaceSolver solver;
    private final ToleranceNorm norm;
    private final double tolerance;
    private final double multiplierTolerance;

    private final Stages increments;
    private final Stages multipliers;
    private final Stages transformed;
    private final Stages points;
    private final Stages forces;
    private final Stages rightSides;
    private final Stages backProducts;
    private final Stages residuals;
    private final Stages residualsTransformed;
    private final Stages multiplierChanges;
    private final double[] changeSquares;
    private long iterations;

    /**
     * @param tolerance change of the stages, in units of the step's tolerance, at which the iteration ends
     * @param multiplierTolerance change of mu, relative to its largest entry, above which it does not end before the
     *     third iteration (mu may pass through 0, so no later); infinite
     *     where mu is not compared
     */
    StageIteration(
            LeastSquaresObjective objective,
            DecayForce decay,
            SampleSpaceSolver solver,
            ToleranceNorm norm,
            double tolerance,
            double multiplierTolerance) {
        this.objective = objective;
        this.decay = decay;
        this.solver = solver;
        this.norm = norm;
        this.tolerance = tolerance;
        this.multiplierTolerance = multiplierTolerance;
        int d = objective.dimension();
        int n = objective.samples();
        increments = Stages.ofLength(d);
        multipliers = Stages.ofLength(n);
        transformed = Stages.ofLength(d);
        points = Stages.ofLength(d);
        forces = Stages.ofLength(d);
        rightSides = Stages.ofLength(d);
        backProducts = Stages.ofLength(d);
        residuals = Stages.ofLength(n);
        residualsTransformed = Stages.ofLength(n);
        multiplierChanges = Stages.ofLength(n);
        changeSquares = new double[d];
    }

    /**
     * How the iteration ended.
     *
     * @param converged whether the stages can be used
     * @param count iterations done
     * @param contraction theta, the factor by which the last changes shrank; 0.001 when there was only one
     * @param remainder theta / (1 - theta), by which the error after the last change is estimated
     * @param factor when not converged: try again with the step size times this
     */
    record Ending(boolean converged, int count, double contraction, double remainder, double factor) {
        static Ending failed(int count, double factor) {
            return new Ending(false, count, 1, 1, factor);
        }
    }

    /** The increments Z_i. */
    Stages increments() {
        return increments;
    }

    /** The multipliers mu_i. */
    Stages multipliers() {
        return multipliers;
    }

    long iterations() {
        return iterations;
    }

    /** Starts from a step that changes nothing. */
    void startAt(double[] multiplier) {
        fill(increments, 0);
        fill(transformed, 0);
        System.arraycopy(multiplier, 0, multipliers.first(), 0, multiplier.length);
        System.arraycopy(multiplier, 0, multipliers.second(), 0, multiplier.length);
        System.arraycopy(multiplier, 0, multipliers.third(), 0, multiplier.length);
    }

    /** Starts from what the last step's polynomials predict. */
    void startFrom(RadauMultiplierStepper.LastStep last, double[] multiplier, double stepSize) {
        double ratio = stepSize / last.stepSize();
        last.weights().predictIncrements(ratio, increments);
        last.multiplier().predictValues(ratio, multiplier, multipliers);
        RadauTableau.toEigenvectors(increments, transformed);
    }

    /**
     * Iterates until the stages are settled or it is clear that they will not be.
     *
     * @param start where the step starts. Not modified.
     * @param jacobianWeights where the solver's Jacobian was taken, length d. Not modified.
     * @param stepSize h
     * @param earlierRemainder {@link Ending#remainder} of the last accepted step
     */
    Ending run(FlowPoint start, double[] jacobianWeights, double stepSize, double earlierRemainder) {
        double remainder = StrictMath.pow(Math.max(earlierRemainder, ROUNDING), 0.8);
        double contraction = 0.001;
        double lastChange = 0;
        double lastRatio = 0;
        for (int count = 1; count <= MAX_ITERATIONS; count++) {
            double change = improve(start, jacobianWeights, stepSize);
            if (!(change < Double.POSITIVE_INFINITY)) {
                return Ending.failed(count, 0.3);
            }
            if (count > 1 && count < MAX_ITERATIONS) {
                double ratio = change / lastChange;
                contraction = count == 2 ? ratio : Math.sqrt(ratio * lastRatio);
                lastRatio = ratio;
                if (!(contraction < 0.99)) {
                    return Ending.failed(count, 0.5);
                }
                remainder = contraction / (1 - contraction);
                double expected =
                        remainder * change * StrictMath.pow(contraction, MAX_ITERATIONS - 1 - count) / tolerance;
                if (expected >= 1) {
                    return Ending.failed(count, factorForSpeed(expected, count));
                }
            }
            lastChange = Math.max(change, ROUNDING);
            RadauTableau.fromEigenvectors(transformed, increments);
            if (remainder * change <= tolerance && (count > 2 || multipliersAreSettled())) {
                return new Ending(true, count, contraction, remainder, 1);
            }
        }
        return Ending.failed(MAX_ITERATIONS, 0.5);
    }

    private boolean multipliersAreSettled() {
        return multiplierTolerance == Double.POSITIVE_INFINITY
                || largest(multiplierChanges) <= multiplierTolerance * largest(multipliers);
    }

    private static double largest(Stages stages) {
        double largest = 0;
        for (int i = 0; i < stages.first().length; i++) {
            largest = Math.max(largest, Math.abs(stages.first()[i]));
            largest = Math.max(largest, Math.abs(stages.second()[i]));
            largest = Math.max(largest, Math.abs(stages.third()[i]));
        }
        return largest;
    }

    /** The step factor at which the iteration would converge in time. */
    private static double factorForSpeed(double expected, int count) {
        return 0.8 * StrictMath.pow(Math.min(20, expected), -1.0 / (4 + MAX_ITERATIONS - 1 - count));
    }

    /** One Newton iteration; the size of the change in units of the tolerance. */
    private double improve(FlowPoint start, double[] jacobianWeights, double stepSize) {
        iterations++;
        evaluate(start, stepSize);
        RadauTableau.toEigenvectors(residuals, residualsTransformed);
        RadauTableau.toEigenvectors(forces, rightSides);
        subtractDerivatives(stepSize);
        weigh(rightSides);
        objective.jacobianProduct3(
                jacobianWeights,
                rightSides.first(),
                rightSides.second(),
                rightSides.third(),
                multiplierChanges.first(),
                multiplierChanges.second(),
                multiplierChanges.third());
        addScaledResiduals();
        solver.solve(multiplierChanges);
        objective.transposedJacobianProduct3(
                jacobianWeights,
                jacobianWeights,
                jacobianWeights,
                multiplierChanges.first(),
                multiplierChanges.second(),
                multiplierChanges.third(),
                backProducts.first(),
                backProducts.second(),
                backProducts.third());
        weigh(backProducts);
        RadauTableau.addFromEigenvectors(multiplierChanges, multipliers);
        changeIncrements();
        return norm.ofSquares3(changeSquares);
    }

    private void weigh(Stages weightSpace) {
        solver.weigh(weightSpace.first());
        solver.weigh(weightSpace.second(), weightSpace.third());
    }

    /** Forces {@code -J^T mu - lambda grad R} and residuals {@code r - mu/c} at the three stages. */
    private void evaluate(FlowPoint start, double stepSize) {
        double[] weights = start.weights();
        add(weights, increments.first(), points.first());
        add(weights, increments.second(), points.second());
        add(weights, increments.third(), points.third());
        objective.transposedJacobianProduct3(
                points.first(),
                points.second(),
                points.third(),
                multipliers.first(),
                multipliers.second(),
                multipliers.third(),
                forces.first(),
                forces.second(),
                forces.third());
        objective.residuals3(
                points.first(),
                points.second(),
                points.third(),
                residuals.first(),
                residuals.second(),
                residuals.third());
        decay.addAndNegate(start.time() + RadauTableau.C1 * stepSize, points.first(), forces.first());
        decay.addAndNegate(start.time() + RadauTableau.C2 * stepSize, points.second(), forces.second());
        decay.addAndNegate(start.time() + stepSize, points.third(), forces.third());
        subtractMultiplier(multipliers.first(), residuals.first());
        subtractMultiplier(multipliers.second(), residuals.second());
        subtractMultiplier(multipliers.third(), residuals.third());
    }

    private void subtractMultiplier(double[] multiplier, double[] residual) {
        double perScale = 1 / objective.scale();
        for (int i = 0; i < residual.length; i++) {
            residual[i] -= multiplier[i] * perScale;
        }
    }

    /** {@code rightSides -= Lambda F / h}, where F are the transformed increments and Lambda the eigenvalues. */
    private void subtractDerivatives(double stepSize) {
        double gamma = RadauTableau.GAMMA / stepSize;
        double alpha = RadauTableau.ALPHA / stepSize;
        double beta = RadauTableau.BETA / stepSize;
        subtractScaled(gamma, transformed.first(), rightSides.first());
        subtractScaled(alpha, transformed.second(), rightSides.second());
        subtractScaled(-beta, transformed.third(), rightSides.second());
        subtractScaled(alpha, transformed.third(), rightSides.third());
        subtractScaled(beta, transformed.second(), rightSides.third());
    }

    /** {@code multiplierChanges += g G}, complex for the pair. */
    private void addScaledResiduals() {
        double[] realG = residualsTransformed.first();
        double[] reG = residualsTransformed.second();
        double[] imG = residualsTransformed.third();
        double[] real = multiplierChanges.first();
        double[] re = multiplierChanges.second();
        double[] im = multiplierChanges.third();
        double shift = solver.realShift();
        double shiftRe = solver.complexShiftRe();
        double shiftIm = solver.complexShiftIm();
        for (int i = 0; i < real.length; i++) {
            real[i] += shift * realG[i];
            re[i] += shiftRe * reG[i] - shiftIm * imG[i];
            im[i] += shiftRe * imG[i] + shiftIm * reG[i];
        }
    }

    /** {@code F += (R - J^T dmu) / g}, and the squares of the changes, summed over the three. */
    private void changeIncrements() {
        double shiftRe = solver.complexShiftRe();
        double shiftIm = solver.complexShiftIm();
        double perModulusSquared = 1 / (shiftRe * shiftRe + shiftIm * shiftIm);
        double inverseRe = shiftRe * perModulusSquared;
        double inverseIm = -shiftIm * perModulusSquared;
        Arrays.fill(changeSquares, 0);
        changeReal(1 / solver.realShift(), rightSides.first(), backProducts.first(), transformed.first());
        changePart(inverseRe, -inverseIm, transformed.second());
        changePart(inverseIm, inverseRe, transformed.third());
    }

    private void changeReal(double inverse, double[] rightSide, double[] backProduct, double[] target) {
        for (int i = 0; i < target.length; i++) {
            double change = (rightSide[i] - backProduct[i]) * inverse;
            changeSquares[i] = Math.fma(change, change, changeSquares[i]);
            target[i] += change;
        }
    }

    /** {@code target += p Re(R - J^T dmu) + q Im(R - J^T dmu)} of the complex pair. */
    private void changePart(double p, double q, double[] target) {
        double[] re = rightSides.second();
        double[] im = rightSides.third();
        double[] backRe = backProducts.second();
        double[] backIm = backProducts.third();
        for (int i = 0; i < target.length; i++) {
            double change = (re[i] - backRe[i]) * p + (im[i] - backIm[i]) * q;
            changeSquares[i] = Math.fma(change, change, changeSquares[i]);
            target[i] += change;
        }
    }

    private static void fill(Stages stages, double value) {
        Arrays.fill(stages.first(), value);
        Arrays.fill(stages.second(), value);
        Arrays.fill(stages.third(), value);
    }

    private static void add(double[] x, double[] y, double[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = x[i] + y[i];
        }
    }

    private static void subtractScaled(double a, double[] x, double[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.fma(-a, x[i], y[i]);
        }
    }
}
