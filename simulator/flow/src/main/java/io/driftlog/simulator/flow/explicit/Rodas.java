package io.driftlog.simulator.flow.explicit;

import io.driftlog.simulator.flow.DecayForce;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.Vectors;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.jspecify.annotations.Nullable;

/**
 * The Rosenbrock method RODAS of order 4(3) with six stages: linearly implicit by the Hessian of F, stiffly accurate and
 * L-stable, for objectives with Hessian products and regularisers with a diagonal second derivative D. A step costs d of
 * those products and one Cholesky factorisation of {@code H + lambda D + I/(gamma h)}; near a minimiser long steps become
 * Newton's method. A step at which that matrix is not positive definite is refused: it would be longer than the time in
 * which the loss surface bends away. Dense output is the cubic Hermite polynomial.
 *
 * <p>Hairer &amp; Wanner, <i>Solving Ordinary Differential Equations II</i>, 2nd ed., sec. IV.7, in
 * the form without products with the Jacobian; the coefficients are those of their code RODAS.
 */
public final class Rodas extends ExplicitStepper<Rodas.Memory> {
    private static final double GAMMA = 0.25;
    private static final double[][] A = {
        {},
        {1.544},
        {0.9466785280815826, 0.2557011698983284},
        {3.314825187068521, 2.896124015972201, 0.9986419139977817},
        {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950},
        {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950, 1},
    };
    private static final double[][] C = {
        {},
        {-5.6688},
        {-2.430093356833875, -0.2063599157091915},
        {-0.1073529058151375, -9.594562251023355, -20.47028614809616},
        {7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160},
        {8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136, -6.058818238834054},
    };
    private static final int STAGES = 6;
    private static final double SAFETY = 0.9;

    private final Objective objective;
    private final DecayForce decay;
    private final ScaledNorm norm;
    private final double[][] k;
    private final double[] stage;
    private final double[] unit;
    private final double[] column;
    private final DMatrixRMaj hessian;
    private final DMatrixRMaj matrix;
    private final DMatrixRMaj side;
    private final LinearSolverDense<DMatrixRMaj> solver;
    private double @Nullable [] hessianAt;
    private long hessians;
    private long factorizations;

    /**
     * A stepper for one run.
     *
     * @param flow what is integrated; see the class for what it must tell; its lambda changes by jumps only
     * @param relativeTolerance of the local error, relative to each weight
     * @param absoluteTolerance of the local error of each weight
     */
    public Rodas(GradientFlow flow, double relativeTolerance, double absoluteTolerance) {
        super(new FlowVelocity(flow), 4);
        objective = flow.objective();
        decay = new DecayForce(flow);
        norm = new ScaledNorm(relativeTolerance, absoluteTolerance);
        int d = flow.objective().dimension();
        k = new double[STAGES][d];
        stage = new double[d];
        unit = new double[d];
        column = new double[d];
        hessian = new DMatrixRMaj(d, d);
        matrix = new DMatrixRMaj(d, d);
        side = new DMatrixRMaj(d, 1);
        solver = LinearSolverFactory_DDRM.chol(d);
    }

    /**
     * What the method remembers between steps.
     *
     * @param point where it is
     * @param velocity the right side there, length d. Never modified.
     */
    public record Memory(FlowPoint point, double[] velocity) {}

    @Override
    public Memory begin(FlowPoint point) {
        double[] velocity = new double[point.weights().length];
        right.within(point.time());
        right.atPoint(point.time(), point.weights(), velocity);
        return new Memory(start(point), velocity);
    }

    @Override
    public FlowPoint point(Memory memory) {
        return memory.point();
    }

    @Override
    public double initialStepSize(Memory memory) {
        double[] w = memory.point().weights();
        double speed = norm.of(memory.velocity(), w, w);
        return Math.min(0.01, speed > 0 ? StrictMath.sqrt(norm.relative()) / (norm.relative() * speed) : 0.01);
    }

    @Override
    public Attempt<Memory> attempt(Memory memory, double stepSize) {
        double[] w = memory.point().weights();
        double time = memory.point().time();
        right.within(time + 0.5 * stepSize);
        decay.enter(time, stepSize);
        if (!factor(w, stepSize)) {
            return new Attempt.Refused<>(0.5, "The loss surface bends away within a step of this size.");
        }
        System.arraycopy(memory.velocity(), 0, k[0], 0, w.length);
        solve(k[0]);
        double[] next = stage;
        for (int s = 1; s < STAGES; s++) {
            next = combined(w, A[s]);
            right.at(time, next, k[s]);
            for (int j = 0; j < s; j++) {
                Vectors.addScaled(C[s][j] / stepSize, k[j], k[s]);
            }
            solve(k[s]);
        }
        double[] weights = next.clone();
        double[] error = k[STAGES - 1];
        Vectors.addScaled(1, error, weights);
        double size = norm.of(error, w, weights);
        if (!Double.isFinite(size) || !Vectors.allFinite(weights)) {
            return stageNotFinite();
        }
        double[] velocity = new double[w.length];
        right.atPoint(time + stepSize, weights, velocity);
        FlowPoint end = after(memory.point(), stepSize, weights);
        return new Attempt.Candidate<>(
                new Memory(end, velocity),
                size,
                SAFETY,
                new HermiteInterpolant(memory.point(), end, memory.velocity(), velocity));
    }

    private double[] combined(double[] w, double[] coefficients) {
        System.arraycopy(w, 0, stage, 0, w.length);
        for (int j = 0; j < coefficients.length; j++) {
            Vectors.addScaled(coefficients[j], k[j], stage);
        }
        return stage;
    }

    /** False where the matrix of the step is not positive definite. */
    private boolean factor(double[] w, double stepSize) {
        int d = w.length;
        if (hessianAt != w) {
            formHessian(w);
            hessianAt = w;
        }
        System.arraycopy(hessian.data, 0, matrix.data, 0, d * d);
        decay.curvature(w, column);
        for (int i = 0; i < d; i++) {
            matrix.data[i * d + i] += 1 / (GAMMA * stepSize) + column[i];
        }
        factorizations++;
        return solver.setA(matrix);
    }

    private void formHessian(double[] w) {
        int d = w.length;
        for (int i = 0; i < d; i++) {
            unit[i] = 1;
            objective.hessianProduct(w, unit, column);
            unit[i] = 0;
            System.arraycopy(column, 0, hessian.data, i * d, d);
        }
        hessians++;
    }

    private void solve(double[] x) {
        System.arraycopy(x, 0, side.data, 0, x.length);
        solver.solve(side, side);
        System.arraycopy(side.data, 0, x, 0, x.length);
    }

    @Override
    public Work work() {
        return new Work(right.evaluations(), hessians, factorizations, 0);
    }
}
