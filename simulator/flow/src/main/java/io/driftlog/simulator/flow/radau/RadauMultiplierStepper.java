package io.driftlog.simulator.flow.radau;

import io.driftlog.simulator.flow.DecayForce;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.Stepper;
import io.driftlog.simulator.flow.radau.solver.KrylovSampleSpaceSolver;
import io.driftlog.simulator.flow.radau.solver.Preconditioner;
import io.driftlog.simulator.flow.radau.solver.SampleSpaceSolver;
import io.driftlog.simulator.flow.radau.stages.CollocationPolynomial;
import io.driftlog.simulator.flow.radau.stages.RadauTableau;
import io.driftlog.simulator.flow.radau.stages.Stages;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;
import java.util.Optional;

/**
 * Radau IIA with three stages on the gradient flow of a least-squares objective with weight decay, the residual multiplier
 * {@code mu = c r(w)} being a further unknown. Order 5, L-stable, stiffly accurate; dense output with local
 * error O(h^5). Works for every lambda from 0 up: the number of steps hardly depends on it.
 *
 * <p>The error estimate has order 3, so the tolerance that it meets is {@code 0.1 rtol^(2/3)}; the solution then meets
 * about rtol. Dense Jacobian and factors are kept while Newton's iteration contracts by 5 and the step size would
 * change by less than half.
 *
 * <p>Hairer &amp; Wanner, <i>Solving Ordinary Differential Equations II</i>, 2nd ed., sec. IV.8 (RADAU5); the linear
 * algebra is described in this package's documentation.
 */
public final class RadauMultiplierStepper implements Stepper<RadauMultiplierStepper.Memory> {
    private static final double SLOW_CONTRACTION = 0.2;
    private static final double KEPT_GROWTH = 1.5;
    private static final double SAFETY = 0.9;

    private final LeastSquaresObjective objective;
    private final DecayForce decay;
    private final double relativeTolerance;
    private final double absoluteTolerance;
    private final ToleranceNorm norm;
    private final SampleSpaceSolver solver;
    private final StageIteration stages;
    private final ErrorEstimate errorEstimate;

    /**
     * @param objective F
     * @param weightDecay lambda, at least 0
     * @param relativeTolerance error allowed per weight, relative to it, above 0
     * @param absoluteTolerance error allowed per weight besides, above 0
     */
    public RadauMultiplierStepper(
            LeastSquaresObjective objective, double weightDecay, double relativeTolerance, double absoluteTolerance) {
        this(
                objective,
                DecayForce.ofSquaredNorm(checked(weightDecay), objective.dimension()),
                relativeTolerance,
                absoluteTolerance);
    }

    /**
     * @param objective F
     * @param decay the force of a smooth R with a diagonal second derivative
     * @param relativeTolerance as above
     * @param absoluteTolerance as above
     */
    public RadauMultiplierStepper(
            LeastSquaresObjective objective, DecayForce decay, double relativeTolerance, double absoluteTolerance) {
        this(
                objective,
                decay,
                relativeTolerance,
                absoluteTolerance,
                Double.POSITIVE_INFINITY,
                SampleSpaceSolver.of(objective, decay));
    }

    /** The same without any matrix, for many samples and many weights: linear systems by Jacobian products alone. */
    public static RadauMultiplierStepper withoutMatrices(
            LeastSquaresObjective objective, DecayForce decay, double relativeTolerance, double absoluteTolerance) {
        return new RadauMultiplierStepper(
                objective,
                decay,
                relativeTolerance,
                absoluteTolerance,
                Double.POSITIVE_INFINITY,
                new KrylovSampleSpaceSolver(objective, decay));
    }

    /** The same for l2 decay. */
    public RadauMultiplierStepper(
            LeastSquaresObjective objective,
            double weightDecay,
            double relativeTolerance,
            double absoluteTolerance,
            double multiplierTolerance,
            SampleSpaceSolver solver) {
        this(
                objective,
                DecayForce.ofSquaredNorm(checked(weightDecay), objective.dimension()),
                relativeTolerance,
                absoluteTolerance,
                multiplierTolerance,
                solver);
    }

    /**
     * @param multiplierTolerance change of mu, relative to its largest entry, at which Newton's iteration may end
     * @param solver for this objective and weight decay
     */
    public RadauMultiplierStepper(
            LeastSquaresObjective objective,
            DecayForce decay,
            double relativeTolerance,
            double absoluteTolerance,
            double multiplierTolerance,
            SampleSpaceSolver solver) {
        requireFinite("relative tolerance", relativeTolerance, relativeTolerance > 0);
        requireFinite("absolute tolerance", absoluteTolerance, absoluteTolerance > 0);
        this.objective = objective;
        this.decay = decay;
        this.relativeTolerance = stepTolerance(relativeTolerance);
        this.absoluteTolerance = this.relativeTolerance * (absoluteTolerance / relativeTolerance);
        norm = new ToleranceNorm(objective.dimension(), this.relativeTolerance, this.absoluteTolerance);
        this.solver = solver;
        stages = new StageIteration(
                objective, decay, solver, norm, newtonTolerance(this.relativeTolerance), multiplierTolerance);
        errorEstimate = new ErrorEstimate(objective, decay, solver, norm);
    }

