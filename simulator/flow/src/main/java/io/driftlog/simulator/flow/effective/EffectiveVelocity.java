package io.driftlog.simulator.flow.effective;

import io.driftlog.simulator.flow.explicit.Velocity;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.Regularizer;
import org.jspecify.annotations.Nullable;

/** {@code -P(w) grad R(w)}, with its value at the last point at hand. */
final class EffectiveVelocity implements Velocity {
    private final Objective objective;
    private final Regularizer regularizer;
    private Manifold manifold;
    private final double[] decay;
    private final double[] recent;
    private double @Nullable [] recentPoint;
    private long evaluations;

    EffectiveVelocity(Objective objective, Regularizer regularizer, Manifold manifold) {
        this.objective = objective;
        this.regularizer = regularizer;
        this.manifold = manifold;
        decay = new double[objective.dimension()];
        recent = new double[objective.dimension()];
    }

    @Override
    public int dimension() {
        return objective.dimension();
    }

    @Override
    public void atPoint(double time, double[] w, double[] out) {
        if (w != recentPoint) {
            at(time, w, recent);
            recentPoint = w;
        }
        System.arraycopy(recent, 0, out, 0, out.length);
    }

    /** Changes to another manifold, after a change of the objective. */
    void follow(Manifold next) {
        manifold = next;
        recentPoint = null;
    }

    @Override
    public void at(double time, double[] w, double[] out) {
        regularizer.gradient(w, decay);
        manifold.tangent(w, decay, out);
        for (int i = 0; i < out.length; i++) {
            out[i] = -out[i];
        }
        evaluations++;
    }

    @Override
    public void lossGradient(double[] w, double[] out) {
        objective.gradient(w, out);
    }

    @Override
    public long evaluations() {
        return evaluations;
    }
}
