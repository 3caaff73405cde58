package io.driftlog.simulator.service.api;

import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.simulator.flow.spec.Methods;
import io.driftlog.simulator.flow.spec.Problem;
import io.driftlog.simulator.flow.spec.Problems;
import io.driftlog.simulator.service.NamedSpec;
import io.driftlog.simulator.spi.InvalidSpecException;
import java.util.Map;
import java.util.stream.DoubleStream;

/** Whether a run can be begun, before it is put into the queue. */
final class RunChecks {
    /** Numbers that the data and weights of one run may take: half a gigabyte of memory at most while they are made. */
    private static final double MOST_NUMBERS = 2e7;

    private static final int MOST_WEIGHTS = 1_000_000;
    private static final int LONGEST_NAME = 200;

    private RunChecks() {}

    /**
     * Builds what the spec describes, and lets go of it again.
     *
     * @throws InvalidSpecException when it cannot be run
     */
    static void check(NamedSpec named) {
        checkSize(named);
        RunSpec spec = named.spec();
        Problem problem = Problems.open(spec);
        Methods.choose(spec.method(), problem);
        int dimension = problem.initialWeights().length;
        if (dimension > MOST_WEIGHTS) {
            throw new InvalidSpecException(
                    "objective",
                    "objective: has " + dimension + " weights, and over HTTP at most " + MOST_WEIGHTS
                            + " are taken; use `driftlog run` on this machine.");
        }
    }

    /**
     * Refuses a spec that is too large to be started over HTTP.
     *
     * @throws InvalidSpecException when it is
     */
    static void checkSize(NamedSpec named) {
        if (named.name().length() > LONGEST_NAME) {
            throw new InvalidSpecException(
                    "name", "name: has " + named.name().length() + " characters; use at most " + LONGEST_NAME + ".");
        }
        checkSize(named.spec().objective());
    }

    /** The two largest counts bound every array that a generator or an objective makes, up to a small factor. */
    private static void checkSize(ObjectiveSpec objective) {
        double[] counts = DoubleStream.concat(counts(objective.parameters()), counts(objective.generatorParameters()))
                .map(Math::abs)
                .sorted()
                .toArray();
        int last = counts.length - 1;
        double product = counts.length < 2 ? 1 : counts[last] * counts[last - 1];
        if (product > MOST_NUMBERS) {
            throw new InvalidSpecException(
                    "objective",
                    "objective: is too large to be started over HTTP, where the product of its two largest counts is at"
                            + " most 2e7; use `driftlog run` on this machine.");
        }
    }

    private static DoubleStream counts(Map<String, Double> parameters) {
        return parameters.entrySet().stream()
                .filter(each -> !each.getKey().equals("scale") && !each.getKey().equals("noise"))
                .mapToDouble(Map.Entry::getValue);
    }
}
