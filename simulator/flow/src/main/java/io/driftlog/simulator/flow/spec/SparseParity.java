package io.driftlog.simulator.flow.spec;

import io.driftlog.simulator.spi.DataGenerator;
import io.driftlog.simulator.spi.Parameter;
import io.driftlog.simulator.spi.ParameterValues;
import io.driftlog.simulator.spi.SplitMix64;
import java.util.List;

/** Features that are 1 or -1 with equal probability; class 1 where the product of a few random ones is 1. */
final class SparseParity implements DataGenerator {
    @Override
    public String name() {
        return "sparse-parity";
    }

    @Override
    public String description() {
        return "features of 1 and -1, classes by the product of a few of them";
    }

    @Override
    public List<Parameter> parameters() {
        return ClassData.parameters(
                20,
                1,
                100,
                Parameter.count("sparsity", "number of features whose product is the class", 2, 1, 10_000_000));
    }

    @Override
    public Generated generate(ParameterValues parameters, SplitMix64 random) {
        ClassData.requireAtMost(parameters, "sparsity", "features");
        int[] support = random.split("teacher").choice(parameters.count("features"), parameters.count("sparsity"));
        return ClassData.generate(parameters, new double[0], random, (stream, index, x) -> {
            for (int k = 0; k < x.length; k++) {
                x[k] = stream.nextInt(2) == 0 ? -1 : 1;
            }
            double product = 1;
            for (int k : support) {
                product *= x[k];
            }
            return product > 0 ? 1 : 0;
        });
    }
}
