package io.driftlog.simulator.flow.radau.kink;

import io.driftlog.simulator.flow.objective.FrozenRelu;
import io.driftlog.simulator.flow.objective.KinkSpan;
import io.driftlog.simulator.flow.objective.ReluPattern;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a neuron does at kinks, in the sense of Filippov. With {@code theta = (v, b)}, normals {@code a_k = (x_k, 1)}
 * and {@code z_k = a_k . theta} its velocity jumps by {@code -c_k a_k}, {@code c_k = u mu_k}, where it becomes active
 * at kink k (the decay is the same on both sides). A kink with c_k &gt; 0 attracts from either side or lets pass: at
 * the kinks with z_k = 0 that attract, the neuron moves with {@link LeastVelocity}. A kink with c_k &lt; 0 lets every
 * neuron pass.
 *
 * <p><b>Tie rules</b>, where Filippov solutions are not unique. A neuron that nothing moves off an attracting kink, as
 * when it falls silent there, slides on it with the share 0 until mu changes sign, and then leaves it. Where the outer
 * weight u of a sliding neuron changes sign its kinks begin to repel it, and it becomes inactive at them. A neuron that
 * slides on kinks and reaches another, so that their normals span the whole space, is at v = b = 0, where every sample
 * is a kink: {@link OriginDeparture}.
 */
public final class KinkRules {
    private static final int NONE = -1;
    private static final double ON_KINK = 1e-12;
    private static final double INDEPENDENT = 1e-8;

    private final FrozenRelu network;
    private final int neurons;
    private final double originTolerance;
    private final LeastVelocity leastVelocity;
    private final OriginDeparture departure;
    private final double[] ofKinks;

    /**
     * The rules for one network.
     *
     * @param network shared with the integrator
     * @param originTolerance norm of (v, b) below which a neuron at a kink counts as being at the origin
     */
    public KinkRules(FrozenRelu network, double originTolerance) {
        this.network = network;
        this.originTolerance = originTolerance;
        neurons = network.neurons();
        leastVelocity = new LeastVelocity(network);
        departure = new OriginDeparture(network, leastVelocity);
        ofKinks = new double[network.kinks()];
    }

    /** Weights and pattern after an event. */
    public record Outcome(double[] weights, ReluPattern pattern) {}

    /**
     * The pattern of weights about whose past nothing is known: signs, and the velocities at kinks.
     *
     * @param w weights, length d. Not modified.
     * @param mu multiplier, length n. Not modified.
     */
    public Outcome start(double[] w, double[] mu) {
        Outcome outcome = new Outcome(w.clone(), ReluPattern.ofSigns(network, w));
        for (int j = 0; j < neurons; j++) {
            outcome = atOrigin(w, j)
                    ? new Outcome(outcome.weights, outcome.pattern.silenced(j))
                    : resolve(outcome, mu, j, kinksUnder(w, j));
        }
        return wake(outcome, mu).orElse(outcome);
    }

    private boolean atOrigin(double[] w, int neuron) {
        for (int c = 0; c <= network.inputs(); c++) {
            if (w[network.innerAt(neuron, c)] != 0) {
                return false;
            }
        }
        return true;
    }

    /** A neuron reaches kinks that it does not slide on: one, or several at once. */
    public Outcome reach(Outcome before, double[] mu, int neuron, int... kinks) {
        ReluPattern there = before.pattern;
        for (int kink : kinks) {
            there = there.sliding(neuron, kink);
        }
        boolean pinned = KinkSpan.of(network, there.slidesOn(neuron)).size() > network.inputs();
        if (pinned || norm(before.weights, neuron) < originTolerance) {
            Outcome still = stop(before, neuron);
            return wake(still, mu).orElse(still);
        }
        network.ofKinks(mu, ofKinks);
        ReluPattern passed = before.pattern;
        ReluPattern held = before.pattern;
        for (int kink : kinks) {
            if (before.weights[neuron] * ofKinks[kink] > 0) {
                held = held.sliding(neuron, kink);
            } else {
                passed = passed.with(neuron, kink, !passed.active(neuron, kink));
            }
        }
        return resolve(new Outcome(before.weights, passed), mu, neuron, kinksAt(held, neuron, NONE));
    }

    /** A sliding neuron leaves one of its kinks, whatever its velocity there, which is 0. */
    public Outcome leave(Outcome before, double[] mu, int neuron, int kink, boolean active) {
        ReluPattern left = before.pattern.with(neuron, kink, active);
        return resolve(new Outcome(before.weights, left), mu, neuron, kinksAt(left, neuron, kink));
    }

    /** The outer weight of a sliding neuron changes its sign: from now on its kinks repel it. */
    public Outcome turn(Outcome before, int neuron) {
        ReluPattern pattern = before.pattern;
        for (int kink : before.pattern.slidesOn(neuron)) {
            pattern = pattern.with(neuron, kink, false);
        }
        return new Outcome(before.weights, pattern);
    }

    private double norm(double[] w, int neuron) {
        double sum = 0;
        for (int c = 0; c <= network.inputs(); c++) {
            double entry = w[network.innerAt(neuron, c)];
            sum = Math.fma(entry, entry, sum);
        }
        return Math.sqrt(sum);
    }

