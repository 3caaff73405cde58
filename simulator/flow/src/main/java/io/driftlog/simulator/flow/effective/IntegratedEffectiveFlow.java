package io.driftlog.simulator.flow.effective;

import io.driftlog.simulator.flow.DenseOutput;
import java.util.List;

/** An effective flow that was integrated step by step. */
final class IntegratedEffectiveFlow implements EffectiveFlow {
    private final TangentProjector start;
    private final double[] startWeights;
    private final List<DenseOutput> steps;
    private final double[] endWeights;
    private final End end;

    IntegratedEffectiveFlow(
            TangentProjector start, double[] startWeights, List<DenseOutput> steps, double[] endWeights, End end) {
        this.start = start;
        this.startWeights = startWeights;
        this.steps = List.copyOf(steps);
        this.endWeights = endWeights;
        this.end = end;
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
        if (slowTime >= end.slowTime() || slowTime <= 0) {
            System.arraycopy(slowTime <= 0 ? startWeights : endWeights, 0, out, 0, out.length);
            return;
        }
        int low = 0;
        int high = steps.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (steps.get(middle).end() < slowTime) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        steps.get(low).weightsAt(slowTime, out);
    }

    @Override
    public double[] endWeights() {
        return endWeights.clone();
    }
}
