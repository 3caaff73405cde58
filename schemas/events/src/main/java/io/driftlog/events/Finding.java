package io.driftlog.events;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A statement of an analyzer about a run.
 *
 * @param kind what was found, such as {@code loss-plateau}
 * @param stage whether it may still change
 * @param time the flow time that it states, with the samples around it; empty when it states none
 * @param values named numbers, including the parameters of the definition
 * @param vectors named vectors, such as a predicted flow or a spectrum. Not copied, never modified.
 * @param sentence the finding in words, with the definition of its time
 */
public record Finding(
        String kind,
        Stage stage,
        Optional<BracketedTime> time,
        SortedMap<String, Double> values,
        SortedMap<String, double[]> vectors,
        String sentence) {

    /** The kind of an analyzer's last finding about a run that it has read to the end. */
    public static final String COMPLETED = "completed";

    /** The kind of an analyzer's last finding about a run on which it threw; it reads no more of that run. */
    public static final String FAILED = "failed";

    /** Whether a finding may still change. */
    public enum Stage {
        /** Issued while the run continues, from the events so far. */
        PROVISIONAL,
        /** Issued when the run has ended. */
        FINAL
    }

    /**
     * A time known to lie between two samples.
     *
     * @param estimate where the definition puts it, {@code lower <= estimate <= upper}
     * @param lower flow time of the last sample before it
     * @param upper flow time of the first sample at or after it
     */
    public record BracketedTime(double estimate, double lower, double upper) {}

    public Finding {
        values = SortedMaps.copyOf(values);
        vectors = SortedMaps.copyOf(vectors);
    }

    /** A finding without vectors. */
    public static Finding of(
            String kind, Stage stage, Optional<BracketedTime> time, Map<String, Double> values, String sentence) {
        return new Finding(kind, stage, time, new TreeMap<>(values), new TreeMap<>(), sentence);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Finding that
                && kind.equals(that.kind)
                && stage == that.stage
                && time.equals(that.time)
                && values.equals(that.values)
                && sentence.equals(that.sentence)
                && vectors.keySet().equals(that.vectors.keySet())
                && vectors.entrySet().stream()
                        .allMatch(entry -> Arrays.equals(entry.getValue(), that.vectors.get(entry.getKey())));
    }

    @Override
    public int hashCode() {
        return 31 * (31 * kind.hashCode() + values.hashCode()) + sentence.hashCode();
    }
}