    /** The relative tolerance of a step at which the solution meets the given one. */
    public static double stepTolerance(double relativeTolerance) {
        return 0.1 * StrictMath.pow(relativeTolerance, 2.0 / 3);
    }

    private static double checked(double weightDecay) {
        requireFinite("weight decay", weightDecay, weightDecay >= 0);
        return weightDecay;
    }

    private static void requireFinite(String what, double value, boolean inRange) {
        if (!inRange || !Double.isFinite(value)) {
            throw new IllegalArgumentException("the " + what + " cannot be " + value);
        }
    }

    private static double newtonTolerance(double relativeTolerance) {
        return Math.max(10 * 2.2e-16 / relativeTolerance, Math.min(0.03, Math.sqrt(relativeTolerance)));
    }

    /**
     * What the method remembers between steps.
     *
     * @param point where it is, with mu
     * @param force f there, length d: {@code -J^T mu - lambda grad R}. Never modified.
     * @param last the last accepted step; empty after {@link #begin}
     * @param jacobianWeights where the Jacobian of the last attempt was taken, length d; known by its identity. Never
     *     modified.
     * @param contraction theta of the last step's Newton iteration
     * @param remainder theta / (1 - theta) of the same; 1 when it is not known
     * @param rejected whether an attempt from this point has failed
     * @param preconditioner of the sample-space solver
     */
    public record Memory(
            FlowPoint point,
            double[] force,
            Optional<LastStep> last,
            double[] jacobianWeights,
            double contraction,
            double remainder,
            boolean rejected,
            Preconditioner preconditioner) {}

    /**
     * The last accepted step.
     *
     * @param stepSize its size h
     * @param weights its polynomial of the weights
     * @param multiplier its polynomial of mu
     */
    public record LastStep(double stepSize, CollocationPolynomial weights, CollocationPolynomial multiplier) {}

    @Override
    public int order() {
        return 5;
    }

    @Override
    public Memory begin(FlowPoint point) {
        double[] weights = point.weights();
        double[] multiplier = point.multiplier();
        if (weights.length != objective.dimension()) {
            throw new IllegalArgumentException(
                    weights.length + " weights given to an objective of " + objective.dimension());
        }
        if (multiplier.length == 0) {
            multiplier = new double[objective.samples()];
            objective.residuals(weights, multiplier);
            Vectors.scale(objective.scale(), multiplier);
        } else if (multiplier.length != objective.samples()) {
            throw new IllegalArgumentException(
                    multiplier.length + " multipliers given to an objective of " + objective.samples() + " samples");
        }
        FlowPoint start = new FlowPoint(point.time(), weights, multiplier);
        decay.enter(point.time(), 0);
        return new Memory(start, forceAt(start), Optional.empty(), weights, 1, 1, false, Preconditioner.UNDECIDED);
    }

    @Override
    public FlowPoint point(Memory memory) {
        return memory.point();
    }

    /** {@code J^T mu}: free of the cancellation that {@code c J^T r(w)} suffers at small lambda. */
    @Override
    public void lossGradient(Memory memory, double[] out) {
        objective.transposedJacobianProduct(
                memory.point().weights(), memory.point().multiplier(), out);
    }

    @Override
    public void lossGradientWithin(Memory before, FlowPoint point, double[] out) {
        objective.transposedJacobianProduct(point.weights(), point.multiplier(), out);
    }

