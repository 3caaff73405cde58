package io.driftlog.node.cli.output;

import io.driftlog.events.InitialSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.StopRule;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.dataset.DatasetReferences;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Events as JSON: the fields of their schemas, null for numbers that are not finite, digests in hexadecimal. Data sets too
 * large for a RunStarted are not in it, as they are not in the log's.
 */
public final class EventJson {
    private EventJson() {}

    public static Map<String, Object> of(TrajectoryEvent event) {
        var json = new LinkedHashMap<String, Object>();
        json.put("event", event.getClass().getSimpleName());
        json.put("runId", event.runId());
        if (event instanceof StepTaken step) {
            put(json, step);
        } else if (event instanceof RunEnded end) {
            put(json, end);
        } else {
            put(json, DatasetReferences.split((RunStarted) event).run());
        }
        return json;
    }

    private static void put(Map<String, Object> json, RunStarted run) {
        json.put("name", run.name());
        json.put("spec", spec(run.spec()));
        json.put("numericsVersion", run.numericsVersion());
        json.put("dimension", run.dimension());
        json.put("samples", run.samples());
        json.put("software", run.software());
        json.put("startedAt", Instant.ofEpochMilli(run.startedAtMillis()).toString());
        run.origin().ifPresent(origin -> {
            var from = new LinkedHashMap<String, Object>();
            from.put("runId", origin.runId());
            from.put("seq", origin.seq());
            from.put("time", Console.number(origin.time()));
            from.put("digest", HexFormat.of().formatHex(origin.digest()));
            from.put("changes", origin.changes());
            json.put("origin", from);
        });
        json.put(
                "emission",
                Map.of(
                        "everyStep", run.emission().everyStep(),
                        "stepsPerDecade", run.emission().stepsPerDecade(),
                        "weightsEvery", run.emission().weightsEvery()));
    }

    public static Map<String, Object> spec(RunSpec spec) {
        var json = new LinkedHashMap<String, Object>();
        json.put("objective", objective(spec.objective()));
        json.put(
                "initial",
                spec.initial() instanceof InitialSpec.Gaussian gaussian
                        ? Map.of("gaussian", Map.of("variance", Console.number(gaussian.variance())))
                        : Map.of("values", numbers(((InitialSpec.Given) spec.initial()).values())));
        json.put("weightDecay", Console.number(spec.weightDecay()));
        json.put("regularizer", spec.regularizer());
        json.put(
                "method",
                Map.of(
                        "type",
                        spec.method().type(),
                        "parameters",
                        numbers(spec.method().parameters())));
        json.put("until", until(spec.until()));
        json.put("seed", spec.seed());
        return json;
    }

    private static Map<String, Object> objective(ObjectiveSpec objective) {
        var json = new LinkedHashMap<String, Object>();
        json.put("type", objective.type());
        json.put("parameters", numbers(objective.parameters()));
        json.put("generator", objective.generator());
        json.put("generatorParameters", numbers(objective.generatorParameters()));
        var datasets = new LinkedHashMap<String, Object>();
        objective
                .datasets()
                .forEach((role, data) -> datasets.put(
                        role,
                        Map.of("rows", data.rows(), "columns", data.columns(), "values", numbers(data.values()))));
        json.put("datasets", datasets);
        json.put("datasetReferences", objective.datasetReferences());
        return json;
    }

    private static Map<String, Object> until(StopRule until) {
        var json = new LinkedHashMap<String, Object>();
        put(json, "time", until.time());
        put(json, "slowTime", until.slowTime());
        put(json, "gradientNorm", until.gradientNorm());
        return json;
    }

    private static void put(Map<String, Object> json, String key, OptionalDouble value) {
        value.ifPresent(number -> json.put(key, Console.number(number)));
    }

    private static void put(Map<String, Object> json, StepTaken step) {
        json.put("seq", step.seq());
        json.put("step", step.step());
        json.put("time", Console.number(step.time()));
        json.put("stepSize", Console.number(step.stepSize()));
        json.put("trainLoss", Console.number(step.trainLoss()));
        json.put("testLoss", Console.number(step.testLoss()));
        json.put("weightNormSquared", Console.number(step.weightNormSquared()));
        json.put("gradientNorm", Console.number(step.gradientNorm()));
        json.put("weights", numbers(step.weights()));
        json.put("multiplier", numbers(step.multiplier()));
        json.put("controllerState", numbers(step.controllerState()));
        json.put("restartPoint", step.restartPoint());
        json.put("rejected", step.rejected());
        json.put("digest", HexFormat.of().formatHex(step.digest()));
    }

    private static void put(Map<String, Object> json, RunEnded end) {
        json.put("seq", end.seq());
        json.put("steps", end.steps());
        json.put("time", Console.number(end.time()));
        json.put("outcome", end.outcome().name().toLowerCase(Locale.ROOT));
        json.put("cause", end.cause());
        json.put("reason", end.reason());
        json.put("digest", HexFormat.of().formatHex(end.digest()));
        json.put("endedAt", Instant.ofEpochMilli(end.endedAtMillis()).toString());
    }

    private static Map<String, Object> numbers(Map<String, Double> numbers) {
        var json = new LinkedHashMap<String, Object>();
        numbers.forEach((name, value) -> json.put(name, Console.number(value)));
        return json;
    }

    private static List<Object> numbers(double[] values) {
        List<Object> json = new ArrayList<>(values.length);
        for (double value : values) {
            json.add(Console.number(value));
        }
        return json;
    }
}
