package io.driftlog.simulator.spi;

import static io.driftlog.events.NumberText.exact;

import io.driftlog.events.Dataset;
import io.driftlog.events.RegularizerTerm;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A kind of regulariser that a run spec can name.
 *
 * @param name its name in a run spec
 * @param description one line for a person
 * @param parameters numbers that shape it
 * @param roles the vectors that it takes, each with one number per weight
 * @param factory builds it
 */
public record RegularizerType(
        String name, String description, List<Parameter> parameters, List<DataRole> roles, Factory factory) {

    /**
     * Checks what the type declares.
     *
     * @param name its name in a run spec
     * @param description one line for a person
     * @param parameters numbers that shape it
     * @param roles the vectors that it takes, each with one number per weight
     * @param factory builds it
     * @throws IllegalArgumentException for a name that no spec can have, a default outside its limits, or a key that is
     *     there twice
     */
    public RegularizerType {
        Declaration.check(name, description);
        parameters = List.copyOf(parameters);
        roles = List.copyOf(roles);
        Declaration.require(factory != null, name + " has no factory");
        Declaration.checkKeys(
                name, parameters, roles.stream().map(DataRole::name).toList(), "type", "weight");
    }

    /** Builds a regulariser. */
    @FunctionalInterface
    public interface Factory {
        /**
         * Builds a regulariser.
         *
         * @param inputs what the spec says of it
         * @return the regulariser
         * @throws InvalidSpecException when the values do not fit
         */
        Regularizer create(Inputs inputs);
    }

    /**
     * What a regulariser is built from.
     *
     * @param parameters one value for each of the type's parameters
     * @param vectors by role: known roles, the required ones there, d finite numbers each. Not copied, never modified.
     * @param dimension number of weights d
     */
    public record Inputs(ParameterValues parameters, Map<String, double[]> vectors, int dimension) {}

    /**
     * The term with every default filled in.
     *
     * @param term of this type
     * @return the complete term
     * @throws InvalidSpecException for an unknown parameter, or a value outside its limits
     */
    public RegularizerTerm complete(RegularizerTerm term) {
        if (!(term.weight() > 0 && Double.isFinite(term.weight()))) {
            throw new InvalidSpecException(
                    "regularizer.weight",
                    "regularizer.weight is " + exact(term.weight()) + "; give a finite number above 0.");
        }
        term.vectors().keySet().forEach(role -> {
            if (roles.stream().noneMatch(known -> known.name().equals(role))) {
                throw new InvalidSpecException(
                        "regularizer." + role,
                        "regularizer." + role + " is not known for " + name + "; "
                                + (roles.isEmpty()
                                        ? "remove it."
                                        : "it takes "
                                                + roles.stream()
                                                        .map(DataRole::name)
                                                        .collect(Collectors.joining(", "))
                                                + "."));
            }
        });
        return new RegularizerTerm(
                name,
                term.weight(),
                Parameter.complete("regularizer", parameters, term.parameters()).byName(),
                term.options(),
                term.vectors());
    }

    /**
     * Builds the regulariser of a term, without its weight.
     *
     * @param term of this type, with or without defaults
     * @param dimension number of weights d
     * @return the regulariser
     * @throws InvalidSpecException for values that cannot be run
     */
    public Regularizer create(RegularizerTerm term, int dimension) {
        RegularizerTerm complete = complete(term);
        for (DataRole role : roles) {
            if (role.required() && !complete.vectors().containsKey(role.name())) {
                throw new InvalidSpecException(
                        "regularizer." + role.name(),
                        "regularizer." + role.name() + " is missing; give it (" + role.description() + ").");
            }
        }
        complete.vectors().forEach((role, vector) -> check(role, vector, dimension));
        Map<String, double[]> vectors = complete.vectors().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().values()));
        return factory.create(new Inputs(new ParameterValues(complete.parameters()), vectors, dimension));
    }

    private static void check(String role, Dataset vector, int dimension) {
        if (vector.values().length != dimension) {
            throw new InvalidSpecException(
                    "regularizer." + role,
                    "regularizer." + role + " holds " + vector.values().length + " numbers but the objective has "
                            + dimension + " weights; give one number per weight.");
        }
        for (double value : vector.values()) {
            if (!Double.isFinite(value)) {
                throw new InvalidSpecException(
                        "regularizer." + role,
                        "regularizer." + role + " holds " + exact(value) + "; give finite numbers only.");
            }
        }
    }
}
