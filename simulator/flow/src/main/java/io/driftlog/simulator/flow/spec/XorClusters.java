package io.driftlog.simulator.flow.spec;

import io.driftlog.simulator.spi.DataGenerator;
import io.driftlog.simulator.spi.Parameter;
import io.driftlog.simulator.spi.ParameterValues;
import io.driftlog.simulator.spi.SplitMix64;
import java.util.List;

/**
 * Four normal clusters around {@code (+-1, +-1)} in the first two features, taken in turn; class 1 where the signs agree.
 * Further features hold the noise alone. No linear model separates them.
 */
final class XorClusters implements DataGenerator {
    @Override
    public String name() {
        return "xor-clusters";
    }

    @Override
    public String description() {
        return "four clusters, two of each class at opposite corners of a square";
    }

    @Override
    public List<Parameter> parameters() {
        return ClassData.parameters(
                2,
                2,
                40,
                Parameter.real("spread", "standard deviation of the noise on every feature", 0.2, 0, Double.MAX_VALUE));
    }

    @Override
    public Generated generate(ParameterValues parameters, SplitMix64 random) {
        double spread = parameters.real("spread");
        return ClassData.generate(parameters, new double[0], random, (stream, index, x) -> {
            stream.gaussian(spread, x);
            double first = index % 4 < 2 ? 1 : -1;
            double second = index % 2 == 0 ? first : -first;
            x[0] += first;
            x[1] += second;
            return first == second ? 1 : 0;
        });
    }
}
