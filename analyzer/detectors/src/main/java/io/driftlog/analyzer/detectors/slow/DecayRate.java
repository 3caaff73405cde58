package io.driftlog.analyzer.detectors.slow;

import io.driftlog.events.MethodSpec;
import io.driftlog.events.NumberText;
import java.util.Optional;

/**
 * How fast slow weights decay in recorded time for a given weight decay lambda. The flow decays at rate lambda itself. An
 * iteration of gradient descent with learning rate eta multiplies slow weights by a root r:
 *
 * <ul>
 * <li>decay coupled into heavy-ball momentum b, {@code v <- b v - eta (grad F + lambda w), w <- w + v}: the larger root
 * of {@code r^2 - (1 + b - eta lambda) r + b = 0}, about {@code 1 - eta lambda / (1 - b)};
 * <li>decay decoupled from it, {@code w <- (1 - eta lambda) w + v}: {@code r = 1 - eta lambda}, whatever b is.
 * </ul>
 *
 * and the rate is {@code -ln r} over the time of an iteration.
 *
 * @param learningRate eta; 0 for the flow
 * @param momentum b, in [0, 1)
 * @param decoupled whether the decay does not pass through the momentum
 * @param iterationTime recorded time of an iteration
 */
public record DecayRate(double learningRate, double momentum, boolean decoupled, double iterationTime) {
    static final DecayRate FLOW = new DecayRate(0, 0, false, 0);

    private static final String GRADIENT_DESCENT = "gradient-descent";
    private static final String RECORDED = "recorded";

    /**
     * The decay rate of a run.
     *
     * @param stepSize time of the last step
     */
    public static DecayRate of(MethodSpec method, double stepSize) {
        double momentum = method.parameters().getOrDefault("momentum", 0.0);
        if (method.type().equals(GRADIENT_DESCENT)) {
            // Its time advances by eta / (1 - b) per iteration, so that slow modes decay as the flow's do.
            return new DecayRate((1 - momentum) * stepSize, momentum, false, stepSize);
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
        double sum = 1 - momentum + loss;
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
        return (decoupled ? loss : loss * (root - momentum) / root) / learningRate;
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
        return Optional.of(descent + " and momentum " + NumberText.readable(momentum)
                + (decoupled ? ", decoupled decay" : ", coupled decay"));
    }
}
