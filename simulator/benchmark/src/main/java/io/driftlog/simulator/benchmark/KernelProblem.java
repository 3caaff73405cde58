package io.driftlog.simulator.benchmark;

import io.driftlog.events.RunSpec;
import io.driftlog.simulator.flow.spec.Method;
import io.driftlog.simulator.flow.spec.Methods;
import io.driftlog.simulator.flow.spec.Problem;
import io.driftlog.simulator.flow.spec.Problems;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/** A problem file as the JMH benchmarks of single kernels use it. The folder is the system property of that name. */
public final class KernelProblem {
    private static final String FOLDER = System.getProperty("driftlog.problems", "simulator/benchmark/problems");

    private final RunSpec spec;
    private final Problem problem;

    /**
     * @param name {@code A}, {@code B}, …
     * @param weightDecay lambda
     */
    public KernelProblem(String name, double weightDecay) {
        try {
            ProblemFile file = ProblemFile.read(Path.of(FOLDER, name + ".txt"));
            spec = ProblemSpecs.run(file, weightDecay, "radaug", Map.of());
            problem = Problems.open(spec);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The training loss. */
    public LeastSquaresObjective objective() {
        return (LeastSquaresObjective) problem.flow().objective();
    }

    /** Where the flow starts. Not modified. */
    public double[] initialWeights() {
        return problem.initialWeights();
    }

    /** radaug at its default tolerances. */
    public Method method() {
        return Methods.create(spec.method(), problem);
    }
}
