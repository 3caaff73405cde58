package io.driftlog.analyzer.detectors.slow;

import io.driftlog.events.MethodSpec;
import io.driftlog.events.NumberText;
import java.util.Optional;
import java.util.Set;

/**
 * How fast slow weights decay in recorded time for a given weight decay lambda. The flow decays at rate lambda itself. An
 * iteration of gradient descent with learning rate eta multiplies slow weights by a root r:
 *
 * <ul>
 * <li>decay coupled into heavy-ball momentum b, {@code v <- b v - eta (grad F + lambda w), w <- w + v}: the larger root
 * of {@code r^2 - (1 + b - eta lambda) r + b = 0}, about {@code 1 - eta lambda / (1 - b)};
 * <li>the same with Nesterov's momentum, {@code w <- w - eta (g + b v)}: that of
 * {@code r^2 - (1 + b) (1 - eta lambda) r + b (1 - eta lambda) = 0};
 * <li>decay decoupled from it, {@code w <- (1 - eta lambda) w + v}: {@code r = 1 - eta lambda}, whatever b is.
 * </ul>
 *
 * and the rate is {@code -ln r} over the time of an iteration.
 *
 * @param learningRate eta; 0 for the flow
 * @param momentum b, in [0, 1)
 * @param decoupled whether the decay does not pass through the momentum
 * @param nesterov whether a coupled momentum looks ahead
 * @param iterationTime recorded time of an iteration
 */
public record DecayRate(
        double learningRate, double momentum, boolean decoupled, boolean nesterov, double iterationTime) {
    static final DecayRate FLOW = new DecayRate(0, 0, false, 0);

    private static final Set<String> DESCENTS = Set.of("gradient-descent", "sgd");
    private static final String RECORDED = "recorded";

    /** A rate without Nesterov's momentum. */
    public DecayRate(double learningRate, double momentum, boolean decoupled, double iterationTime) {
        this(learningRate, momentum, decoupled, false, iterationTime);
    }

    /**
     * The decay rate of a run.
     *
     * @param stepSize time of the last step
     */
    public static DecayRate of(MethodSpec method, double stepSize) {
        double momentum = method.parameters().getOrDefault("momentum", 0.0);
        if (DESCENTS.contains(method.type())) {
            // Its time advances by eta / (1 - b) per iteration, so that slow modes decay as the flow's do.
            boolean nesterov = method.options().containsKey("nesterov");
            return new DecayRate((1 - momentum) * stepSize, momentum, false, nesterov, stepSize);
        }
        double learningRate = method.parameters().getOrDefault("stepSize", 0.0);
        if (!method.type().equals(RECORDED) || !(learningRate > 0) || !(momentum >= 0 && momentum < 1)) {
            return FLOW;
        }
        boolean decoupled = method.parameters().getOrDefault("decoupledDecay", 0.0) != 0;
        return new DecayRate(learningRate, momentum, decoupled, learningRate);
    }

    /** The rate at which slow weights decay for this weight decay; NaN where they would not decay but oscillate. */
    public double rate(double weightDecay) {
        double loss = learningRate * weightDecay;
        if (!(loss > 0)) {
            return weightDecay;
        }
        // 1 - r, without cancellation
        double sum = 1 - momentum + (nesterov ? 1 + momentum : 1) * loss;
        double lost = decoupled ? loss : 2 * loss / (sum + Math.sqrt(sum * sum - 4 * loss));
        return -StrictMath.log1p(-lost) / iterationTime;
    }

    /** The weight decay that makes slow weights decay at this rate: the inverse of {@link #rate}. */
    public double weightDecay(double rate) {
        if (!(learningRate > 0)) {
            return rate;
        }
        double root = StrictMath.exp(-rate * iterationTime);
        double loss = -StrictMath.expm1(-rate * iterationTime);
        double coupled = loss * (root - momentum) / (nesterov ? 1 - (1 + momentum) * loss : root);
        return (decoupled ? loss : coupled) / learningRate;
    }

    /** The correction in words; empty for the flow. */
    Optional<String> inWords() {
        if (!(learningRate > 0)) {
            return Optional.empty();
        }
        String descent = "gradient descent of learning rate " + NumberText.readable(learningRate);
        if (!(momentum > 0)) {
            return Optional.of(descent);
        }
        return Optional.of(descent
                + (nesterov ? " and Nesterov momentum " : " and momentum ")
                + NumberText.readable(momentum)
                + (decoupled ? ", decoupled decay" : ", coupled decay"));
    }
}
