package io.driftlog.simulator.flow.spec;

import io.driftlog.events.MethodSpec;
import io.driftlog.simulator.flow.StepController;
import io.driftlog.simulator.flow.Stepper;
import io.driftlog.simulator.spi.Choice;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Parameter;
import io.driftlog.simulator.spi.ParameterValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An integration method that a run spec can name.
 *
 * @param name its name in a run spec
 * @param description one line for a person
 * @param parameters the numbers that it takes, {@code maxSteps} and {@code restartEvery} among them
 * @param choices the words that it takes
 * @param factory builds it
 */
public record MethodType(
        String name, String description, List<Parameter> parameters, List<Choice> choices, Factory factory) {
    private static final long EXACT_INTEGERS = 1L << 53;
    static final Parameter MAX_STEPS =
            Parameter.count("maxSteps", "accepted steps after which the run fails", 100_000_000, 1, EXACT_INTEGERS);

    /** Builds stepper and controller. */
    @FunctionalInterface
    public interface Factory {
        /**
         * Builds them for one run.
         *
         * @param parameters one value for each of the type's parameters
         * @param words the given choices that differ from their defaults
         * @param problem what is integrated, and from where
         * @throws InvalidSpecException when the method cannot integrate this problem
         */
        Parts create(ParameterValues parameters, Map<String, String> words, Problem problem);
    }

    /** Builds them from numbers alone. */
    @FunctionalInterface
    interface NumericFactory {
        /** The same as {@link Factory#create}. */
        Parts create(ParameterValues parameters, Problem problem);
    }

    /** A stepper and the controller that goes with it. */
    public record Parts(Stepper<?> stepper, StepController controller) {}

    /**
     * A method with the parameters that all have.
     *
     * @param own the parameters of this method alone
     * @param restartEvery default number of accepted steps between restart points: 1 for a method that remembers
     *     nothing but its point
     */
    static MethodType of(
            String name, String description, List<Parameter> own, long restartEvery, NumericFactory factory) {
        return of(
                name,
                description,
                own,
                List.of(),
                restartEvery,
                (parameters, words, problem) -> factory.create(parameters, problem));
    }

    /** The same for a method that takes words too. */
    static MethodType of(
            String name,
            String description,
            List<Parameter> own,
            List<Choice> choices,
            long restartEvery,
            Factory factory) {
        List<Parameter> parameters = new ArrayList<>(own);
        parameters.add(MAX_STEPS);
        parameters.add(Parameter.count(
                "restartEvery",
                "accepted steps from one restart point to the next; a run can be resumed at restart points",
                restartEvery,
                1,
                EXACT_INTEGERS));
        return new MethodType(name, description, List.copyOf(parameters), choices, factory);
    }

    /**
     * The spec with every default filled in.
     *
     * @throws InvalidSpecException for an unknown parameter or a value outside its limits
     */
    public MethodSpec complete(MethodSpec spec) {
        return new MethodSpec(
                name,
                Parameter.complete("method", parameters, spec.parameters()).byName(),
                Choice.complete("method", choices, spec.options()));
    }

    /**
     * Builds the method for one run.
     *
     * @param spec of this type, with or without defaults
     * @param problem what is integrated, and from where
     * @throws InvalidSpecException when the method cannot integrate this problem
     */
    public Method create(MethodSpec spec, Problem problem) {
        MethodSpec complete = complete(spec);
        ParameterValues numbers = new ParameterValues(complete.parameters());
        Parts parts = factory.create(numbers, complete.options(), problem);
        return new Method(
                parts.stepper(), parts.controller(), numbers.whole("restartEvery"), numbers.whole("maxSteps"));
    }
}
