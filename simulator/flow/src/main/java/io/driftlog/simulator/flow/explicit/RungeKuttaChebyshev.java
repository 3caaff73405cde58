package io.driftlog.simulator.flow.explicit;

import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.Vectors;

/**
 * The stabilised explicit Runge-Kutta-Chebyshev method RKC2 with as many stages s as the step size needs. Order 2,
 * stable while h times the largest curvature is at most about {@code 0.65 s^2}; O(d) memory, no linear systems. Dense
 * output is the cubic Hermite polynomial.
 *
 * <p>The largest curvature is found by power iteration at each restart point and after each rejection; steps between
 * rely on it. More stages than {@code sqrt(rtol / (10 u))} would let rounding grow beyond the tolerance, which bounds
 * the step size.
 *
 * <p>Sommeijer, Shampine &amp; Verwer, "RKC: an explicit solver for parabolic PDEs", J. Comput. Appl. Math. 88 (1998)
 * 315-326, eq. (2.2)-(2.4), (3.1).
 */
public final class RungeKuttaChebyshev extends ExplicitStepper<RungeKuttaChebyshev.Memory> {
    private static final double DAMPING = 2.0 / 13;
    private static final double STABILITY = 1.54;
    private static final double CURVATURE_TOLERANCE = 0.01;
    private static final double CURVATURE_SAFETY = 1.15;
    private static final double ROUNDING = 2.2e-16;
    private static final double SAFETY = 0.8;

    private final GradientFlow flow;
    private final ScaledNorm norm;
    private final int maxStages;
    private final double[] before;
    private final double[] newest;
    private final double[] stageVelocity;
    private final double[] error;

    /**
     * A stepper for one run.
     *
     * @param flow what is integrated; its objective has Jacobian or Hessian products
     * @param relativeTolerance of the local error, relative to each weight
     * @param absoluteTolerance of the local error of each weight
     */
    public RungeKuttaChebyshev(GradientFlow flow, double relativeTolerance, double absoluteTolerance) {
        super(new FlowVelocity(flow), 2);
        this.flow = flow;
        norm = new ScaledNorm(relativeTolerance, absoluteTolerance);
        maxStages = (int) Math.max(2, Math.sqrt(relativeTolerance / (10 * ROUNDING)));
        int d = flow.objective().dimension();
        before = new double[d];
        newest = new double[d];
        stageVelocity = new double[d];
        error = new double[d];
    }

    /** Whether the largest curvature of this objective can be found. */
    public static boolean canBound(Objective objective) {
        return Sharpness.isKnown(objective);
    }

    /** A bound of the largest curvature at these weights, without the weight decay; w, length d, not modified. */
    public static double curvature(GradientFlow flow, double[] w) {
        return CURVATURE_SAFETY * Sharpness.at(flow.objective(), w, CURVATURE_TOLERANCE);
    }

    /**
     * What the method remembers between steps.
     *
     * @param point where it is
     * @param velocity the right side there, length d. Never modified.
     * @param curvature bound of the largest curvature, lambda included
     */
    public record Memory(FlowPoint point, double[] velocity, double curvature) {}

    @Override
    public Memory begin(FlowPoint point) {
        double[] velocity = new double[point.weights().length];
        right.within(point.time());
        right.atPoint(point.time(), point.weights(), velocity);
        return new Memory(start(point), velocity, curvature(point.weights()));
    }

    private double curvature(double[] w) {
        return curvature(flow, w) + Sharpness.ofDecay(flow, w);
    }

    @Override
    public FlowPoint point(Memory memory) {
        return memory.point();
    }

    @Override
    public double initialStepSize(Memory memory) {
        return memory.curvature() > 0 ? 0.1 / memory.curvature() : 0.1;
    }

    /** A new bound of the curvature: a step that fails may have met more of it. */
    @Override
    public Memory retry(Memory memory) {
        return new Memory(
                memory.point(), memory.velocity(), curvature(memory.point().weights()));
    }

    /** As proposed, within what the largest number of stages makes stable. */
    @Override
    public double settle(Memory memory, double last, double proposed) {
        double limit = ((double) (maxStages - 1) * (maxStages - 1) - 1) / (STABILITY * memory.curvature());
        return memory.curvature() > 0 ? Math.min(proposed, limit) : proposed;
    }

