package io.driftlog.simulator.flow.spec;

import static io.driftlog.events.NumberText.exact;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.spi.DataGenerator;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Parameter;
import io.driftlog.simulator.spi.ParameterValues;
import io.driftlog.simulator.spi.SplitMix64;
import java.util.List;

/**
 * A sparse Fourier series sampled at uniform points x in [-pi, pi]: features {@code sqrt(2) cos(k x)}, then
 * {@code sqrt(2) sin(k x)}, for k = 1 … p/2; the teacher's non-zero entries have magnitudes uniform in [0.5, 1.5] and
 * random signs.
 *
 * <p>The setting of Boursier, Pesme &amp; Dragomir, NeurIPS 2025, sec. 4 (diagonal linear network).
 */
final class SparseFourier implements DataGenerator {
    @Override
    public String name() {
        return "sparse-fourier";
    }

    @Override
    public String description() {
        return "a sparse Fourier series sampled at uniform points of [-pi, pi]";
    }

    @Override
    public List<Parameter> parameters() {
        return LinearTeacher.parameters(100, 40);
    }

    @Override
    public Generated generate(ParameterValues parameters, SplitMix64 random) {
        LinearTeacher.checkTogether(parameters);
        int features = parameters.count("features");
        if (features % 2 != 0) {
            throw new InvalidSpecException(
                    "objective.generator.features",
                    "objective.generator.features is " + features
                            + ", but a Fourier series has as many sines as cosines; give an even number, such as "
                            + exact(features + 1.0) + ".");
        }
        double[] teacher = teacher(features, parameters.count("sparsity"), random.split("teacher"));
        return LinearTeacher.generate(parameters, teacher, 0, random, (stream, rows) -> series(stream, rows, features));
    }

    private static double[] teacher(int features, int sparsity, SplitMix64 stream) {
        double[] teacher = new double[features];
        for (int index : stream.choice(features, sparsity)) {
            double sign = stream.nextInt(2) == 0 ? -1 : 1;
            teacher[index] = sign * (0.5 + stream.nextDouble());
        }
        return teacher;
    }

    private static Dataset series(SplitMix64 stream, int rows, int features) {
        double[] values = new double[rows * features];
        int half = features / 2;
        double amplitude = Math.sqrt(2);
        for (int i = 0; i < rows; i++) {
            double x = Math.PI * (2 * stream.nextDouble() - 1);
            for (int k = 1; k <= half; k++) {
                values[i * features + k - 1] = amplitude * StrictMath.cos(k * x);
                values[i * features + half + k - 1] = amplitude * StrictMath.sin(k * x);
            }
        }
        return new Dataset(rows, features, values);
    }
}
