package io.driftlog.simulator.flow.spec;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.spi.DataGenerator;
import io.driftlog.simulator.spi.Parameter;
import io.driftlog.simulator.spi.ParameterValues;
import io.driftlog.simulator.spi.SplitMix64;
import java.util.ArrayList;
import java.util.List;

/**
 * Independent standard normal features, targets {@code X beta + noise} of a sparse teacher whose non-zero entries are
 * normal with standard deviation 2.
 */
final class GaussianFeatures implements DataGenerator {
    @Override
    public String name() {
        return "gaussian";
    }

    @Override
    public String description() {
        return "standard normal features, a sparse normal teacher, normal noise on the targets";
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(LinearTeacher.parameters(50, 20));
        parameters.add(Parameter.real("noise", "standard deviation of the targets' noise", 0, 0, Double.MAX_VALUE));
        return List.copyOf(parameters);
    }

    @Override
    public Generated generate(ParameterValues parameters, SplitMix64 random) {
        LinearTeacher.checkTogether(parameters);
        int features = parameters.count("features");
        double[] teacher = new double[features];
        SplitMix64 teacherStream = random.split("teacher");
        for (int index : teacherStream.choice(features, parameters.count("sparsity"))) {
            teacher[index] = 2 * teacherStream.nextGaussian();
        }
        return LinearTeacher.generate(parameters, teacher, parameters.real("noise"), random, (stream, rows) -> {
            double[] values = new double[rows * features];
            stream.gaussian(1, values);
            return new Dataset(rows, features, values);
        });
    }
}
