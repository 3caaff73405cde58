package io.driftlog.simulator.flow.radau;

import io.driftlog.simulator.flow.DecayForce;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.radau.solver.SampleSpaceSolver;
import io.driftlog.simulator.flow.radau.stages.RadauTableau;
import io.driftlog.simulator.flow.radau.stages.Stages;
import io.driftlog.simulator.spi.LeastSquaresObjective;

/**
 * RADAU5's error estimate: the derivative at the start of the step minus that of the collocation polynomial, filtered
 * by {@code (gamma/h + lambda + c J^T J)^-1}, so that stiff components do not dominate it; of order 3.
 *
 * <p>Hairer &amp; Wanner II, sec. IV.8, eq. (8.19) and (8.20).
 */
final class ErrorEstimate {
    private final LeastSquaresObjective objective;
    private final DecayForce decay;
    private final SampleSpaceSolver solver;
    private final ToleranceNorm norm;
    private final double[] polynomialDefect;
    private final double[] defect;
    private final double[] error;
    private final double[] moved;
    private final double[] curvature;
    private final double[] sampleWork;
    private long evaluations;

    ErrorEstimate(LeastSquaresObjective objective, DecayForce decay, SampleSpaceSolver solver, ToleranceNorm norm) {
        this.objective = objective;
        this.decay = decay;
        this.solver = solver;
        this.norm = norm;
        int d = objective.dimension();
        polynomialDefect = new double[d];
        defect = new double[d];
        error = new double[d];
        moved = new double[d];
        curvature = new double[d];
        sampleWork = new double[objective.samples()];
    }

    long evaluations() {
        return evaluations;
    }

    /** The error vector of the last estimate, length d; a workspace. */
    double[] vector() {
        return error;
    }

    /**
     * Estimates the error of a step.
     *
     * @param start where the step starts. Not modified.
     * @param force f there, length d. Not modified.
     * @param increments the stages of the step. Not modified.
     * @param jacobianWeights where the solver's Jacobian was taken, length d. Not modified.
     * @param filterTwice whether an error above 1 is filtered once more, as at a first or repeated step
     * @return the error in units of the tolerance
     */
    double of(
            FlowPoint start,
            double[] force,
            Stages increments,
            double stepSize,
            double[] jacobianWeights,
            boolean filterTwice) {
        RadauTableau.combineDefect(increments, polynomialDefect);
        for (int i = 0; i < defect.length; i++) {
            polynomialDefect[i] /= stepSize;
            defect[i] = polynomialDefect[i] + force[i];
        }
        filter(jacobianWeights, defect, error);
        if (filterTwice && norm.of(error) >= 1) {
            forceMovedByError(start, jacobianWeights, defect);
            for (int i = 0; i < defect.length; i++) {
                defect[i] += polynomialDefect[i];
            }
            filter(jacobianWeights, defect, error);
        }
        return Math.max(norm.of(error), 1e-10);
    }

    /** {@code out = (g I + C + c J^T J)^-1 v} with the real shift g, by the Woodbury formula; v modified. */
    private void filter(double[] jacobianWeights, double[] v, double[] out) {
        solver.weigh(v);
        objective.jacobianProduct(jacobianWeights, v, sampleWork);
        solver.solveReal(sampleWork);
        objective.transposedJacobianProduct(jacobianWeights, sampleWork, out);
        solver.weigh(out);
        double perShift = 1 / solver.realShift();
        for (int i = 0; i < out.length; i++) {
            out[i] = (v[i] - out[i]) * perShift;
        }
    }

    /** {@code f(w + error)}, the multiplier moved along: {@code mu + c J error}. */
    private void forceMovedByError(FlowPoint start, double[] jacobianWeights, double[] out) {
        evaluations++;
        double[] weights = start.weights();
        for (int i = 0; i < moved.length; i++) {
            moved[i] = weights[i] + error[i];
        }
        objective.jacobianProduct(jacobianWeights, error, sampleWork);
        objective.transposedJacobianProduct(jacobianWeights, sampleWork, curvature);
        objective.transposedJacobianProduct(moved, start.multiplier(), out);
        decay.addAndNegate(start.time(), moved, out);
        double scale = objective.scale();
        for (int i = 0; i < out.length; i++) {
            out[i] -= scale * curvature[i];
        }
    }
}
