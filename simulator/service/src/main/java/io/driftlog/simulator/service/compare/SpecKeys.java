package io.driftlog.simulator.service.compare;

import io.driftlog.events.NumberText;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.SpecMap;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The spec of a run as keys with dots and values in words. */
final class SpecKeys {
    private SpecKeys() {}

    /** In the order in which a spec is written; without name and tags, which are no part of what is integrated. */
    static Map<String, String> of(RunStarted run) {
        var keys = new LinkedHashMap<String, String>();
        Map<String, Object> spec = SpecMap.of(run);
        spec.keySet().removeAll(Set.of("name", "tags"));
        put(keys, "", spec);
        ObjectiveSpec objective = run.spec().objective();
        objective
                .datasets()
                .forEach((role, data) -> keys.put(
                        "objective." + role,
                        data.rows() + "x" + data.columns() + " #"
                                + Integer.toHexString(Arrays.hashCode(data.values()))));
        objective
                .datasetReferences()
                .forEach((role, sha256) ->
                        keys.put("objective." + role, "SHA-256 " + sha256.substring(0, Math.min(12, sha256.length()))));
        return keys;
    }

    private static void put(Map<String, String> keys, String prefix, Map<?, ?> map) {
        map.forEach((key, value) -> {
            String name = prefix + key;
            if (value instanceof Map<?, ?> inner) {
                put(keys, name + ".", inner);
            } else if (value instanceof double[] numbers) {
                keys.put(name, numbers.length + " numbers #" + Integer.toHexString(Arrays.hashCode(numbers)));
            } else if (value instanceof Double number) {
                keys.put(name, NumberText.exact(number));
            } else {
                keys.put(name, String.valueOf(value));
            }
        });
    }
}
