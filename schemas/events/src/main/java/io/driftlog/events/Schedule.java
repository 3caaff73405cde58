package io.driftlog.events;

import java.util.List;
import java.util.SortedMap;

/**
 * A quantity of a spec that changes while the run goes on.
 *
 * @param quantity what changes, as the key of a run spec: {@code weightDecay}, {@code method.stepSize}
 * @param curve name of the curve between its pieces, such as {@code step}, {@code linear}, {@code cosine}
 * @param parameters numbers of the curve by name
 * @param at where its pieces begin: flow times, or step numbers of discrete methods; increasing
 * @param values its values there; as many as {@code at}
 */
public record Schedule(
        String quantity, String curve, SortedMap<String, Double> parameters, List<Double> at, List<Double> values) {
    public Schedule {
        parameters = SortedMaps.copyOf(parameters);
        at = List.copyOf(at);
        values = List.copyOf(values);
    }
}
