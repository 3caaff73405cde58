package io.driftlog.simulator.service.api;

import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.Origin;
import io.driftlog.simulator.flow.loop.Integration;
import io.driftlog.simulator.flow.spec.Methods;
import io.driftlog.simulator.flow.spec.Problem;
import io.driftlog.simulator.flow.spec.Problems;
import io.driftlog.simulator.service.ExpectedSize;
import io.driftlog.simulator.service.NamedSpec;
import io.driftlog.simulator.spi.InvalidSpecException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/** Whether a run can be begun, before it is put into the queue. */
final class RunChecks {
    /** Numbers that the data and weights of one run may take: half a gigabyte of memory at most while they are made. */
    private static final double MOST_NUMBERS = 2e7;

    private static final int MOST_WEIGHTS = 1_000_000;
    private static final int LONGEST_NAME = 200;
    private static final Pattern NUMBER = Pattern.compile("[-+.0-9eE]+");

    private RunChecks() {}

    /**
     * Builds what the spec describes, and lets go of it again.
     *
     * @param free asked for the free bytes of the log's disks where the size of the run is known
     * @throws InvalidSpecException when it cannot be run
     * @throws io.driftlog.events.UserException.Unusable when it is larger than the limits
     */
    static void check(NamedSpec named, RunLimits limits, Supplier<OptionalLong> free) {
        checkSize(named);
        Problem problem =
                Problems.open(named.spec(), named.origin().map(Origin::time).orElse(0.0));
        MethodSpec method = Methods.choose(named.spec().method(), problem).method();
        int dimension = problem.initialWeights().length;
        if (dimension > MOST_WEIGHTS) {
            throw new InvalidSpecException(
                    "objective",
                    "objective: has " + dimension + " weights, and over HTTP at most " + MOST_WEIGHTS
                            + " are taken; use `driftlog run` on this machine.");
        }
        // Only these have a known number of steps; to begin others, such as the closed form, can take minutes.
        if (method.parameters().containsKey("stepSize")) {
            Integration run = Integration.start("", named.spec(), named.origin());
            limits.check(run.stepsToEnd(), ExpectedSize.of(run, named.emission(), run.current(), 0), free.get());
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

    /**
     * Checks what a fork changes.
     *
     * @throws InvalidSpecException when a change could name a file
     */
    static void refuseFiles(Map<String, String> changes) {
        changes.forEach((key, value) -> {
            if (key.strip().startsWith("objective")
                    && !NUMBER.matcher(value.strip()).matches()) {
                throw new InvalidSpecException(
                        key, key + ": over HTTP a fork changes only numbers of its objective, such as its noise.");
            }
        });
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
