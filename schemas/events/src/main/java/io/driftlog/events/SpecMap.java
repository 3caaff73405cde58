package io.driftlog.events;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A run spec as the keys and values of the YAML or JSON document that says it: the inverse of reading one. Data sets are
 * left out, because a document names them by file; so are given initial weights where the spec does not hold them.
 */
public final class SpecMap {
    private SpecMap() {}

    /**
     * A spec with everything it says.
     *
     * @param run the first event of the run
     * @return new maps, to be modified at will; numbers, words, lists of words, {@code double[]} and maps of the same
     */
    public static Map<String, Object> of(RunStarted run) {
        RunSpec spec = run.spec();
        var map = new LinkedHashMap<String, Object>();
        map.put("name", run.name());
        if (!run.tags().isEmpty()) {
            map.put("tags", run.tags());
        }
        map.put("objective", objective(spec.objective()));
        if (spec.initial() instanceof InitialSpec.Gaussian gaussian) {
            map.put("initial", mapOf("gaussian", mapOf("variance", gaussian.variance())));
        } else if (spec.initial() instanceof InitialSpec.Given given && given.values().length > 0) {
            map.put("initial", mapOf("values", given.values()));
        }
        map.put("weightDecay", spec.weightDecay());
        map.put("regularizer", regularizer(spec.regularizers()));
        Map<String, Object> method = typed(spec.method().type(), spec.method().parameters());
        method.putAll(spec.method().options());
        map.put("method", method);
        map.put("until", until(spec.until()));
        spec.schedules().forEach(schedule -> map.put(schedule.quantity(), schedule(schedule)));
        map.put("seed", spec.seed());
        map.put("emit", emit(run.emission()));
        return map;
    }

    private static Map<String, Object> objective(ObjectiveSpec objective) {
        Map<String, Object> map = typed(objective.type(), objective.parameters());
        objective
                .options()
                .forEach((name, text) ->
                        map.put(name, text.contains("\n") ? text.lines().toList() : text));
        if (!objective.generator().isEmpty()) {
            map.put("generator", typed(objective.generator(), objective.generatorParameters()));
        }
        return map;
    }

    private static Object regularizer(List<RegularizerTerm> terms) {
        if (terms.size() == 1 && terms.get(0).isPlain()) {
            return terms.get(0).type();
        }
        return terms.stream()
                .map(term -> {
                    Map<String, Object> map = typed(term.type(), term.parameters());
                    map.put("weight", term.weight());
                    map.putAll(term.options());
                    term.vectors().forEach((role, vector) -> map.put(role, vector.values()));
                    return map;
                })
                .toList();
    }

    private static Map<String, Object> schedule(Schedule schedule) {
        Map<String, Object> map = mapOf("curve", schedule.curve());
        map.put("at", schedule.at());
        map.put("values", schedule.values());
        map.putAll(schedule.parameters());
        return map;
    }

    private static Map<String, Object> typed(String type, Map<String, Double> numbers) {
        Map<String, Object> map = mapOf("type", type);
        map.putAll(numbers);
        return map;
    }

    /** The conditions at which a run is complete. */
    public static Map<String, Double> until(StopRule until) {
        var map = new LinkedHashMap<String, Double>();
        put(map, "time", until.time());
        put(map, "slowTime", until.slowTime());
        put(map, "gradientNorm", until.gradientNorm());
        put(map, "speed", until.speed());
        until.steps().ifPresent(steps -> map.put("steps", (double) steps));
        return map;
    }

    private static void put(Map<String, Double> map, String key, OptionalDouble number) {
        number.ifPresent(value -> map.put(key, value));
    }

    private static Map<String, Object> emit(EmissionPolicy emission) {
        Map<String, Object> map = mapOf("everyStep", emission.everyStep());
        if (emission.stepsPerDecade() > 0) {
            map.put("perDecade", emission.stepsPerDecade());
        }
        map.put("weightsEvery", emission.weightsEvery());
        map.put("sampleSpacing", emission.sampleSpacing());
        return map;
    }

    private static Map<String, Object> mapOf(String key, Object value) {
        var map = new LinkedHashMap<String, Object>();
        map.put(key, value);
        return map;
    }
}
