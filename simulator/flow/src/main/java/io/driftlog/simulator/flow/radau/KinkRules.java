package io.driftlog.simulator.flow.radau;

import io.driftlog.simulator.flow.objective.FrozenRelu;
import io.driftlog.simulator.flow.objective.ReluPattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a neuron does at a kink, in the sense of Filippov: with {@code z = v x_i + b} and the one-sided velocities
 *
 * <pre>  z'_- = -u B,   z'_+ = -u (B + mu_i (x_i^2 + 1)),   B = sum over active k != i of mu_k (x_k x_i + 1)</pre>
 *
 * (the decay vanishes at z = 0) it crosses when both point to the other side, and slides along z = 0 when they point at
 * each other. It leaves the kink when one of them changes sign.
 *
 * <p><b>Tie rule.</b> A neuron that slides on one sample and reaches the kink of another is at v = b = 0, where every
 * sample is a kink and the Filippov solution is not unique. It leaves in the direction of steepest descent: among the
 * directions that reproduce themselves, sectors between kinks and rays along them, the one of largest speed, and of
 * equals the first by angle. If none of them leads away it stays, silent, until one does.
 */
final class KinkRules {
    private static final double ON_KINK = 1e-12;
    private static final double NO_SPEED = 1e-8;
    private static final double NO_WIDTH = 1e-12;

    private final FrozenRelu network;
    private final int neurons;
    private final int samples;
    private final double originTolerance;
    private final List<double[]> sectors;

    /** @param originTolerance norm of (v, b) below which a neuron at a kink counts as being at the origin */
    KinkRules(FrozenRelu network, double originTolerance) {
        this.network = network;
        this.originTolerance = originTolerance;
        neurons = network.neurons();
        samples = network.samples();
        sectors = sectors();
    }

    /** Weights and pattern after an event. */
    record Outcome(double[] weights, ReluPattern pattern) {}

    /** A direction in the plane of (v, b), the speed away from 0 along it, and the sample it slides on or -1. */
    private record Departure(double v, double b, double speed, int kink) {}

    /**
     * The pattern of weights about whose past nothing is known: signs, and the velocities at kinks.
     *
     * @param w weights, length d. Not modified.
     * @param mu multiplier, length n. Not modified.
     */
    Outcome start(double[] w, double[] mu) {
        Outcome outcome = new Outcome(w.clone(), ReluPattern.ofSigns(network, w));
        for (int j = 0; j < neurons; j++) {
            if (atOrigin(w, j)) {
                outcome = depart(outcome, mu, j).orElse(new Outcome(outcome.weights, outcome.pattern.silenced(j)));
            } else {
                outcome = startAtKink(outcome, mu, j);
            }
        }
        return outcome;
    }

    private Outcome startAtKink(Outcome outcome, double[] mu, int neuron) {
        for (int i = 0; i < samples; i++) {
            double size = Math.abs(outcome.weights[neurons + neuron] * network.input(i))
                    + Math.abs(outcome.weights[2 * neurons + neuron]);
            if (Math.abs(network.preactivation(neuron, i, outcome.weights)) <= ON_KINK * size
                    && inactiveVelocity(outcome, mu, neuron, i) >= 0
                    && activeVelocity(outcome, mu, neuron, i) <= 0) {
                return slide(outcome, neuron, i);
            }
        }
        return outcome;
    }

    /** Whether (v, b) = 0, exactly. */
    boolean atOrigin(double[] w, int neuron) {
        return w[neurons + neuron] == 0 && w[2 * neurons + neuron] == 0;
    }

    /** A neuron reaches the kink of a sample that it does not slide on. */
    Outcome reach(Outcome before, double[] mu, int neuron, int sample) {
        double norm = Math.abs(before.weights[neurons + neuron]) + Math.abs(before.weights[2 * neurons + neuron]);
        if (before.pattern.slides(neuron) || norm < originTolerance) {
            Outcome still = stop(before, neuron);
            return depart(still, mu, neuron).orElse(still);
        }
        boolean active = before.pattern.active(neuron, sample);
        if (active && inactiveVelocity(before, mu, neuron, sample) < 0) {
            return new Outcome(before.weights, before.pattern.with(neuron, sample, false));
        }
        if (!active && activeVelocity(before, mu, neuron, sample) > 0) {
            return new Outcome(before.weights, before.pattern.with(neuron, sample, true));
        }
        return slide(before, neuron, sample);
    }

    private Outcome slide(Outcome before, int neuron, int sample) {
        double[] weights = before.weights.clone();
        network.ontoKink(neuron, sample, weights);
        return new Outcome(weights, before.pattern.sliding(neuron, sample));
    }

    private Outcome stop(Outcome before, int neuron) {
        double[] weights = before.weights.clone();
        weights[neurons + neuron] = 0;
        weights[2 * neurons + neuron] = 0;
        return new Outcome(weights, before.pattern.silenced(neuron));
    }

