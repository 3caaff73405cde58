package io.driftlog.node.cli.output;

import static io.driftlog.simulator.spi.Numbers.readable;

import io.driftlog.events.Finding;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.events.StopRule;
import io.driftlog.simulator.flow.spec.MethodChoice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Events and findings as JSON, the same in every verb. */
public final class RunReport {
    private RunReport() {}

    /** The method in one line, for a person. */
    public static String sentence(MethodChoice method) {
        return "method: " + method.method().type() + " — because " + method.reason();
    }

    /** Which of several conditions ends the run first, in one line; empty if there is only one. */
    public static Optional<String> ending(RunSpec spec) {
        StopRule until = spec.until();
        double end = until.endTime(spec.weightDecay());
        List<String> parts = new ArrayList<>();
        if (until.time().isPresent() && until.slowTime().isPresent()) {
            String time = "until.time " + readable(until.time().getAsDouble());
            double slowTime = until.slowTime().getAsDouble();
            String slow =
                    "until.slowTime " + readable(slowTime) + " (t = " + readable(slowTime / spec.weightDecay()) + ")";
            boolean timeFirst = until.time().getAsDouble() <= end;
            parts.add((timeFirst ? time : slow) + " ends the run first, before " + (timeFirst ? slow : time));
        }
        if (until.gradientNorm().isPresent() && end < Double.POSITIVE_INFINITY) {
            parts.add("it ends before t = " + readable(end) + " if the gradient norm falls to until.gradientNorm "
                    + readable(until.gradientNorm().getAsDouble()));
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of("end: " + String.join("; ", parts));
    }

    /** A finding in one line, for a person. */
    public static String line(FindingRecorded recorded) {
        return String.format(
                Locale.ROOT,
                "seq %-8d %-16s %-11s %-20s %s",
                recorded.seq(),
                recorded.analyzer(),
                recorded.finding().stage().name().toLowerCase(Locale.ROOT),
                recorded.finding().kind(),
                recorded.finding().sentence());
    }

    public static Map<String, Object> method(MethodChoice method) {
        var json = new LinkedHashMap<String, Object>();
        json.put("type", method.method().type());
        json.put("reason", method.reason());
        return json;
    }

    public static Map<String, Object> finalValues(StepTaken last) {
        var json = new LinkedHashMap<String, Object>();
        json.put("trainLoss", Console.number(last.trainLoss()));
        json.put("testLoss", Console.number(last.testLoss()));
        json.put("weightNormSquared", Console.number(last.weightNormSquared()));
        return json;
    }

    public static List<Map<String, Object>> findings(List<FindingRecorded> findings) {
        List<Map<String, Object>> json = new ArrayList<>();
        findings.forEach(finding -> json.add(finding(finding)));
        return json;
    }

    private static Map<String, Object> finding(FindingRecorded recorded) {
        Finding finding = recorded.finding();
        var json = new LinkedHashMap<String, Object>();
        json.put("analyzer", recorded.analyzer());
        json.put("version", recorded.version());
        json.put("parameters", recorded.parameters());
        json.put("seq", recorded.seq());
        json.put("index", recorded.index());
        json.put("kind", finding.kind());
        json.put("stage", finding.stage().name().toLowerCase(Locale.ROOT));
        json.put("time", Console.number(finding.time().map(t -> t.estimate()).orElse(Double.NaN)));
        json.put(
                "bracket",
                finding.time()
                        .map(t -> List.of(Console.number(t.lower()), Console.number(t.upper())))
                        .orElse(List.of()));
        var values = new LinkedHashMap<String, Object>();
        finding.values().forEach((name, value) -> values.put(name, Console.number(value)));
        json.put("values", values);
        if (!finding.vectors().isEmpty()) {
            json.put("vectors", finding.vectors());
        }
        json.put("sentence", finding.sentence());
        return json;
    }
}
