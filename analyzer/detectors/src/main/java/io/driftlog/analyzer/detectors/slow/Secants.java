package io.driftlog.analyzer.detectors.slow;

import io.driftlog.events.Measures;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The decay that a curve w(t) shows, from nothing but its samples and R there: over a secant from t0 to t1
 *
 * <pre>lambda_hat = -(||w1 - w0||^2 / (t1 - t0)) / (R(w1) - R(w0))</pre>
 *
 * which is {@code -||dw/dt||^2 / <dw/dt, grad R>} with the exact integral of the product, for steps of any size. With
 * {@code R = ||w||^2 / 2}, along an exponential of rate lambda it is {@code (2 / h) tanh(lambda h / 2)} with {@code h
 * = t1 - t0}, never above 2 / h, so secants end where {@code lambda_hat h} is 0.1 if there are samples enough. A
 * secant is made longer until noise cannot change its decay by a quarter; the open one at the end of a run tells since
 * when its velocity is below the noise.
 *
 * @param anchor where the open secant begins
 * @param entries each secant as t0, t1, lambda_hat times its scale. Not copied, never modified.
 * @param lastTime time of the last sample
 * @param skipped steps without weights
 */
record Secants(Anchor anchor, double[] entries, double lastTime, long skipped) {
    static final Secants NONE = new Secants(new Anchor(0, new double[0], 0), new double[0], 0, 0);

    private static final int STRIDE = 3;
    /** A secant may end when it spans so much of ln t, */
    private static final double LENGTH = 0.1;
    /** or at least this much, and so much decay. */
    private static final double SHORTEST = 0.01;

    private static final double DECAY = 0.1;
    /** No exponential decays by so much: noise in the norm does not matter any more. */
    private static final double BEYOND_EXPONENTIAL = 2;
    /** A secant is resolved when noise can change its decay by less than this fraction. */
    private static final double RESOLUTION = 0.25;

    /**
     * A sample.
     *
     * @param weights length d; empty before the first sample. Not copied, never modified.
     * @param penalty 2 R(w): of l2 {@code ||w||^2}
     */
    record Anchor(double time, double[] weights, double penalty) {
        static Anchor at(StepTaken step) {
            double[] w = step.weights();
            @Nullable Double regularizer = step.measures().get(Measures.REGULARIZER);
            return new Anchor(step.time(), w, regularizer == null ? Vectors.normSquared(w) : 2 * regularizer);
        }
    }

    /**
     * Takes a step; one without weights is only counted.
     *
     * @param noise the noise of the weights relative to {@code ||w||}
     * @param scale by which the decay of a secant from one time to another is multiplied
     */
    Secants accept(StepTaken step, double noise, DoubleBinaryOperator scale) {
        double[] w = step.weights();
        if (w.length == 0) {
            return new Secants(anchor, entries, lastTime, skipped + 1);
        }
        double time = step.time();
        if (anchor.weights.length != w.length) {
            return new Secants(Anchor.at(step), entries, time, skipped);
        }
        double lengthLnT = StrictMath.log(time / anchor.time); // infinite from t = 0
        if (!(lengthLnT >= SHORTEST)) {
            return new Secants(anchor, entries, time, skipped);
        }
        Anchor here = Anchor.at(step);
        double duration = time - anchor.time;
        double movedSquared = distanceSquared(w, anchor.weights);
        double decay = movedSquared / (duration * 0.5 * (anchor.penalty - here.penalty));
        boolean longEnough = lengthLnT >= LENGTH || Math.abs(decay) * duration >= DECAY;
        double normSquared = Vectors.normSquared(w);
        double relativeSquared = 2 * movedSquared / (normSquared + Vectors.normSquared(anchor.weights));
        double slope = step.measures().getOrDefault(Measures.REGULARIZER_GRADIENT_NORM, Double.NaN);
        double steepness = Double.isNaN(slope) ? 1 : slope / Math.sqrt(normSquared);
        return longEnough && isResolved(relativeSquared, Math.abs(decay) * duration, noise, steepness)
                ? closed(decay * scale.applyAsDouble(anchor.time, time), here)
                : new Secants(anchor, entries, time, skipped);
    }

    /**
     * Whether noise leaves the decay as it is.
     *
     * @param movedSquared {@code ||w1 - w0||^2 / ||w||^2}; its root is off by noise, twice
     * @param decayed {@code lambda_hat h}; the fall of R over {@code ||w||^2} is {@code movedSquared / decayed}, and
     *     off by noise
     * @param steepness {@code ||grad R|| / ||w||}: what noise of the weights is in R
     */
    private static boolean isResolved(double movedSquared, double decayed, double noise, double steepness) {
        return 2 * noise <= RESOLUTION * Math.sqrt(movedSquared)
                && (steepness * noise * decayed <= RESOLUTION * movedSquared || decayed >= BEYOND_EXPONENTIAL);
    }

    private Secants closed(double decay, Anchor here) {
        double[] next = Arrays.copyOf(entries, entries.length + STRIDE);
        next[entries.length] = anchor.time;
        next[entries.length + 1] = here.time;
        next[entries.length + 2] = decay;
        return new Secants(here, next, here.time, skipped);
    }

    int size() {
        return entries.length / STRIDE;
    }

    double start(int i) {
        return entries[STRIDE * i];
    }

    double end(int i) {
        return entries[STRIDE * i + 1];
    }

    /** The time that the decay of a secant belongs to. */
    double middle(int i) {
        return 0.5 * (start(i) + end(i));
    }

    /** lambda_hat, in units of inverse time; negative where the norm grows. */
    double decay(int i) {
        return entries[STRIDE * i + 2];
    }

    /** How much of ln t the secants from one to another span, both included; from t = 0 on counts its end only. */
    double lengthLnT(int from, int to) {
        return StrictMath.log(end(to) / (start(from) > 0 ? start(from) : end(from)));
    }

    /** How much of ln t lies behind the last secant, where no other could be resolved. */
    double openLnT() {
        return anchor.time > 0 && lastTime > anchor.time ? StrictMath.log(lastTime / anchor.time) : 0;
    }

    private static double distanceSquared(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double difference = x[i] - y[i];
            sum = Math.fma(difference, difference, sum);
        }
        return sum;
    }
}
