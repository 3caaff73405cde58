package io.driftlog.simulator.flow.discrete;

import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.flow.Stepper;
import io.driftlog.simulator.flow.explicit.LinearInterpolant;
import io.driftlog.simulator.spi.SampledObjective;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;

/**
 * Iterations of an optimiser on batches. With coupled weight decay the update rule takes {@code g + lambda grad R(w)};
 * with decoupled decay the weights are multiplied by {@code 1 - eta lambda} first. Flow time advances by the learning
 * rate, and by {@code eta / (1 - mu)} with momentum mu, so that slow weights decay as the flow's do; a step that is to
 * end sooner has a learning rate that is smaller by as much.
 *
 * <p>Sharpness-aware minimisation takes the gradient at {@code w + rho g / ||g||}, g on the same batch (Foret et al.,
 * ICLR 2021, eq. 2 and alg. 1).
 */
public final class Optimizer implements Stepper<Optimizer.Memory> {
    /** Step sizes within this factor of the usual one are that one: times are sums, and rounded. */
    private static final double ROUNDING = 1e-6;

    private final GradientFlow flow;
    private final SampledObjective objective;
    private final UpdateRule rule;
    private final Batches batches;
    private final double learningRate;
    private final double sharpnessRadius;
    private final double[] share;
    private final double[] shift;
    private final double[] gradient;
    private final double[] decay;
    private long evaluations;

    /**
     * A stepper for one run.
     *
     * @param flow what is trained; its R is smooth, and {@code ||w||^2 / 2} where the rule's decay is decoupled
     * @param objective the flow's
     * @param rule the update
     * @param batches of this objective's samples
     * @param learningRate eta &gt; 0
     * @param sharpnessRadius rho; 0 for the gradient at the weights
     */
    public Optimizer(
            GradientFlow flow,
            SampledObjective objective,
            UpdateRule rule,
            Batches batches,
            double learningRate,
            double sharpnessRadius) {
        this.flow = flow;
        this.objective = objective;
        this.rule = rule;
        this.batches = batches;
        this.learningRate = learningRate;
        this.sharpnessRadius = sharpnessRadius;
        share = new double[objective.trainingSamples()];
        shift = new double[share.length];
        gradient = new double[objective.dimension()];
        decay = new double[gradient.length];
    }

    /**
     * What an optimiser remembers between steps.
     *
     * @param point where it is
     * @param carried the number of steps taken, then the memory of the update rule. Never modified.
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Memory(FlowPoint point, double[] carried) {}

    @Override
    public int order() {
        return 1;
    }

    @Override
    public boolean keepsStepSize() {
        return true;
    }

    @Override
    public boolean isDiscrete() {
        return true;
    }

    @Override
    public Memory begin(FlowPoint point) {
        return begin(point, new double[1 + rule.memoryLength(point.weights().length)]);
    }

    @Override
    public Memory begin(FlowPoint point, double[] carried) {
        return new Memory(new FlowPoint(point.time(), point.weights(), new double[0]), carried);
    }

    /** The number of steps taken, and the memory of the update rule. */
    @Override
    public double[] carried(Memory memory) {
        return memory.carried();
    }

    @Override
    public FlowPoint point(Memory memory) {
        return memory.point();
    }

    @Override
    public void lossGradient(Memory memory, double[] out) {
        evaluations++;
        objective.gradient(memory.point().weights(), out);
    }

    @Override
    public void lossGradientWithin(Memory before, FlowPoint point, double[] out) {
        evaluations++;
        objective.gradient(point.weights(), out);
    }

    @Override
    public double initialStepSize(Memory memory) {
        return learningRate * rule.timePerRate();
    }

    @Override
    public Attempt<Memory> attempt(Memory memory, double stepSize) {
        double[] w = memory.point().weights();
        long step = 1 + (long) memory.carried()[0];
        double part = stepSize / (learningRate * rule.timePerRate());
        double rate = Math.abs(part - 1) < ROUNDING ? learningRate : part * learningRate;
        double weightDecay = flow.decay().at(memory.point().time());
        double[] next = w.clone();
        batches.draw(step, share, shift);
        batchGradient(w);
        if (rule.isDecoupled()) {
            Vectors.scale(1 - rate * weightDecay, next);
        } else {
            flow.regularizer().gradient(w, decay);
            Vectors.addScaled(weightDecay, decay, gradient);
        }
        double[] rest = Arrays.copyOfRange(memory.carried(), 1, memory.carried().length);
        rule.step(step, rate, gradient, next, rest);
        if (!Vectors.allFinite(next) || !Vectors.allFinite(rest)) {
            return new Attempt.Refused<>(0.5, "The weights after the step are not finite; give a lower learningRate.");
        }
        double[] carried = new double[memory.carried().length];
        carried[0] = step;
        System.arraycopy(rest, 0, carried, 1, rest.length);
        var end = new FlowPoint(memory.point().time() + stepSize, next, new double[0]);
        return new Attempt.Candidate<>(new Memory(end, carried), 0, 1, new LinearInterpolant(memory.point(), end));
    }

    /** On the batch, at the weights or where sharpness-aware minimisation takes it. */
    private void batchGradient(double[] w) {
        evaluations++;
        objective.batchGradient(w, share, shift, gradient);
        double norm = Math.sqrt(Vectors.normSquared(gradient));
        if (sharpnessRadius > 0 && norm > 0) {
            evaluations++;
            double[] uphill = w.clone();
            Vectors.addScaled(sharpnessRadius / norm, gradient, uphill);
            objective.batchGradient(uphill, share, shift, gradient);
        }
    }

    @Override
    public Work work() {
        return new Work(evaluations, 0, 0, 0);
    }
}
