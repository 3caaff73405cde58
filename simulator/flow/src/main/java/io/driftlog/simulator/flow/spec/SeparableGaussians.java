package io.driftlog.simulator.flow.spec;

import io.driftlog.simulator.spi.DataGenerator;
import io.driftlog.simulator.spi.Parameter;
import io.driftlog.simulator.spi.ParameterValues;
import io.driftlog.simulator.spi.SplitMix64;
import io.driftlog.simulator.spi.Vectors;
import java.util.List;

/**
 * Standard normal features, moved apart along orthonormal directions, one per class: a sample belongs to the class whose
 * direction has the largest product with it and moves along that direction by {@code sqrt(2) margin}. Every sample then
 * lies at least the margin away from each plane between its class and another, all through the origin.
 */
final class SeparableGaussians implements DataGenerator {
    @Override
    public String name() {
        return "separable-gaussians";
    }

    @Override
    public String description() {
        return "normal features in classes that planes through the origin separate with a margin";
    }

    @Override
    public List<Parameter> parameters() {
        return ClassData.parameters(
                20,
                2,
                40,
                Parameter.count("classes", "number of classes", 2, 2, Classifiers.MAX_CLASSES),
                Parameter.real("margin", "least distance of a sample to the planes", 0.5, 0, Double.MAX_VALUE),
                Parameter.count("sparsity", "number of features that matter", 5, 2, 10_000_000));
    }

    @Override
    public Generated generate(ParameterValues parameters, SplitMix64 random) {
        ClassData.requireAtMost(parameters, "sparsity", "features");
        ClassData.requireAtMost(parameters, "classes", "sparsity");
        int features = parameters.count("features");
        double[][] directions = directions(parameters, random.split("teacher"));
        double shift = StrictMath.sqrt(2) * parameters.real("margin");
        double[] teacher = new double[directions.length * features];
        for (int c = 0; c < directions.length; c++) {
            System.arraycopy(directions[c], 0, teacher, c * features, features);
        }
        return ClassData.generate(parameters, teacher, random, (stream, index, x) -> {
            stream.gaussian(1, x);
            int label = 0;
            for (int c = 1; c < directions.length; c++) {
                label = Vectors.dot(directions[c], x) > Vectors.dot(directions[label], x) ? c : label;
            }
            Vectors.addScaled(shift, directions[label], x);
            return label;
        });
    }

    /** Random orthonormal directions over the features that matter, by Gram and Schmidt. */
    private static double[][] directions(ParameterValues parameters, SplitMix64 stream) {
        int[] support = stream.choice(parameters.count("features"), parameters.count("sparsity"));
        double[][] directions = new double[parameters.count("classes")][parameters.count("features")];
        for (int c = 0; c < directions.length; c++) {
            for (int k : support) {
                directions[c][k] = stream.nextGaussian();
            }
            for (int pass = 0; pass < 2; pass++) {
                for (int b = 0; b < c; b++) {
                    Vectors.addScaled(-Vectors.dot(directions[b], directions[c]), directions[b], directions[c]);
                }
                Vectors.scale(1 / Math.sqrt(Vectors.normSquared(directions[c])), directions[c]);
            }
        }
        return directions;
    }
}
