package io.driftlog.simulator.spi;

import static io.driftlog.events.NumberText.exact;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A numeric parameter of a generator, an objective or a method.
 *
 * @param name its key in a run spec
 * @param description one line for a person
 * @param defaultValue used when the spec does not name it
 * @param minimum smallest allowed value; {@code Double.MIN_VALUE} means anything above 0
 * @param maximum largest allowed value; {@code Double.MAX_VALUE} means no limit
 * @param whole whether it must be a whole number
 */
public record Parameter(
        String name, String description, double defaultValue, double minimum, double maximum, boolean whole) {

    /**
     * {@return a whole number within limits}
     *
     * @param name as a spec writes it
     * @param description for a person, in one line
     * @param defaultValue without a value in the spec
     * @param minimum included
     * @param maximum included
     */
    public static Parameter count(String name, String description, long defaultValue, long minimum, long maximum) {
        return new Parameter(name, description, defaultValue, minimum, maximum, true);
    }

    /**
     * {@return any number within limits}
     *
     * @param name as a spec writes it
     * @param description for a person, in one line
     * @param defaultValue without a value in the spec
     * @param minimum included
     * @param maximum included
     */
    public static Parameter real(String name, String description, double defaultValue, double minimum, double maximum) {
        return new Parameter(name, description, defaultValue, minimum, maximum, false);
    }

    /**
     * Fills in defaults and checks the given values.
     *
     * @param owner the key above the parameters, such as {@code method}
     * @param parameters all that are known there
     * @param given those in the spec
     * @return a value for every known parameter
     * @throws InvalidSpecException for an unknown name or a value outside the limits
     */
    public static ParameterValues complete(String owner, List<Parameter> parameters, Map<String, Double> given) {
        SortedMap<String, Double> complete = new TreeMap<>(given);
        given.keySet().forEach(name -> {
            if (parameters.stream().noneMatch(parameter -> parameter.name.equals(name))) {
                throw new InvalidSpecException(owner + "." + name, unknown(owner, name, parameters));
            }
        });
        for (Parameter parameter : parameters) {
            double value = complete.computeIfAbsent(parameter.name, name -> parameter.defaultValue);
            parameter.check(owner + "." + parameter.name, value);
        }
        return new ParameterValues(complete);
    }

    private static String unknown(String owner, String name, List<Parameter> parameters) {
        String problem = owner + "." + name + " is not known here; ";
        if (parameters.isEmpty()) {
            return problem + "remove it, there are no parameters to give.";
        }
        return problem + "use " + parameters.stream().map(Parameter::name).collect(Collectors.joining(", ")) + ".";
    }

    private void check(String key, double value) {
        boolean allowed = value >= minimum && value <= maximum && (!whole || value == Math.rint(value));
        if (!allowed) {
            throw new InvalidSpecException(
                    key,
                    key + " is " + exact(value) + "; give a " + range() + ", or leave it out for " + exact(defaultValue)
                            + ".");
        }
    }

    /** {@return the allowed values in words} */
    public String range() {
        String noun = whole ? "whole number" : "number";
        if (maximum < Double.MAX_VALUE) {
            return noun + " from " + exact(minimum) + " to " + exact(maximum);
        }
        return minimum == Double.MIN_VALUE ? noun + " above 0" : noun + " of at least " + exact(minimum);
    }
}
