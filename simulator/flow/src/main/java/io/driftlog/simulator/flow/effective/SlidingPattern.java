package io.driftlog.simulator.flow.effective;

import io.driftlog.simulator.flow.DenseOutput;
import io.driftlog.simulator.flow.objective.FrozenRelu;
import io.driftlog.simulator.flow.objective.KinkSpan;
import io.driftlog.simulator.flow.objective.ReluPattern;
import io.driftlog.simulator.flow.objective.TwoLayerRelu;
import io.driftlog.simulator.flow.radau.kink.KinkRules;
import io.driftlog.simulator.spi.Regularizer;
import io.driftlog.simulator.spi.Vectors;
import java.util.Optional;

/**
 * The activation pattern of a ReLU network along its effective flow: what ends the motion with one pattern, and which
 * comes after it. The rules at kinks are those of the regularised flow, {@link KinkRules}, with the multiplier of the
 * effective flow, {@code dw/dtau = -J^T m - grad R}, in place of mu: the limit of {@code mu / lambda}.
 */
final class SlidingPattern {
    /** Points of a step at which conditions are checked. */
    private static final int POINTS = 4;

    private static final int BISECTIONS = 40;
    /** A pre-activation is on the other side when it is there by more than its terms times this. */
    private static final double ROUNDING = 1e-11;
    /**
     * A neuron stops sliding when its share of a kink is out of bounds by more than the largest multiplier times this.
     */
    private static final double SHARE = 1e-7;
    /**
     * A neuron that reaches a kink with shorter (v, b) than the mean weight at the start times this dies at the origin.
     */
    private static final double ORIGIN = 1e-7;

    private final FrozenRelu network;
    private final Regularizer regularizer;
    private final KinkRules rules;
    private ReluPattern pattern;

    /** What happens to a neuron at a kink. */
    enum Kind {
        REACHES,
        LEAVES_INACTIVE,
        LEAVES_ACTIVE,
        TURNS
    }

    /**
     * The end of the motion with one pattern.
     *
     * @param time slow time
     */
    record Event(double time, int neuron, int kink, Kind kind) {}

    /** The pattern that a run has at these weights, where nothing is known of its past. */
    SlidingPattern(TwoLayerRelu relu, Regularizer regularizer, double[] w) {
        network = relu.frozen();
        this.regularizer = regularizer;
        double mean = Math.sqrt(Vectors.normSquared(w) / w.length);
        rules = new KinkRules(network, Math.max(Double.MIN_NORMAL, ORIGIN * mean));
        pattern = ReluPattern.observed(network, w);
        network.use(pattern);
    }

    FrozenRelu network() {
        return network;
    }

    /** Takes the pattern with which the effective flow begins there, and gives its weights. */
    double[] begin(double[] w) {
        return taken(rules.start(w, multiplier(w)));
    }

    /** Takes the pattern after an event, and gives the weights to go on from. */
    double[] after(Event event, double[] w) {
        double[] m = multiplier(w);
        KinkRules.Outcome before = new KinkRules.Outcome(w, pattern);
        KinkRules.Outcome outcome = switch (event.kind()) {
            case REACHES -> rules.reach(before, m, event.neuron(), event.kink());
            case TURNS -> rules.turn(before, event.neuron());
            case LEAVES_ACTIVE -> rules.leave(before, m, event.neuron(), event.kink(), true);
            case LEAVES_INACTIVE -> rules.leave(before, m, event.neuron(), event.kink(), false);
        };
        return taken(rules.wake(outcome, m).orElse(outcome));
    }

    private double[] taken(KinkRules.Outcome outcome) {
        pattern = outcome.pattern();
        network.use(pattern);
        return outcome.weights();
    }

    /** m at a point of the manifold, with the pattern in use. */
    private double[] multiplier(double[] w) {
        double[] decay = new double[w.length];
        double[] m = new double[network.samples()];
        regularizer.gradient(w, decay);
        TangentProjector.at(network, w).multiplier(decay, m);
        for (int i = 0; i < m.length; i++) {
            m[i] = -m[i];
        }
        return m;
    }

