package io.driftlog.simulator.service;

import io.driftlog.events.EmissionPolicy;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StopRule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** A run spec as the entries of the YAML document that would say it; given data and initial weights are left out. */
final class SpecEntries {
    private SpecEntries() {}

    /** New maps, to be modified at will. */
    static Map<String, Object> of(String name, RunSpec spec, EmissionPolicy emission) {
        var entries = new LinkedHashMap<String, Object>();
        entries.put("name", name);
        entries.put("objective", objective(spec.objective()));
        entries.put("weightDecay", spec.weightDecay());
        entries.put("regularizer", spec.regularizer());
        entries.put("method", typed(spec.method().type(), spec.method().parameters()));
        entries.put("until", until(spec.until()));
        entries.put("seed", spec.seed());
        var emit = new LinkedHashMap<String, Object>();
        emit.put("everyStep", emission.everyStep());
        if (emission.stepsPerDecade() > 0) {
            emit.put("perDecade", emission.stepsPerDecade());
        }
        emit.put("weightsEvery", emission.weightsEvery());
        entries.put("emit", emit);
        return entries;
    }

    private static Map<String, Object> objective(ObjectiveSpec objective) {
        Map<String, Object> entries = typed(objective.type(), objective.parameters());
        if (!objective.generator().isEmpty()) {
            entries.put("generator", typed(objective.generator(), objective.generatorParameters()));
        }
        return entries;
    }

    private static Map<String, Object> typed(String type, Map<String, Double> numbers) {
        var entries = new LinkedHashMap<String, Object>();
        entries.put("type", type);
        entries.putAll(numbers);
        return entries;
    }

    private static Map<String, Object> until(StopRule until) {
        var entries = new LinkedHashMap<String, Object>();
        put(entries, "time", until.time());
        put(entries, "slowTime", until.slowTime());
        put(entries, "gradientNorm", until.gradientNorm());
        return entries;
    }

    private static void put(Map<String, Object> entries, String key, OptionalDouble number) {
        if (number.isPresent()) {
            entries.put(key, number.getAsDouble());
        }
    }
}
