package io.driftlog.simulator.flow.effective;

import io.driftlog.simulator.flow.objective.FrozenRelu;
import io.driftlog.simulator.flow.objective.ReluPattern;
import io.driftlog.simulator.flow.objective.TwoLayerRelu;

/** A ReLU network, frozen to the activation pattern of the last point that it was shown. */
final class CurrentPattern {
    private final FrozenRelu network;
    private ReluPattern pattern;

    CurrentPattern(TwoLayerRelu relu, double[] w) {
        network = relu.frozen();
        pattern = ReluPattern.ofSigns(network, w);
        network.use(pattern);
    }

    FrozenRelu network() {
        return network;
    }

    /** Takes the pattern of the signs at these weights, and says how many activations differ from before. */
    long follow(double[] w) {
        ReluPattern next = ReluPattern.ofSigns(network, w);
        long changes = 0;
        for (int j = 0; j < next.neurons(); j++) {
            for (int k = 0; k < next.kinks(); k++) {
                if (next.active(j, k) != pattern.active(j, k)) {
                    changes++;
                }
            }
        }
        if (changes > 0) {
            pattern = next;
            network.use(next);
        }
        return changes;
    }
}
