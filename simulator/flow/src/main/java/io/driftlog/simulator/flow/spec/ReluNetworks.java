package io.driftlog.simulator.flow.spec;

import static io.driftlog.events.NumberText.exact;

import io.driftlog.simulator.flow.objective.SmoothedRelu;
import io.driftlog.simulator.flow.objective.TwoLayerRelu;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.ObjectiveType;
import io.driftlog.simulator.spi.Parameter;
import io.driftlog.simulator.spi.ParameterValues;
import io.driftlog.simulator.spi.SupervisedData;
import java.util.List;

/** The two-layer ReLU networks that a run spec can name. */
final class ReluNetworks {
    private static final double MAX_WEIGHTS = 1e7;
    private static final Parameter NEURONS = Parameter.count("neurons", "number of hidden neurons", 100, 1, 1_000_000);

    private ReluNetworks() {}

    static ObjectiveType trueRelu() {
        return new ObjectiveType(
                "two-layer-relu",
                "a network of one hidden layer of ReLUs; weight decay leaves it few kinks",
                List.of(NEURONS),
                SupervisedData.ROLES,
                List.of(new ReluTeacher()),
                inputs -> {
                    SupervisedData data = SupervisedData.of(inputs.datasets());
                    return new TwoLayerRelu(
                            neurons(inputs.parameters(), data),
                            data.features(),
                            data.targets(),
                            data.testFeatures(),
                            data.testTargets(),
                            inputs.teacher());
                });
    }

    static ObjectiveType smoothedRelu() {
        return new ObjectiveType(
                "two-layer-smoothed-relu",
                "the same with ReLUs rounded off to (z + sqrt(z^2 + eps^2)) / 2",
                List.of(
                        NEURONS,
                        Parameter.real("smoothing", "eps, the width of the rounding", 0.02, 1e-6, Double.MAX_VALUE)),
                SupervisedData.ROLES,
                List.of(new ReluTeacher()),
                inputs -> {
                    SupervisedData data = SupervisedData.of(inputs.datasets());
                    return new SmoothedRelu(
                            neurons(inputs.parameters(), data),
                            inputs.parameters().real("smoothing"),
                            data.features(),
                            data.targets(),
                            data.testFeatures(),
                            data.testTargets(),
                            inputs.teacher());
                });
    }

    private static int neurons(ParameterValues parameters, SupervisedData data) {
        int neurons = parameters.count("neurons");
        double weights = neurons * (data.features().columns() + 2.0);
        if (weights > MAX_WEIGHTS) {
            throw new InvalidSpecException(
                    "objective.neurons",
                    "objective.neurons is " + neurons + ", which makes " + exact(weights)
                            + " weights; give at most "
                            + exact(Math.floor(MAX_WEIGHTS / (data.features().columns() + 2.0))) + ".");
        }
        return neurons;
    }
}