    /** Whether the normal of a kink has a part outside the span of those that a neuron slides on. */
    private boolean isIndependent(ReluPattern pattern, int neuron, int kink) {
        double[] normal = network.normal(kink);
        KinkSpan.of(network, pattern.slidesOn(neuron)).remove(normal);
        return Math.sqrt(Vectors.normSquared(normal)) > INDEPENDENT * network.normalLength(kink);
    }

    private Outcome stop(Outcome before, int neuron) {
        double[] weights = before.weights.clone();
        for (int c = 0; c <= network.inputs(); c++) {
            weights[network.innerAt(neuron, c)] = 0;
        }
        return new Outcome(weights, before.pattern.silenced(neuron));
    }

    /** Resolves kinks with z = 0 by the least velocity; the search begins at the state there. */
    private Outcome resolve(Outcome before, double[] mu, int neuron, int[] at) {
        if (at.length == 0) {
            return before;
        }
        network.ofKinks(mu, ofKinks);
        double u = before.weights[neuron];
        ReluPattern pattern = before.pattern;
        int[] attracting = Arrays.stream(at).filter(k -> u * ofKinks[k] > 0).toArray();
        double[] jumps = new double[attracting.length];
        double[] shares = new double[attracting.length];
        for (int a = 0; a < attracting.length; a++) {
            int k = attracting[a];
            jumps[a] = u * ofKinks[k];
            shares[a] = pattern.slidesOn(neuron, k) ? 0.5 : pattern.active(neuron, k) ? 1 : 0;
        }
        for (int k : at) {
            if (u * ofKinks[k] > 0 || pattern.slidesOn(neuron, k)) {
                pattern = pattern.with(neuron, k, false);
            }
        }
        double[] base = new double[network.inputs() + 1];
        network.pull(pattern, neuron, ofKinks, base);
        Vectors.scale(-u, base);
        double rest = leastVelocity.rest(base, attracting, jumps);
        double[] velocity = leastVelocity.solve(base, attracting, jumps, shares);
        return settled(new Outcome(before.weights, pattern), neuron, attracting, shares, velocity, rest);
    }

    /** Slides where the share is neither 0 nor 1, or where it is but nothing moves the neuron off the kink. */
    private Outcome settled(
            Outcome before, int neuron, int[] attracting, double[] shares, double[] velocity, double rest) {
        ReluPattern pattern = before.pattern;
        for (int a = 0; a < attracting.length; a++) {
            if (shares[a] > 0 && shares[a] < 1) {
                pattern = pattern.sliding(neuron, attracting[a]);
            }
        }
        for (int a = 0; a < attracting.length; a++) {
            int k = attracting[a];
            double across = Math.abs(Vectors.dot(network.normal(k), velocity)) / network.normalLength(k);
            boolean rests = across <= rest;
            if ((shares[a] == 0 || shares[a] == 1) && rests && isIndependent(pattern, neuron, k)) {
                pattern = pattern.sliding(neuron, k);
            } else if (shares[a] == 1) {
                pattern = pattern.with(neuron, k, true);
            }
        }
        if (!pattern.slides(neuron)) {
            return new Outcome(before.weights, pattern);
        }
        double[] weights = before.weights.clone();
        network.ontoKinks(neuron, KinkSpan.of(network, pattern.slidesOn(neuron)), weights);
        return new Outcome(weights, pattern);
    }

    /** The kinks at which a neuron of unknown past is, up to rounding. */
    private int[] kinksUnder(double[] w, int neuron) {
        return IntStream.range(0, network.kinks())
                .filter(k -> Math.abs(network.preactivation(neuron, k, w)) <= ON_KINK * network.magnitude(neuron, k, w))
                .toArray();
    }

    /** The kinks that a neuron slides on, and but for one those whose normals lie in the span of these. */
    private int[] kinksAt(ReluPattern pattern, int neuron, int without) {
        return IntStream.range(0, network.kinks())
                .filter(k -> pattern.slidesOn(neuron, k)
                        || (k != without && pattern.slides(neuron) && !isIndependent(pattern, neuron, k)))
                .toArray();
    }

    /** Lets silent neurons leave the origin; empty when none does. */
    public Optional<Outcome> wake(Outcome before, double[] mu) {
        Optional<Outcome> woken = Optional.empty();
        OriginDeparture.@Nullable Search search = null;
        for (int j = 0; j < neurons; j++) {
            double u = before.weights[j];
            if (u != 0 && before.pattern.silent(j) && atOrigin(before.weights, j)) {
                if (search == null) {
                    network.ofKinks(mu, ofKinks);
                    search = departure.search(ofKinks);
                }
                Optional<OriginDeparture.Direction> direction = search.of(u > 0);
                if (direction.isPresent()) {
                    ReluPattern pattern = woken.orElse(before).pattern;
                    for (int k : direction.get().active()) {
                        pattern = pattern.with(j, k, true);
                    }
                    for (int k : direction.get().slides()) {
                        pattern = pattern.sliding(j, k);
                    }
                    woken = Optional.of(new Outcome(before.weights, pattern));
                }
            }
        }
        return woken;
    }
}
