package io.driftlog.simulator.flow.effective;

import io.driftlog.simulator.flow.objective.FrozenRelu;
import io.driftlog.simulator.flow.objective.ReluPattern;
import io.driftlog.simulator.flow.objective.TwoLayerRelu;

/** A ReLU network of one input, frozen to the activation pattern of the last point that it was shown. */
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
            for (int i = 0; i < next.samples(); i++) {
                if (next.active(j, i) != pattern.active(j, i)) {
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