    /** The first event within a step; empty when the pattern holds to its end. */
    Optional<Event> first(DenseOutput step) {
        Search search = new Search(step);
        for (int j = 0; j < network.neurons(); j++) {
            for (int k = 0; k < network.kinks(); k++) {
                if (!pattern.slidesOn(j, k)) {
                    search.look(j, k, 0, Kind.REACHES);
                }
            }
            if (pattern.slides(j)) {
                KinkSpan span = network.span(j);
                for (int s = 0; s < span.size(); s++) {
                    search.look(j, span.kinks()[s], s, Kind.LEAVES_INACTIVE);
                    search.look(j, span.kinks()[s], s, Kind.LEAVES_ACTIVE);
                }
                search.look(j, span.kinks()[0], 0, Kind.TURNS);
            }
        }
        return search.found;
    }

    /** Weights and multipliers at one time of a step. */
    private record Instant(double time, double[] weights, double[] ofKinks) {}

    private final class Search {
        private final DenseOutput step;
        private final Instant[] instants = new Instant[POINTS + 1];
        private Optional<Event> found = Optional.empty();

        Search(DenseOutput step) {
            this.step = step;
            for (int q = 0; q <= POINTS; q++) {
                instants[q] = at(step.start() + (step.end() - step.start()) * q / POINTS);
            }
        }

        private Instant at(double time) {
            double[] w = new double[network.dimension()];
            double[] ofKinks = new double[network.kinks()];
            step.weightsAt(time, w);
            if (pattern.sliding() > 0) {
                network.ofKinks(multiplier(w), ofKinks);
            }
            return new Instant(time, w, ofKinks);
        }

        void look(int neuron, int kink, int member, Kind kind) {
            for (int q = 1; q <= POINTS; q++) {
                if (found.isPresent() && instants[q - 1].time() >= found.get().time()) {
                    return;
                }
                if (isBroken(instants[q], neuron, kink, member, kind)) {
                    double time = between(instants[q - 1].time(), instants[q].time(), neuron, kink, member, kind);
                    if (found.isEmpty() || time < found.get().time()) {
                        found = Optional.of(new Event(time, neuron, kink, kind));
                    }
                    return;
                }
            }
        }

        private double between(double holds, double broken, int neuron, int kink, int member, Kind kind) {
            double low = holds;
            double high = broken;
            for (int i = 0; i < BISECTIONS && high - low > 4 * Math.ulp(high); i++) {
                double middle = 0.5 * (low + high);
                if (isBroken(at(middle), neuron, kink, member, kind)) {
                    high = middle;
                } else {
                    low = middle;
                }
            }
            return high;
        }

        private boolean isBroken(Instant now, int neuron, int kink, int member, Kind kind) {
            double[] w = now.weights();
            if (kind == Kind.REACHES) {
                double side = pattern.active(neuron, kink) ? 1 : -1;
                return side * network.preactivation(neuron, kink, w) < -ROUNDING * network.magnitude(neuron, kink, w);
            }
            if (kind == Kind.TURNS) {
                return instants[0].weights()[neuron] * w[neuron] < 0;
            }
            double[] pull = new double[network.inputs() + 1];
            network.pull(pattern, neuron, now.ofKinks(), pull);
            double along = 0;
            double[] dual = network.span(neuron).dual()[member];
            for (int c = 0; c < pull.length; c++) {
                along = Math.fma(dual[c], pull[c], along);
            }
            double largest = 0;
            for (double m : now.ofKinks()) {
                largest = Math.max(largest, Math.abs(m));
            }
            double sign = w[neuron] > 0 ? 1 : -1;
            double margin = kind == Kind.LEAVES_INACTIVE ? -sign * along : sign * (now.ofKinks()[kink] + along);
            return margin < -SHARE * largest;
        }
    }
}
