package io.driftlog.simulator.flow.explicit;

import io.driftlog.simulator.flow.DenseOutput;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;

/**
 * The explicit Runge-Kutta method 5(4) of Dormand and Prince with first-same-as-last stages and its continuous
 * extension of order 4. Order 5; not for stiff problems: the step size is held below about 3.3 over the largest
 * curvature.
 *
 * <p>Hairer, Norsett &amp; Wanner, <i>Solving Ordinary Differential Equations I</i>, Table II.5.2 (coefficients), eq.
 * (II.4.14) (first step size), eq. (II.6.12) in the form of their code DOPRI5 (dense output).
 */
public final class DormandPrince extends ExplicitStepper<FlowPoint> {
    private static final double[][] A = {
        {},
        {1. / 5},
        {3. / 40, 9. / 40},
        {44. / 45, -56. / 15, 32. / 9},
        {19372. / 6561, -25360. / 2187, 64448. / 6561, -212. / 729},
        {9017. / 3168, -355. / 33, 46732. / 5247, 49. / 176, -5103. / 18656},
        {35. / 384, 0, 500. / 1113, 125. / 192, -2187. / 6784, 11. / 84},
    };
    /** The times of the stages, as fractions of the step. */
    private static final double[] C = {0, 1. / 5, 3. / 10, 4. / 5, 8. / 9, 1, 1};
    /** Difference of the two orders' weights. */
    private static final double[] E = {71. / 57600, 0, -71. / 16695, 71. / 1920, -17253. / 339200, 22. / 525, -1. / 40};
    /** The last coefficient of the continuous extension. */
    private static final double[] D = {
        -12715105075. / 11282082432.,
        0,
        87487479700. / 32700410799.,
        -10690763975. / 1880347072.,
        701980252875. / 199316789632.,
        -1453857185. / 822651844.,
        69997945. / 29380423.
    };

    private static final int STAGES = 7;
    private static final double SAFETY = 0.9;

    private final ScaledNorm norm;
    private final double[][] k;
    private final double[] stage;
    private final double[] error;

    /**
     * A stepper for one run.
     *
     * @param flow what is integrated
     * @param relativeTolerance of the local error, relative to each weight
     * @param absoluteTolerance of the local error of each weight
     */
    public DormandPrince(GradientFlow flow, double relativeTolerance, double absoluteTolerance) {
        this(new FlowVelocity(flow), relativeTolerance, absoluteTolerance);
    }

    /**
     * A stepper for any right side.
     *
     * @param velocity what is integrated
     * @param relativeTolerance of the local error, relative to each weight
     * @param absoluteTolerance of the local error of each weight
     */
    public DormandPrince(Velocity velocity, double relativeTolerance, double absoluteTolerance) {
        super(velocity, 5);
        norm = new ScaledNorm(relativeTolerance, absoluteTolerance);
        int d = velocity.dimension();
        k = new double[STAGES][d];
        stage = new double[d];
        error = new double[d];
    }

    @Override
    public FlowPoint begin(FlowPoint point) {
        return start(point);
    }

    @Override
    public FlowPoint point(FlowPoint memory) {
        return memory;
    }

    @Override
    public double initialStepSize(FlowPoint memory) {
        double[] w = memory.weights();
        right.within(memory.time());
        right.atPoint(memory.time(), w, k[0]);
        double size = norm.of(w, w, w);
        double speed = norm.of(k[0], w, w);
        double trial = size < 1e-5 || speed < 1e-5 ? 1e-6 : 0.01 * size / speed;
        System.arraycopy(w, 0, stage, 0, w.length);
        Vectors.addScaled(trial, k[0], stage);
        right.at(memory.time(), stage, k[1]);
        Vectors.addScaled(-1, k[0], k[1]);
        double change = Math.max(speed, norm.of(k[1], w, w) / trial);
        double step = change <= 1e-15 ? Math.max(1e-6, 1e-3 * trial) : StrictMath.pow(0.01 / change, 1. / order());
        return step > 0 ? Math.min(100 * trial, step) : trial;
    }

    @Override
    public Attempt<FlowPoint> attempt(FlowPoint memory, double stepSize) {
        double[] w = memory.weights();
        double time = memory.time();
        right.within(time + 0.5 * stepSize);
        right.atPoint(time, w, k[0]);
        for (int s = 1; s < STAGES - 1; s++) {
            combine(w, stepSize, A[s], stage);
            right.at(time + C[s] * stepSize, stage, k[s]);
        }
        double[] next = new double[w.length];
        combine(w, stepSize, A[STAGES - 1], next);
        right.atPoint(time + stepSize, next, k[STAGES - 1]);
        Arrays.fill(error, 0);
        combine(error, stepSize, E, error);
        double errorNorm = norm.of(error, w, next);
        if (!Double.isFinite(errorNorm) || !Vectors.allFinite(next)) {
            return stageNotFinite();
        }
        FlowPoint after = after(memory, stepSize, next);
        return new Attempt.Candidate<>(after, errorNorm, SAFETY, interpolant(memory, after, stepSize));
    }

    private DenseOutput interpolant(FlowPoint from, FlowPoint to, double stepSize) {
        double[] highest = new double[stage.length];
        combine(highest, stepSize, D, highest);
        double[] rise = k[0].clone();
        double[] fall = k[STAGES - 1].clone();
        Vectors.scale(stepSize, rise);
        Vectors.scale(stepSize, fall);
        return new Quartic(from, to, rise, fall, highest);
    }

    /** {@code out <- w + h sum_j coefficients[j] k_j}; out may be w. */
    private void combine(double[] w, double h, double[] coefficients, double[] out) {
        if (out != w) {
            System.arraycopy(w, 0, out, 0, w.length);
        }
        for (int j = 0; j < coefficients.length; j++) {
            if (coefficients[j] != 0) {
                Vectors.addScaled(h * coefficients[j], k[j], out);
            }
        }
    }

    /**
     * The continuous extension of order 4.
     *
     * @param rise h times the velocity at the start
     * @param fall h times the velocity at the end
     * @param highest {@code h sum D_j k_j}
     */
    private record Quartic(FlowPoint from, FlowPoint to, double[] rise, double[] fall, double[] highest)
            implements Interpolant {
        @Override
        public void weightsAt(double time, double[] out) {
            double theta = (time - start()) / (end() - start());
            double rest = 1 - theta;
            double[] a = from.weights();
            double[] b = to.weights();
            for (int i = 0; i < out.length; i++) {
                double difference = b[i] - a[i];
                double third = rise[i] - difference;
                double fourth = difference - fall[i] - third;
                double inner = third + theta * (fourth + rest * highest[i]);
                out[i] = a[i] + theta * (difference + rest * inner);
            }
        }
    }
}
