package io.driftlog.simulator.flow.exact;

import io.driftlog.simulator.flow.DenseOutput;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.Stepper;

/**
 * Reports the exact solution of a linear model at log-spaced times {@code firstTime * 10^(k/stepsPerDecade)}: no error
 * builds up, since every point is computed from the initial weights. Dense output is exact too. A run that begins at
 * another time than 0 counts its times from there.
 */
public final class ExactStepper implements Stepper<FlowPoint> {
    /** Times closer than this, relative to themselves, are the same point of the grid. */
    private static final double SAME_TIME = 1e-9;

    private final LinearFlowSolution solution;
    private final double startTime;
    private final double firstTime;
    private final double stepsPerDecade;
    private final int samples;
    private long evaluations;

    /**
     * A stepper for one run.
     *
     * @param solution the flow, with time 0 at the run's start
     * @param startTime flow time at which the run begins
     * @param samples number of residuals n
     * @param firstTime first time after the start; 0 for a tenth of the fastest time scale
     * @param stepsPerDecade times per factor 10
     */
    public ExactStepper(
            LinearFlowSolution solution, double startTime, int samples, double firstTime, int stepsPerDecade) {
        this.solution = solution;
        this.startTime = startTime;
        this.samples = samples;
        this.firstTime = firstTime > 0 ? firstTime : automaticFirstTime(solution.fastestRate());
        this.stepsPerDecade = stepsPerDecade;
    }

    private static double automaticFirstTime(double rate) {
        return rate > 0 ? 0.1 / rate : 1;
    }

    /** Beyond any order: the solution is exact. */
    @Override
    public int order() {
        return Integer.MAX_VALUE;
    }

    /** The point itself; its weights are taken to lie on the solution. */
    @Override
    public FlowPoint begin(FlowPoint point) {
        if (point.multiplier().length > 0) {
            return point;
        }
        double[] multiplier = new double[samples];
        solution.multiplierAt(point.time() - startTime, multiplier);
        return new FlowPoint(point.time(), point.weights(), multiplier);
    }

    @Override
    public FlowPoint point(FlowPoint memory) {
        return memory;
    }

    @Override
    public void lossGradient(FlowPoint memory, double[] out) {
        solution.gradientAt(memory.time() - startTime, out);
    }

    @Override
    public void lossGradientWithin(FlowPoint before, FlowPoint point, double[] out) {
        lossGradient(point, out);
    }

    @Override
    public double initialStepSize(FlowPoint memory) {
        return timeAfter(memory.time()) - memory.time();
    }

    /** False: the closed form holds from its start only. */
    @Override
    public boolean canTakeOver() {
        return false;
    }

    @Override
    public Attempt<FlowPoint> attempt(FlowPoint memory, double stepSize) {
        double time = memory.time() + stepSize;
        FlowPoint after = pointAt(time, memory.weights().length);
        evaluations++;
        return new Attempt.Candidate<>(after, 0, 1, new Exact(memory.time(), after));
    }

    private FlowPoint pointAt(double time, int dimension) {
        double[] weights = new double[dimension];
        double[] multiplier = new double[samples];
        solution.weightsAt(time - startTime, weights);
        solution.multiplierAt(time - startTime, multiplier);
        return new FlowPoint(time, weights, multiplier);
    }

    /** Onto the next time of the grid, whatever was proposed. */
    @Override
    public double settle(FlowPoint memory, double last, double proposed) {
        return timeAfter(memory.time()) - memory.time();
    }

    /** The first time of the grid after this one. */
    private double timeAfter(double absolute) {
        double time = absolute - startTime;
        double reached = time * (1 + SAME_TIME);
        long index = time < firstTime ? 0 : (long) Math.floor(stepsPerDecade * StrictMath.log10(time / firstTime)) - 1;
        double next = gridTime(index);
        while (next <= reached && next < Double.POSITIVE_INFINITY) {
            index++;
            next = gridTime(index);
        }
        return startTime + next;
    }

    private double gridTime(long index) {
        return firstTime * StrictMath.pow(10, index / stepsPerDecade);
    }

    @Override
    public Work work() {
        return new Work(evaluations, 0, 1, 0);
    }

    /** The solution between two times. */
    private final class Exact implements DenseOutput {
        private final double start;
        private final FlowPoint after;

        Exact(double start, FlowPoint after) {
            this.start = start;
            this.after = after;
        }

        @Override
        public double start() {
            return start;
        }

        @Override
        public double end() {
            return after.time();
        }

        @Override
        public void weightsAt(double time, double[] out) {
            solution.weightsAt(time - startTime, out);
        }

        @Override
        public FlowPoint pointAt(double time) {
            return ExactStepper.this.pointAt(time, after.weights().length);
        }
    }
}
