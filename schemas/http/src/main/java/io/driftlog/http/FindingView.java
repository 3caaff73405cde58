package io.driftlog.http;

import io.driftlog.events.Finding;
import io.driftlog.events.FindingRecorded;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A finding of an analyzer about a run.
 *
 * @param analyzer id of the analyzer
 * @param version version of the analyzer
 * @param parameters those that differ from its defaults
 * @param seq seq of the step, or of the end, at which it was found
 * @param index numbers the findings at one seq
 * @param kind what was found, such as loss-plateau; each analyzer's last one is completed or failed
 * @param stage provisional or final
 * @param time the flow time that it states; null when it states none
 * @param bracket flow times of the samples around that time; empty when it states none
 * @param values named numbers; null where one is not finite
 * @param vectors named vectors
 * @param sentence the finding in words
 */
@Serdeable
@Schema(name = "Finding")
public record FindingView(
        String analyzer,
        int version,
        Map<String, String> parameters,
        long seq,
        int index,
        String kind,
        @Schema(allowableValues = {"provisional", "final"}) String stage,
        @Nullable Double time,
        List<@Nullable Double> bracket,
        SortedMap<String, @Nullable Double> values,

        @Schema(description = "named vectors; only their lengths in vectorLengths unless vectors=true was asked for")
        SortedMap<String, Numbers> vectors,

        SortedMap<String, Integer> vectorLengths,
        String sentence) {

    /** Findings with their vectors. */
    public static List<FindingView> of(List<FindingRecorded> findings) {
        return findings.stream().map(found -> of(found, true)).toList();
    }

    /**
     * A finding as the API and the command line show it.
     *
     * @param withVectors whether to show the vectors, or only their lengths
     */
    public static FindingView of(FindingRecorded recorded, boolean withVectors) {
        Finding finding = recorded.finding();
        var values = new TreeMap<String, @Nullable Double>();
        finding.values().forEach((name, value) -> values.put(name, Numbers.orNull(value)));
        var lengths = new TreeMap<String, Integer>();
        finding.vectors().forEach((name, vector) -> lengths.put(name, vector.length));
        return new FindingView(
                recorded.analyzer(),
                recorded.version(),
                recorded.parameters(),
                recorded.seq(),
                recorded.index(),
                finding.kind(),
                Words.of(finding.stage()),
                finding.time().map(t -> Numbers.orNull(t.estimate())).orElse(null),
                finding.time()
                        .map(t -> Arrays.asList(Numbers.orNull(t.lower()), Numbers.orNull(t.upper())))
                        .orElse(List.of()),
                values,
                withVectors ? Numbers.of(finding.vectors()) : new TreeMap<>(),
                lengths,
                finding.sentence());
    }

    /** The finding itself, about a run, with NaN where a number was not finite. */
    public FindingRecorded recorded(String runId) {
        var numbers = new TreeMap<String, Double>();
        values.forEach((name, value) -> numbers.put(name, Numbers.orNan(value)));
        var arrays = new TreeMap<String, double[]>();
        vectors.forEach((name, vector) -> arrays.put(name, vector.values()));
        return new FindingRecorded(
                runId,
                analyzer,
                version,
                new TreeMap<>(parameters),
                seq,
                index,
                new Finding(
                        kind,
                        Finding.Stage.valueOf(stage.toUpperCase(Locale.ROOT)),
                        bracket.isEmpty()
                                ? Optional.empty()
                                : Optional.of(new Finding.BracketedTime(
                                        Numbers.orNan(time),
                                        Numbers.orNan(bracket.get(0)),
                                        Numbers.orNan(bracket.get(1)))),
                        numbers,
                        arrays,
                        sentence));
    }
}