    @Override
    public double initialStepSize(Memory memory) {
        double[] weights = memory.point().weights();
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double scaled = memory.force()[i] / (absoluteTolerance + Math.abs(weights[i]));
            sum += scaled * scaled;
        }
        double guess = 0.01 / (Math.sqrt(sum / weights.length) + 1e-30);
        double inRange = guess >= 1e-8 ? Math.min(guess, 0.1) : 1e-8;
        return inRange * StrictMath.pow(relativeTolerance / 1e-3, 0.25);
    }

    @Override
    public Attempt<Memory> attempt(Memory memory, double stepSize) {
        if (!(stepSize > 0)) {
            throw new IllegalArgumentException("the step size cannot be " + stepSize);
        }
        FlowPoint start = memory.point();
        double[] jacobianWeights = keepsJacobian(memory, stepSize) ? memory.jacobianWeights() : start.weights();
        decay.enter(start.time(), stepSize);
        solver.useWeightDecay(decay.shift());
        solver.curve(start);
        if (!solver.prepare(memory.preconditioner(), jacobianWeights, stepSize)) {
            return new Attempt.Refused<>(0.5, "The Gram matrix of this step cannot be factored.");
        }
        Attempt<Memory> attempt = attemptPrepared(memory, stepSize, jacobianWeights);
        return solver.recover() ? attemptPrepared(memory, stepSize, jacobianWeights) : attempt;
    }

    private Attempt<Memory> attemptPrepared(Memory memory, double stepSize, double[] jacobianWeights) {
        FlowPoint start = memory.point();
        norm.measureAt(start.weights());
        memory.last()
                .ifPresentOrElse(
                        last -> stages.startFrom(last, start.multiplier(), stepSize),
                        () -> stages.startAt(start.multiplier()));
        StageIteration.Ending ending = stages.run(start, jacobianWeights, stepSize, memory.remainder());
        if (!ending.converged()) {
            return new Attempt.Refused<>(ending.factor(), "Newton's iteration does not converge at this step size.");
        }
        boolean filterTwice = memory.last().isEmpty() || memory.rejected();
        double error =
                errorEstimate.of(start, memory.force(), stages.increments(), stepSize, jacobianWeights, filterTwice);
        return candidate(start, stepSize, jacobianWeights, ending, error);
    }

    /** Keeps the Jacobian when {@link #settle} kept the step size, and for a linear model always. */
    private boolean keepsJacobian(Memory memory, double stepSize) {
        return hasConstantOperator()
                || (solver.keepsFactors()
                        && !memory.rejected()
                        && memory.contraction() <= SLOW_CONTRACTION
                        && memory.last().isPresent()
                        && memory.last().get().stepSize() == stepSize);
    }

    private boolean hasConstantOperator() {
        return objective.hasConstantJacobian() && !decay.isCurved();
    }

    private Attempt<Memory> candidate(
            FlowPoint start, double stepSize, double[] jacobianWeights, StageIteration.Ending ending, double error) {
        double[] weights = start.weights().clone();
        Vectors.addScaled(1, stages.increments().third(), weights);
        double[] multiplier = stages.multipliers().third().clone();
        FlowPoint end = new FlowPoint(start.time() + stepSize, weights, multiplier);
        double[] force = forceAt(end);
        if (!Double.isFinite(error)
                || !Vectors.allFinite(weights)
                || !Vectors.allFinite(multiplier)
                || !Vectors.allFinite(force)) {
            return new Attempt.Refused<>(0.3, "The step leads to weights or forces that are not finite.");
        }
        CollocationPolynomial polynomial = CollocationPolynomial.through(stages.increments());
        LastStep last = new LastStep(stepSize, polynomial, multiplierPolynomial(start.multiplier()));
        Memory after = new Memory(
                end,
                force,
                Optional.of(last),
                jacobianWeights,
                ending.contraction(),
                ending.remainder(),
                false,
                solver.preconditioner());
        return new Attempt.Candidate<>(
                after,
                error,
                safety(ending.count()),
                new RadauInterpolant(start.time(), end, last, interpolantCorrection()));
    }

    private CollocationPolynomial multiplierPolynomial(double[] multiplier) {
        Stages increments = new Stages(
                stages.multipliers().first().clone(),
                stages.multipliers().second().clone(),
                stages.multipliers().third().clone());
        Vectors.addScaled(-1, multiplier, increments.first());
        Vectors.addScaled(-1, multiplier, increments.second());
        Vectors.addScaled(-1, multiplier, increments.third());
        return CollocationPolynomial.through(increments);
    }

    private double[] interpolantCorrection() {
        double[] correction = errorEstimate.vector().clone();
        Vectors.scale(RadauTableau.GAMMA, correction);
        return correction;
    }

    /** Smaller the more iterations the step took. */
    private static double safety(int iterations) {
        double most = 2 * StageIteration.MAX_ITERATIONS;
        return Math.min(SAFETY, SAFETY * (1 + most) / (iterations + most));
    }

    private double[] forceAt(FlowPoint point) {
        double[] force = new double[point.weights().length];
        objective.transposedJacobianProduct(point.weights(), point.multiplier(), force);
        decay.addAndNegate(point.time(), point.weights(), force);
        return force;
    }

    /** Tries again with the Jacobian of the point itself, and no longer trusts the contraction seen before. */
    @Override
    public Memory retry(Memory memory) {
        return new Memory(
                memory.point(),
                memory.force(),
                memory.last(),
                memory.point().weights(),
                memory.contraction(),
                1,
                true,
                memory.preconditioner());
    }

    /** Keeps the step size, and with it Jacobian and factors, while that costs little. */
    @Override
    public double settle(Memory memory, double last, double proposed) {
        if (!solver.keepsFactors()) {
            return proposed;
        }
        double growth = proposed / last;
        boolean contracts = memory.contraction() <= SLOW_CONTRACTION || hasConstantOperator();
        return contracts && growth >= 1 && growth <= KEPT_GROWTH ? last : proposed;
    }

    @Override
    public Work work() {
        return new Work(
                3 * stages.iterations() + errorEstimate.evaluations(),
                solver.jacobians(),
                solver.factorizations(),
                stages.iterations());
    }
}
