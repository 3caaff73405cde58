package io.driftlog.simulator.flow.radau.kink;

import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.objective.FrozenRelu;
import io.driftlog.simulator.flow.objective.KinkSpan;
import io.driftlog.simulator.flow.objective.ReluPattern;
import io.driftlog.simulator.flow.radau.RadauMultiplierStepper;
import io.driftlog.simulator.flow.radau.stages.CollocationPolynomial;
import io.driftlog.simulator.flow.radau.stages.RadauTableau;
import io.driftlog.simulator.flow.radau.stages.Stages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the kink events within a step: a pre-activation that changes sign against the pattern, or a sliding neuron
 * whose share in a kink leaves [0, 1]. With {@code M = sum_k mu_k a_k} over its active kinks and the dual normals of
 * those that it slides on, kink k takes {@code m_k = -u dual_k . M} of its velocity, and its share is {@code m_k / (u
 * mu_k)}. A change of the sign of u lets it leave them all. Each condition is a margin that falls below 0, a cubic in
 * time given at the start and the three stages.
 */
final class KinkFinder {
    private static final double AT_ONCE = 1e-9;
    private static final int BISECTIONS = 60;
    private static final int POINTS = 4;
    private static final double[] NODES = {0, RadauTableau.C1, RadauTableau.C2, 1};
    /** Of the step's tolerance: by how much a margin may be wrong. */
    private static final double TOLERANCE = 1e-2;
    /** Of mu: how much a neuron's contribution may jump when it is put onto a kink, or mu would jump in answer. */
    private static final double CLOSE = 1e-3;

    private static final double ROUNDING = 1e-14;
    /** The fraction of a margin below which it counts as used up. */
    private static final double USED_UP = 0.01;

    private final FrozenRelu network;
    private final int neurons;
    private final int kinks;
    private final int width;
    private final double absoluteTolerance;
    private final double relativeTolerance;
    private final double shareTolerance;
    private final Stages weights;
    private final Stages multipliers;
    private final double[][] inner;
    private final double[][] ofKinks;
    private final double[][] pulls;
    private final double[][] normals;
    private final double[] values = new double[POINTS];
    private double closeness;

    /**
     * @param relative the step's relative tolerance
     * @param absolute the step's absolute tolerance
     */
    KinkFinder(FrozenRelu network, double relative, double absolute) {
        this.network = network;
        neurons = network.neurons();
        kinks = network.kinks();
        width = network.inputs() + 1;
        absoluteTolerance = Math.max(1e-13, TOLERANCE * absolute);
        relativeTolerance = TOLERANCE * relative;
        shareTolerance = Math.max(1e-10, TOLERANCE * relative);
        weights = Stages.ofLength(network.dimension());
        multipliers = Stages.ofLength(network.samples());
        inner = new double[POINTS][width];
        ofKinks = new double[POINTS][kinks];
        pulls = new double[POINTS][width];
        normals = new double[kinks][];
        for (int k = 0; k < kinks; k++) {
            normals[k] = network.normal(k);
        }
    }

    /** What happens. */
    enum Kind {
        REACHES,
        LEAVES_INACTIVE,
        LEAVES_ACTIVE,
        TURNS
    }

    /**
     * An event within a step.
     *
     * @param position where, from 0 at the start of the step to 1 at its end
     * @param neuron which neuron
     * @param kink at which kink
     * @param kind what happens there
     */
    record Event(double position, int neuron, int kink, Kind kind) {}

    /**
     * The events of a step.
     *
     * @param first the first that lies well within it, so that the step has to end before
     * @param atEnd those whose margins are falling and used up at its end
     */
    record Events(Optional<Event> first, List<Event> atEnd) {}

    /**
     * The events of a step.
     *
     * @param start where the step starts. Not modified.
     * @param end where it ends. Not modified.
     * @param last the step's polynomials. Not modified.
     */
    Events within(FlowPoint start, FlowPoint end, RadauMultiplierStepper.LastStep last, ReluPattern pattern) {
        closeness = CLOSE * largest(end.multiplier()) / network.scale();
        stages(last.weights(), end.weights(), weights);
        stages(last.multiplier(), end.multiplier(), multipliers);
        Collector found = new Collector();
        double[][] points = {start.weights(), weights.first(), weights.second(), weights.third()};
        for (int j = 0; j < neurons; j++) {
            reached(points, pattern, j, found);
        }
        double[][] mus = {start.multiplier(), multipliers.first(), multipliers.second(), multipliers.third()};
        double tolerance = shareTolerance * largest(start.multiplier());
        boolean added = false;
        for (int j = 0; j < neurons; j++) {
            if (pattern.slides(j)) {
                for (int q = 0; q < POINTS && !added; q++) {
                    network.ofKinks(mus[q], ofKinks[q]);
                }
                added = true;
                left(start.weights()[j] > 0 ? 1 : -1, pattern, j, tolerance, found);
                turned(points, j, pattern.slidesOn(j)[0], found);
            }
        }
        return found.events();
    }

