package io.driftlog.simulator.flow.effective;

import io.driftlog.simulator.flow.Gradual;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;

/** The effective flow of a model that is linear in its weights: {@code w(tau) = (I - P) w0 + e^{-tau} P w0}, exact. */
final class LinearEffectiveFlow implements EffectiveFlow {
    /** It needs no steps. */
    record Solution(EffectiveFlow result) implements Gradual<EffectiveFlow> {
        @Override
        public boolean advance(int steps) {
            return true;
        }
    }

    private final TangentProjector start;
    private final double[] normal;
    private final double[] tangent;

    LinearEffectiveFlow(LeastSquaresObjective objective, double[] w) {
        start = TangentProjector.at(objective, w);
        tangent = new double[w.length];
        start.tangent(w, tangent);
        normal = w.clone();
        Vectors.addScaled(-1, tangent, normal);
    }

    @Override
    public TangentProjector start() {
        return start;
    }

    @Override
    public End end() {
        return new End(Double.POSITIVE_INFINITY, 0, Cause.STATIONARY, 0, 0, Double.NaN);
    }

    @Override
    public void weightsAt(double slowTime, double[] out) {
        System.arraycopy(normal, 0, out, 0, out.length);
        Vectors.addScaled(StrictMath.exp(-slowTime), tangent, out);
    }

    @Override
    public double[] endWeights() {
        return normal.clone();
    }
}
