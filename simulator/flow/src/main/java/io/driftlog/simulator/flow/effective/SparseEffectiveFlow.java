package io.driftlog.simulator.flow.effective;

import io.driftlog.simulator.flow.Gradual;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Regularizer;
import io.driftlog.simulator.spi.Vectors;
import java.util.ArrayList;
import java.util.List;

/**
 * The effective flow of {@code R(w) = a ||w||_1 + k/2 ||w||^2} on a model that is linear in its weights, exact:
 * between the times at which a weight comes to 0 the weights move along a straight line, {@code w + g v} with {@code g
 * = (1 - e^{-k tau}) / k}, or tau where k is 0. At such a time the velocity is the negative of the element of least
 * norm of {@code P dR(w)}; by it a weight at 0 stays there or leaves. The flow of a convex function on an affine set:
 * R falls until the velocity is 0, at the interpolator of least R (for {@code l1} basis pursuit).
 */
final class SparseEffectiveFlow implements EffectiveFlow {
    /** Weights that come to 0 within this part of the time of the first one do so with it. */
    private static final double TOGETHER = 1e-12;

    private final TangentProjector start;
    private final double curvature;
    private final List<Piece> pieces;
    private final End end;

    private SparseEffectiveFlow(TangentProjector start, double curvature, List<Piece> pieces, End end) {
        this.start = start;
        this.curvature = curvature;
        this.pieces = List.copyOf(pieces);
        this.end = end;
    }

    /** Whether R and the model are such. */
    static boolean isFor(LeastSquaresObjective objective, Regularizer regularizer) {
        return objective.hasConstantJacobian()
                && regularizer.absoluteWeight() > 0
                && regularizer.constantCurvature().isPresent();
    }

    /**
     * A straight line.
     *
     * @param slowTime where it begins
     * @param weights there. Never modified.
     * @param velocity v there. Never modified.
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Piece(double slowTime, double[] weights, double[] velocity) {}

    /** Finds the pieces, one after the other. */
    static final class Integration implements Gradual<EffectiveFlow> {
        private final TangentProjector start;
        private final LeastVelocityOnZeros velocities;
        private final Settings settings;
        private final double curvature;
        private final List<Piece> pieces = new ArrayList<>();
        private double[] weights;
        private double slowTime;
        private End end;

        Integration(LeastSquaresObjective objective, Regularizer regularizer, double[] w, Settings settings) {
            start = TangentProjector.at(objective, w);
            curvature = regularizer.constantCurvature().orElseThrow();
            velocities = new LeastVelocityOnZeros(start.normals(), regularizer.absoluteWeight(), curvature);
            this.settings = settings;
            weights = w.clone();
            end = new End(0, Double.NaN, Cause.STUCK, 0, 0, Double.NaN);
        }

        @Override
        public boolean advance(int steps) {
            for (int i = 0; i < steps && end.cause() == Cause.STUCK && pieces.size() < settings.maxSteps(); i++) {
                step();
            }
            return end.cause() != Cause.STUCK || pieces.size() >= settings.maxSteps();
        }

        private void step() {
            double[] v = new double[weights.length];
            double stationarity = velocities.at(weights, v);
            pieces.add(new Piece(slowTime, weights, v));
            double length = firstZero(v);
            boolean last = curvature > 0 ? !(curvature * length < 1) : Double.isInfinite(length);
            Cause cause = Cause.STUCK;
            if (stationarity <= settings.stationary()) {
                cause = Cause.STATIONARY;
            } else if (slowTime >= settings.slowTime() && !last) {
                cause = Cause.SLOW_TIME_REACHED;
            } else if (last) {
                // Only where k > 0 can R fall without end: towards the end of the line.
                cause = Cause.STATIONARY;
                stationarity = 0;
            }
            boolean endless = cause == Cause.STATIONARY && last && curvature > 0;
            end = new End(
                    endless ? Double.POSITIVE_INFINITY : slowTime, stationarity, cause, pieces.size(), 0, Double.NaN);
            if (cause == Cause.STUCK) {
                moveOn(v, length);
            }
        }

        /** The g at which the first weight comes to 0. */
        private double firstZero(double[] v) {
            double first = Double.POSITIVE_INFINITY;
            for (int i = 0; i < v.length; i++) {
                if (weights[i] * v[i] < 0) {
                    first = Math.min(first, -weights[i] / v[i]);
                }
            }
            return first;
        }

        private void moveOn(double[] v, double length) {
            double[] next = weights.clone();
            for (int i = 0; i < next.length; i++) {
                boolean atZero = weights[i] * v[i] < 0 && -weights[i] / v[i] <= length * (1 + TOGETHER);
                next[i] = atZero ? 0 : next[i] + length * v[i];
            }
            weights = next;
            slowTime += curvature > 0 ? -StrictMath.log1p(-curvature * length) / curvature : length;
        }

        @Override
        public EffectiveFlow result() {
            advance(settings.maxSteps());
            return new SparseEffectiveFlow(start, curvature, pieces, end);
        }
    }

    @Override
    public TangentProjector start() {
        return start;
    }

    @Override
    public End end() {
        return end;
    }

    @Override
    public void weightsAt(double slowTime, double[] out) {
        int k = 0;
        while (k + 1 < pieces.size() && pieces.get(k + 1).slowTime() <= slowTime) {
            k++;
        }
        Piece piece = pieces.get(k);
        System.arraycopy(piece.weights(), 0, out, 0, out.length);
        if (k + 1 < pieces.size() || end.slowTime() == Double.POSITIVE_INFINITY) {
            Vectors.addScaled(length(slowTime - piece.slowTime()), piece.velocity(), out);
        }
    }

    private double length(double past) {
        return curvature > 0 ? -StrictMath.expm1(-curvature * past) / curvature : past;
    }

    @Override
    public double[] endWeights() {
        double[] w = new double[pieces.get(0).weights().length];
        weightsAt(end.slowTime(), w);
        return w;
    }
}
