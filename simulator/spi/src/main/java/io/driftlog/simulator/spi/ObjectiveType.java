package io.driftlog.simulator.spi;

import static io.driftlog.events.NumberText.exact;

import io.driftlog.events.Dataset;
import io.driftlog.events.ObjectiveSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A kind of training objective that a run spec can name.
 *
 * @param name its name in a run spec
 * @param description one line for a person
 * @param parameters numbers that shape the objective itself
 * @param choices words and texts that shape it
 * @param roles the data sets it takes
 * @param generators what can make its data instead
 * @param factory builds it
 */
public record ObjectiveType(
        String name,
        String description,
        List<Parameter> parameters,
        List<Choice> choices,
        List<DataRole> roles,
        List<DataGenerator> generators,
        Factory factory) {

    /**
     * Checks what the type declares.
     *
     * @param name its name in a run spec
     * @param description one line for a person
     * @param parameters numbers that shape the objective itself
     * @param choices words and texts that shape it
     * @param roles the data sets it takes
     * @param generators what can make its data instead
     * @param factory builds it
     * @throws IllegalArgumentException for a name that no spec can have, a default outside its limits, or a key that is
     *     there twice
     */
    public ObjectiveType {
        Declaration.check(name, description);
        parameters = List.copyOf(parameters);
        choices = List.copyOf(choices);
        roles = List.copyOf(roles);
        generators = List.copyOf(generators);
        Declaration.require(factory != null, name + " has no factory");
        Declaration.checkKeys(
                name,
                parameters,
                Stream.concat(choices.stream().map(Choice::name), roles.stream().map(DataRole::name))
                        .toList(),
                "type",
                "generator");
        for (DataGenerator each : generators) {
            Declaration.check(each.name(), each.description());
            Declaration.checkKeys(each.name(), each.parameters(), List.of(), "type");
        }
    }

    /** Builds an objective from checked data. */
    @FunctionalInterface
    public interface Factory {
        /**
         * Builds an objective.
         *
         * @param inputs what the spec says of it
         * @return the objective
         * @throws InvalidSpecException when shapes do not fit
         */
        Objective create(Inputs inputs);
    }

    /**
     * What an objective is built from.
     *
     * @param parameters one value for each of the type's parameters
     * @param choices by name, those that differ from their default; read by {@link Choice#in}
     * @param datasets by role: known roles, the required ones there, none empty, all values finite
     * @param teacher the predictor behind the data; empty when unknown. Not copied, never modified.
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Inputs(
            ParameterValues parameters, Map<String, String> choices, Map<String, Dataset> datasets, double[] teacher) {}

    /**
     * A type without choices.
     *
     * @param name its name in a run spec
     * @param description one line for a person
     * @param parameters numbers that shape the objective itself
     * @param roles the data sets it takes
     * @param generators what can make its data instead
     * @param factory builds it
     */
    public ObjectiveType(
            String name,
            String description,
            List<Parameter> parameters,
            List<DataRole> roles,
            List<DataGenerator> generators,
            Factory factory) {
        this(name, description, parameters, List.of(), roles, generators, factory);
    }

    /** Builds an objective from features and targets; the constructor that such objectives have. */
    @FunctionalInterface
    public interface SupervisedFactory {
        /**
         * {@return an objective; the arguments fit each other}
         *
         * @param features inputs of the training data
         * @param targets of the training data
         * @param testFeatures inputs of the test data
         * @param testTargets of the test data
         * @param teacher the weights that made the targets
         */
        Objective create(
                Dataset features,
                Dataset targets,
                Optional<Dataset> testFeatures,
                Optional<Dataset> testTargets,
                double[] teacher);
    }

    /**
     * {@return a type that learns one target per row of features and has no parameters}
     *
     * @param name as a spec writes it
     * @param description for a person, in one line
     * @param generators of its data
     * @param factory makes the objective
     */
    public static ObjectiveType supervised(
            String name, String description, List<DataGenerator> generators, SupervisedFactory factory) {
        return new ObjectiveType(name, description, List.of(), SupervisedData.ROLES, generators, inputs -> {
            SupervisedData data = SupervisedData.of(inputs.datasets());
            return factory.create(
                    data.features(), data.targets(), data.testFeatures(), data.testTargets(), inputs.teacher());
        });
    }

    /**
     * The spec with every default filled in.
     *
     * @param spec the objective of a run
     * @return the complete spec
     * @throws InvalidSpecException for values that cannot be run; shapes of data are left to {@link #create}
     */
    public ObjectiveSpec complete(ObjectiveSpec spec) {
        ParameterValues own = Parameter.complete("objective", parameters, spec.parameters());
        SortedMap<String, String> words = Choice.complete("objective", choices, spec.options());
        if (spec.generator().isEmpty()) {
            checkGivenData(spec);
            return new ObjectiveSpec(name, own.byName(), "", new TreeMap<>(), spec.datasets(), new TreeMap<>(), words);
        }
        if (!spec.datasets().isEmpty()) {
            String role = spec.datasets().firstKey();
            throw new InvalidSpecException(
                    "objective." + role,
                    "objective." + role + " is given together with objective.generator " + spec.generator()
                            + "; give data or a generator, not both.");
        }
        ParameterValues numbers = Parameter.complete(
                "objective.generator", generator(spec.generator()).parameters(), spec.generatorParameters());
        return new ObjectiveSpec(
                name, own.byName(), spec.generator(), numbers.byName(), new TreeMap<>(), new TreeMap<>(), words);
    }

    /**
     * Builds the objective with its data.
     *
     * @param spec of this type, with or without defaults
     * @param seed the run's seed
     * @return the objective and its data
     * @throws InvalidSpecException for values that cannot be run
     */
    public Objective create(ObjectiveSpec spec, long seed) {
        ObjectiveSpec complete = complete(spec);
        ParameterValues own = new ParameterValues(complete.parameters());
        if (complete.generator().isEmpty()) {
            return factory.create(new Inputs(own, complete.options(), complete.datasets(), new double[0]));
        }
        DataGenerator.Generated data = generator(complete.generator())
                .generate(new ParameterValues(complete.generatorParameters()), new SplitMix64(seed).split("data"));
        data.datasets().forEach(SupervisedData::checkValues);
        return factory.create(
                new Inputs(withImplied(own, data.implied()), complete.options(), data.datasets(), data.teacher()));
    }

    private static ParameterValues withImplied(ParameterValues own, Map<String, Double> implied) {
        SortedMap<String, Double> values = new TreeMap<>(own.byName());
        implied.forEach((key, value) -> {
            double given = own.real(key);
            if (given != 0 && given != value) {
                throw new InvalidSpecException(
                        "objective." + key,
                        "objective." + key + " is " + exact(given) + " but objective.generator makes data for "
                                + exact(value) + "; leave it out.");
            }
            values.put(key, value);
        });
        return new ParameterValues(values);
    }

    /**
     * The role of data under this key.
     *
     * @param key as a run spec names it, below {@code objective}
     * @return the role
     * @throws InvalidSpecException when there is none
     */
    public DataRole role(String key) {
        return roles.stream()
                .filter(known -> known.name().equals(key))
                .findFirst()
                .orElseThrow(() -> new InvalidSpecException(
                        "objective." + key,
                        "objective." + key + " is not a data set of " + name + "; it takes "
                                + roles.stream().map(DataRole::name).collect(Collectors.joining(", ")) + "."));
    }

    private void checkGivenData(ObjectiveSpec spec) {
        if (!spec.generatorParameters().isEmpty()) {
            String parameter = spec.generatorParameters().firstKey();
            throw new InvalidSpecException(
                    "objective.generator." + parameter,
                    "objective.generator." + parameter + " is given but no generator is named; name one of " + names()
                            + " or remove it.");
        }
        if (spec.datasets().isEmpty() && roles.stream().anyMatch(DataRole::required)) {
            throw new InvalidSpecException(
                    "objective",
                    "objective has no data; give objective."
                            + roles.stream()
                                    .filter(DataRole::required)
                                    .map(DataRole::name)
                                    .collect(Collectors.joining(" and objective."))
                            + ", or name a generator: " + names() + ".");
        }
        spec.datasets().forEach((role, dataset) -> {
            role(role);
            SupervisedData.checkValues(role, dataset);
        });
        for (DataRole role : roles) {
            if (role.required() && !spec.datasets().containsKey(role.name())) {
                throw new InvalidSpecException(
                        "objective." + role.name(),
                        "objective." + role.name() + " is missing; give it (" + role.description() + ").");
            }
        }
    }

    private DataGenerator generator(String generatorName) {
        return generators.stream()
                .filter(generator -> generator.name().equals(generatorName))
                .findFirst()
                .orElseThrow(() -> new InvalidSpecException(
                        "objective.generator",
                        "objective.generator " + generatorName + " is not known for " + name + "; use " + names()
                                + "."));
    }

    private String names() {
        return generators.stream().map(DataGenerator::name).collect(Collectors.joining(", "));
    }
}