    /** {@code B}; see above. */
    double pull(ReluPattern pattern, double[] mu, int neuron, int sample) {
        double x = network.input(sample);
        double sum = 0;
        for (int k = 0; k < samples; k++) {
            if (k != sample && pattern.active(neuron, k)) {
                sum = Math.fma(mu[k], Math.fma(network.input(k), x, 1), sum);
            }
        }
        return sum;
    }

    private double inactiveVelocity(Outcome at, double[] mu, int neuron, int sample) {
        return -at.weights[neuron] * pull(at.pattern, mu, neuron, sample);
    }

    private double activeVelocity(Outcome at, double[] mu, int neuron, int sample) {
        double x = network.input(sample);
        return -at.weights[neuron] * Math.fma(mu[sample], Math.fma(x, x, 1), pull(at.pattern, mu, neuron, sample));
    }

    /** How a neuron at v = b = 0 leaves; empty when it stays. */
    Optional<Outcome> depart(Outcome still, double[] mu, int neuron) {
        double u = still.weights[neuron];
        double largest = 0;
        for (double entry : mu) {
            largest = Math.max(largest, Math.abs(entry));
        }
        Departure best = new Departure(0, 0, NO_SPEED * largest * Math.abs(u), -1);
        for (double[] sector : sectors) {
            best = faster(best, intoSector(u, mu, sector));
        }
        for (int i = 0; i < samples; i++) {
            best = faster(best, alongKink(u, mu, i, 1));
            best = faster(best, alongKink(u, mu, i, -1));
        }
        return best.v == 0 && best.b == 0 ? Optional.empty() : Optional.of(depart(still, neuron, best));
    }

    private Outcome depart(Outcome still, int neuron, Departure direction) {
        ReluPattern pattern = still.pattern;
        for (int k = 0; k < samples; k++) {
            boolean active = k != direction.kink && Math.fma(direction.v, network.input(k), direction.b) > 0;
            pattern = pattern.with(neuron, k, active);
        }
        return new Outcome(still.weights, direction.kink >= 0 ? pattern.sliding(neuron, direction.kink) : pattern);
    }

    private static Departure faster(Departure best, Departure other) {
        return other.speed > best.speed ? other : best;
    }

    /** A direction (v, b) within each sector in which no pre-activation changes sign, by rising angle. */
    private List<double[]> sectors() {
        double[] angles = new double[2 * samples];
        for (int i = 0; i < samples; i++) {
            double angle = StrictMath.atan2(-network.input(i), 1);
            angles[2 * i] = angle;
            angles[2 * i + 1] = angle > 0 ? angle - Math.PI : angle + Math.PI;
        }
        Arrays.sort(angles);
        List<double[]> middles = new ArrayList<>();
        for (int a = 0; a < angles.length; a++) {
            double end = a + 1 < angles.length ? angles[a + 1] : angles[0] + 2 * Math.PI;
            if (end - angles[a] > NO_WIDTH) {
                double middle = 0.5 * (angles[a] + end);
                middles.add(new double[] {StrictMath.cos(middle), StrictMath.sin(middle)});
            }
        }
        return middles;
    }

    /** The velocity that a direction within a sector causes, if it stays within that sector. */
    private Departure intoSector(double u, double[] mu, double[] sector) {
        double v = sector[0];
        double b = sector[1];
        double[] velocity = velocity(u, mu, v, b, -1);
        for (int k = 0; k < samples; k++) {
            double x = network.input(k);
            if (velocity[0] * x + velocity[1] > 0 != v * x + b > 0) {
                return new Departure(0, 0, 0, -1);
            }
        }
        double speed = Math.sqrt(velocity[0] * velocity[0] + velocity[1] * velocity[1]);
        return new Departure(velocity[0] / speed, velocity[1] / speed, speed, -1);
    }

    /** Sliding away along one of the two rays of a sample's kink, if the neuron stays on it. */
    private Departure alongKink(double u, double[] mu, int sample, int sign) {
        double x = network.input(sample);
        double norm = Math.sqrt(Math.fma(x, x, 1));
        double v = sign / norm;
        double b = -sign * x / norm;
        double[] velocity = velocity(u, mu, v, b, sample);
        double below = velocity[0] * x + velocity[1];
        double above = below - u * mu[sample] * norm * norm;
        double speed = velocity[0] * v + velocity[1] * b;
        return new Departure(v, b, below >= 0 && above <= 0 ? speed : 0, sample);
    }

    /** {@code (v', b')} of a neuron in this direction from the origin, without one sample. */
    private double[] velocity(double u, double[] mu, double v, double b, int without) {
        double[] velocity = new double[2];
        for (int k = 0; k < samples; k++) {
            double x = network.input(k);
            if (k != without && v * x + b > 0) {
                velocity[0] -= u * mu[k] * x;
                velocity[1] -= u * mu[k];
            }
        }
        return velocity;
    }
}
