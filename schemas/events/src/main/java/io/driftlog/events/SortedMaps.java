package io.driftlog.events;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Maps inside events. */
final class SortedMaps {
    private SortedMaps() {}

    /** An unmodifiable copy in the natural order of the keys. */
    static <V> SortedMap<String, V> copyOf(Map<String, V> map) {
        return map.isEmpty() ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }
}
