package io.driftlog.simulator.flow.effective;

import io.driftlog.simulator.flow.objective.FrozenRelu;
import io.driftlog.simulator.flow.objective.ReluPattern;
import io.driftlog.simulator.flow.objective.TwoLayerRelu;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import java.util.Optional;

/**
 * An objective as a run sees it at one point: itself where it is smooth, and a two-layer ReLU network with the
 * activation pattern of that point. A neuron on a kink slides along it, since a run stays on kinks only where they
 * attract: there J is that of motion along the kinks, and not that of the side on which rounding put the neuron. An
 * instance keeps work spaces: one thread.
 */
public final class SmoothPiece {
    private final LeastSquaresObjective objective;
    private final Optional<FrozenRelu> network;
    private int onKinks;

    /** @param objective F. Asked for as long as this lives. */
    public SmoothPiece(LeastSquaresObjective objective) {
        this.objective = objective;
        network = objective instanceof TwoLayerRelu relu ? Optional.of(relu.frozen()) : Optional.empty();
    }

    /**
     * The piece at a point.
     *
     * @param w length d. Not modified.
     * @return smooth, without test data where the objective has kinks; valid until the next call
     */
    public LeastSquaresObjective at(double[] w) {
        network.ifPresent(relu -> {
            ReluPattern pattern = ReluPattern.observed(relu, w);
            relu.use(pattern);
            onKinks = pattern.sliding();
        });
        return network.isPresent() ? network.get() : objective;
    }

    /** Whether the objective has kinks at all. */
    public boolean hasKinks() {
        return network.isPresent();
    }

    /** How many neurons are on kinks at the point asked for last. */
    public int neuronsOnKinks() {
        return onKinks;
    }
}