    private static void stages(CollocationPolynomial polynomial, double[] end, Stages out) {
        polynomial.value(RadauTableau.C1 - 1, end, out.first());
        polynomial.value(RadauTableau.C2 - 1, end, out.second());
        System.arraycopy(end, 0, out.third(), 0, end.length);
    }

    /** The earliest event so far, and those at the end. */
    private static final class Collector {
        private Optional<Event> first = Optional.empty();
        private final List<Event> atEnd = new ArrayList<>();

        void add(double position, int neuron, int kink, Kind kind) {
            if (first.isEmpty() || position < first.get().position) {
                first = Optional.of(new Event(position, neuron, kink, kind));
            }
        }

        Events events() {
            return new Events(first, atEnd);
        }
    }

    /** Where {@code z} falls to the other side of the pattern, at each kink of a neuron. */
    private void reached(double[][] points, ReluPattern pattern, int j, Collector found) {
        double farthest = 0;
        for (int q = 0; q < POINTS; q++) {
            double squared = 0;
            for (int c = 0; c < width; c++) {
                inner[q][c] = points[q][network.innerAt(j, c)];
                double moved = inner[q][c] - inner[0][c];
                squared = Math.fma(moved, moved, squared);
            }
            farthest = Math.max(farthest, squared);
        }
        farthest = Math.sqrt(farthest);
        for (int k = 0; k < kinks; k++) {
            double sign = pattern.active(j, k) ? 1 : -1;
            double begin = sign * along(normals[k], inner[0]);
            if (begin > farthest * network.normalLength(k) || pattern.slidesOn(j, k)) {
                continue;
            }
            double tolerance = Math.fma(relativeTolerance, network.magnitude(j, k, points[0]), absoluteTolerance);
            values[0] = begin;
            for (int q = 1; q < POINTS; q++) {
                values[q] = sign * along(normals[k], inner[q]);
            }
            double rounding = ROUNDING * network.magnitude(j, k, points[0]);
            double close = Math.min(tolerance, Math.max(closeness / Math.abs(points[3][j]), rounding));
            judge(tolerance, close, begin <= 0 && values[3] > -tolerance, j, k, Kind.REACHES, found);
        }
    }

    /** The inner product; with one input, which is frequent, without a loop. */
    private static double along(double[] x, double[] y) {
        double sum = Math.fma(x[1], y[1], x[0] * y[0]);
        for (int c = 2; c < x.length; c++) {
            sum = Math.fma(x[c], y[c], sum);
        }
        return sum;
    }

    /** Where a share of a sliding neuron leaves its bounds. */
    private void left(int sign, ReluPattern pattern, int j, double tolerance, Collector found) {
        for (int q = 0; q < POINTS; q++) {
            network.pull(pattern, j, ofKinks[q], pulls[q]);
        }
        KinkSpan span = network.span(j);
        for (int s = 0; s < span.size(); s++) {
            double[] dual = span.dual()[s];
            int kink = span.kinks()[s];
            for (int q = 0; q < POINTS; q++) {
                values[q] = -sign * along(dual, pulls[q]);
            }
            judge(tolerance, tolerance, false, j, kink, Kind.LEAVES_INACTIVE, found);
            for (int q = 0; q < POINTS; q++) {
                values[q] = sign * (ofKinks[q][kink] + along(dual, pulls[q]));
            }
            judge(tolerance, tolerance, false, j, kink, Kind.LEAVES_ACTIVE, found);
        }
    }

    /** Where the outer weight of a sliding neuron changes its sign, and all its kinks begin to repel it. */
    private void turned(double[][] points, int j, int kink, Collector found) {
        double sign = points[0][j] > 0 ? 1 : -1;
        for (int q = 0; q < POINTS; q++) {
            values[q] = sign * points[q][j];
        }
        double tolerance = Math.fma(relativeTolerance, values[0], absoluteTolerance);
        judge(tolerance, tolerance, values[0] == 0, j, kink, Kind.TURNS, found);
    }

    private void judge(
            double tolerance, double close, boolean returns, int neuron, int kink, Kind kind, Collector found) {
        boolean falls =
                values[1] < -tolerance || values[2] < -tolerance || values[3] < -(values[0] > 0 ? close : tolerance);
        if (falls && !returns) {
            found.add(root(), neuron, kink, kind);
        }
        boolean usedUp = values[3] <= 0 || values[3] <= Math.min(close, USED_UP * (values[0] - values[3]));
        if (usedUp && values[3] < values[0] && values[3] < values[2]) {
            found.atEnd.add(new Event(1, neuron, kink, kind));
        }
    }

    /**
     * Where the cubic through the values first falls below 0, by bisection between the two nodes around it. One that
     * begins below 0 and rises at first is checked again in a shorter step, unless it rises above 0.
     */
    private double root() {
        int before = 0;
        while (before < POINTS - 1 && (values[before] <= 0 || values[before + 1] >= 0)) {
            before++;
        }
        if (before == POINTS - 1) {
            return values[1] > values[0] ? RadauTableau.C1 : AT_ONCE;
        }
        double low = NODES[before];
        double high = NODES[before + 1];
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