    @Override
    public Attempt<Memory> attempt(Memory memory, double stepSize) {
        double wanted = 1 + Math.sqrt(1 + STABILITY * stepSize * memory.curvature());
        if (!(wanted <= maxStages)) {
            return new Attempt.Refused<>(0.5, "The step would need more stages than rounding allows.");
        }
        double[] w = memory.point().weights();
        double[] next = new double[w.length];
        double time = memory.point().time();
        right.within(time + 0.5 * stepSize);
        runStages(memory, stepSize, Math.max(2, (int) wanted), next);
        double[] velocity = new double[w.length];
        right.atPoint(time + stepSize, next, velocity);
        for (int i = 0; i < error.length; i++) {
            error[i] = 0.8 * (w[i] - next[i]) + 0.4 * stepSize * (memory.velocity()[i] + velocity[i]);
        }
        double size = norm.of(error, w, next);
        if (!Double.isFinite(size) || !Vectors.allFinite(next)) {
            return stageNotFinite();
        }
        FlowPoint end = after(memory.point(), stepSize, next);
        return new Attempt.Candidate<>(
                new Memory(end, velocity, memory.curvature()),
                size,
                SAFETY,
                new HermiteInterpolant(memory.point(), end, memory.velocity(), velocity));
    }

    /** The recursion of eq. (2.2) over Chebyshev polynomials T_j(omega0) and their derivatives. */
    private void runStages(Memory memory, double h, int stages, double[] next) {
        double[] w = memory.point().weights();
        double[] start = memory.velocity();
        double omega0 = 1 + DAMPING / ((double) stages * stages);
        double omega1 = omega1(omega0, stages);
        double b1 = 1 / (4 * omega0 * omega0);
        double b2 = b1;
        var polynomial = new Chebyshev(omega0);
        double[] older = before;
        double[] newer = newest;
        double[] target = next;
        System.arraycopy(w, 0, older, 0, w.length);
        for (int i = 0; i < w.length; i++) {
            newer[i] = Math.fma(h * omega1 * b1, start[i], w[i]);
        }
        double olderTime = 0; // of the stages, as fractions of h
        double newerTime = omega1 * b1;
        for (int j = 2; j <= stages; j++) {
            double a = 1 - polynomial.value() * b1;
            polynomial.advance();
            double b = polynomial.curvature() / (polynomial.slope() * polynomial.slope());
            double mu = 2 * omega0 * b / b1;
            double nu = -b / b2;
            double rate = mu * omega1 / omega0 * h;
            right.at(memory.point().time() + newerTime * h, newer, stageVelocity);
            combine(mu, newer, nu, older, 1 - mu - nu, w, target);
            addScaled(rate, stageVelocity, -a * rate, start, target);
            double targetTime = mu * newerTime + nu * olderTime + mu * omega1 / omega0 - a * mu * omega1 / omega0;
            olderTime = newerTime;
            newerTime = targetTime;
            double[] free = older;
            older = newer;
            newer = target;
            target = free;
            b2 = b1;
            b1 = b;
        }
        if (newer != next) {
            System.arraycopy(newer, 0, next, 0, next.length);
        }
    }

    /** {@code T_s'(omega0) / T_s''(omega0)} by hyperbolic functions. */
    private static double omega1(double omega0, int stages) {
        double square = omega0 * omega0 - 1;
        double root = Math.sqrt(square);
        double argument = stages * StrictMath.log(omega0 + root);
        double sinh = StrictMath.sinh(argument);
        double cosh = StrictMath.cosh(argument);
        return sinh * square / (cosh * stages * root - omega0 * sinh);
    }

    private static void combine(
            double mu, double[] newer, double nu, double[] older, double rest, double[] w, double[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.fma(rest, w[i], Math.fma(nu, older[i], mu * newer[i]));
        }
    }

    private static void addScaled(double a, double[] x, double b, double[] y, double[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.fma(b, y[i], Math.fma(a, x[i], out[i]));
        }
    }

    /** {@code T_j}, {@code T_j'} and {@code T_j''} at one point, from j = 1 on. */
    private static final class Chebyshev {
        private final double x;
        private double value;
        private double olderValue = 1;
        private double slope = 1;
        private double olderSlope;
        private double curvature;
        private double olderCurvature;

        Chebyshev(double x) {
            this.x = x;
            value = x;
        }

        double value() {
            return value;
        }

        double slope() {
            return slope;
        }

        double curvature() {
            return curvature;
        }

        void advance() {
            double nextValue = 2 * x * value - olderValue;
            double nextSlope = 2 * x * slope - olderSlope + 2 * value;
            double nextCurvature = 2 * x * curvature - olderCurvature + 4 * slope;
            olderValue = value;
            olderSlope = slope;
            olderCurvature = curvature;
            value = nextValue;
            slope = nextSlope;
            curvature = nextCurvature;
        }
    }
}
