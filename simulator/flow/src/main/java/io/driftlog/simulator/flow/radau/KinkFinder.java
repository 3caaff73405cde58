package io.driftlog.simulator.flow.radau;

import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.objective.FrozenRelu;
import io.driftlog.simulator.flow.objective.ReluPattern;
import java.util.Optional;

/**
 * Finds the first kink event within a step: a pre-activation that changes sign against the pattern, or a sliding neuron
 * whose velocities no longer hold it on its kink. Each is a cubic in time, given at the start and the three stages.
 */
final class KinkFinder {
    private static final double AT_ONCE = 1e-9;
    private static final int BISECTIONS = 60;

    private final FrozenRelu network;
    private final KinkRules rules;
    private final int neurons;
    private final int samples;
    private final double absoluteTolerance;
    private final double relativeTolerance;
    private final double pullTolerance;
    private final Stages weights;
    private final Stages multipliers;
    private final double[] values = new double[4];

    /**
     * @param relative the step's relative tolerance
     * @param absolute the step's absolute tolerance
     */
    KinkFinder(FrozenRelu network, KinkRules rules, double relative, double absolute) {
        this.network = network;
        this.rules = rules;
        neurons = network.neurons();
        samples = network.samples();
        absoluteTolerance = Math.max(1e-13, 1e-3 * absolute);
        relativeTolerance = 1e-3 * relative;
        pullTolerance = Math.max(1e-10, 1e-2 * relative);
        weights = Stages.ofLength(network.dimension());
        multipliers = Stages.ofLength(samples);
    }

    /** What happens. */
    enum Kind {
        REACHES,
        LEAVES_INACTIVE,
        LEAVES_ACTIVE
    }

    /**
     * An event within a step.
     *
     * @param position where, from 0 at the start of the step to 1 at its end
     * @param neuron which neuron
     * @param sample at which sample's kink
     * @param kind what it does there
     */
    record Event(double position, int neuron, int sample, Kind kind) {}

    /**
     * The first event of a step.
     *
     * @param start where the step starts. Not modified.
     * @param end where it ends, with the step's polynomials. Not modified.
     * @param last the step's polynomials. Not modified.
     */
    Optional<Event> first(FlowPoint start, FlowPoint end, RadauMultiplierStepper.LastStep last, ReluPattern pattern) {
        stages(last.weights(), end.weights(), weights);
        stages(last.multiplier(), end.multiplier(), multipliers);
        Event best = new Event(2, -1, -1, Kind.REACHES);
        for (int i = 0; i < samples; i++) {
            for (int j = 0; j < neurons; j++) {
                if (!pattern.slidesOn(j, i)) {
                    double position = reached(start.weights(), pattern.active(j, i) ? 1 : -1, j, i);
                    best = position < best.position ? new Event(position, j, i, Kind.REACHES) : best;
                }
            }
        }
        double scale = largest(start.multiplier());
        for (int j = 0; j < neurons; j++) {
            if (pattern.slides(j)) {
                best = left(start, pattern, j, pullTolerance * scale, best);
            }
        }
        return best.neuron < 0 ? Optional.empty() : Optional.of(best);
    }

    private static void stages(CollocationPolynomial polynomial, double[] end, Stages out) {
        polynomial.value(RadauTableau.C1 - 1, end, out.first());
        polynomial.value(RadauTableau.C2 - 1, end, out.second());
        System.arraycopy(end, 0, out.third(), 0, end.length);
    }

    /** Where {@code sign z} falls below 0; 2 when nowhere. */
    private double reached(double[] start, int sign, int neuron, int sample) {
        values[0] = sign * network.preactivation(neuron, sample, start);
        values[1] = sign * network.preactivation(neuron, sample, weights.first());
        values[2] = sign * network.preactivation(neuron, sample, weights.second());
        values[3] = sign * network.preactivation(neuron, sample, weights.third());
        double tolerance = Math.fma(
                relativeTolerance,
                Math.abs(start[neurons + neuron] * network.input(sample)) + Math.abs(start[2 * neurons + neuron]),
                absoluteTolerance);
        if (!fallsBelow(-tolerance)) {
            return 2;
        }
        if (values[0] <= 0) {
            return values[3] > -tolerance ? 2 : AT_ONCE;
        }
        return root();
    }

    /** The earlier of the given event and a sliding neuron's leaving. */
    private Event left(FlowPoint start, ReluPattern pattern, int neuron, double tolerance, Event best) {
        int sample = pattern.kink(neuron);
        double sign = start.weights()[neuron] > 0 ? 1 : -1;
        double x = network.input(sample);
        double normSquared = Math.fma(x, x, 1);
        double[] pulls = {
            rules.pull(pattern, start.multiplier(), neuron, sample),
            rules.pull(pattern, multipliers.first(), neuron, sample),
            rules.pull(pattern, multipliers.second(), neuron, sample),
            rules.pull(pattern, multipliers.third(), neuron, sample)
        };
        double[] own = {
            start.multiplier()[sample],
            multipliers.first()[sample],
            multipliers.second()[sample],
            multipliers.third()[sample]
        };
        for (int k = 0; k < values.length; k++) {
            values[k] = -sign * pulls[k];
        }
        double position = fallsBelow(-tolerance) ? root() : 2;
        Event earlier = position < best.position ? new Event(position, neuron, sample, Kind.LEAVES_INACTIVE) : best;
        for (int k = 0; k < values.length; k++) {
            values[k] = sign * Math.fma(normSquared, own[k], pulls[k]);
        }
        position = fallsBelow(-tolerance) ? root() : 2;
        return position < earlier.position ? new Event(position, neuron, sample, Kind.LEAVES_ACTIVE) : earlier;
    }

    private boolean fallsBelow(double threshold) {
        return values[1] < threshold || values[2] < threshold || values[3] < threshold;
    }

    /** Where the cubic through the values first falls below 0, by bisection between the two nodes around it. */
    private double root() {
        double low = 0;
        double high = RadauTableau.C1;
        if (values[1] >= 0) {
            low = values[2] < 0 ? RadauTableau.C1 : RadauTableau.C2;
            high = values[2] < 0 ? RadauTableau.C2 : 1;
        } else if (values[0] <= 0) {
            return AT_ONCE;
        }
        for (int k = 0; k < BISECTIONS; k++) {
            double middle = 0.5 * (low + high);
            if (cubic(middle) < 0) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    private double cubic(double s) {
        double c1 = RadauTableau.C1;
        double c2 = RadauTableau.C2;
        return values[0] * (s - c1) * (s - c2) * (s - 1) / (-c1 * c2)
                + values[1] * s * (s - c2) * (s - 1) / (c1 * (c1 - c2) * (c1 - 1))
                + values[2] * s * (s - c1) * (s - 1) / (c2 * (c2 - c1) * (c2 - 1))
                + values[3] * s * (s - c1) * (s - c2) / ((1 - c1) * (1 - c2));
    }

    private static double largest(double[] x) {
        double largest = 0;
        for (double entry : x) {
            largest = Math.max(largest, Math.abs(entry));
        }
        return largest;
    }
}
