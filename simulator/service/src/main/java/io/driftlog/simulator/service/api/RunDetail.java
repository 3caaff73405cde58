package io.driftlog.simulator.service.api;

import io.driftlog.events.InitialSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.http.RunView;
import io.driftlog.index.RunEntry;
import io.micronaut.serde.annotation.Serdeable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run with its spec.
 *
 * @param run the run in short
 * @param spec what it integrates, with every default filled in; a spec to submit again, unless its data were given
 * @param givenData whether its data, or its initial weights, were given and are not in this spec
 */
@Serdeable
record RunDetail(RunView run, @Nullable Map<String, Object> spec, boolean givenData) {
    static RunDetail of(RunEntry entry) {
        return new RunDetail(
                RunView.of(entry),
                entry.started().map(RunDetail::spec).orElse(null),
                entry.started().map(RunDetail::hasGivenData).orElse(false));
    }

    private static boolean hasGivenData(RunStarted run) {
        RunSpec spec = run.spec();
        return spec.objective().generator().isEmpty() || spec.initial() instanceof InitialSpec.Given;
    }

    private static Map<String, Object> spec(RunStarted run) {
        RunSpec spec = run.spec();
        var objective = typed(spec.objective().type(), spec.objective().parameters());
        if (!spec.objective().generator().isEmpty()) {
            objective.put(
                    "generator",
                    typed(spec.objective().generator(), spec.objective().generatorParameters()));
        }
        var json = new LinkedHashMap<String, Object>();
        json.put("name", run.name());
        json.put("objective", objective);
        if (spec.initial() instanceof InitialSpec.Gaussian gaussian) {
            json.put("initial", Map.of("gaussian", Map.of("variance", gaussian.variance())));
        }
        json.put("weightDecay", spec.weightDecay());
        json.put("regularizer", spec.regularizer());
        json.put("method", typed(spec.method().type(), spec.method().parameters()));
        var until = new LinkedHashMap<String, Object>();
        spec.until().time().ifPresent(time -> until.put("time", time));
        spec.until().slowTime().ifPresent(time -> until.put("slowTime", time));
        spec.until().gradientNorm().ifPresent(norm -> until.put("gradientNorm", norm));
        json.put("until", until);
        json.put("seed", spec.seed());
        return json;
    }

    private static Map<String, Object> typed(String type, Map<String, Double> numbers) {
        var json = new LinkedHashMap<String, Object>();
        json.put("type", type);
        json.putAll(numbers);
        return json;
    }
}
