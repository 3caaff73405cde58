package io.driftlog.simulator.flow.objective;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Neurons that are active at the same kinks, at one at least.
 *
 * @param members by rising number. Not copied, never modified.
 * @param active the kinks, by rising number. Not copied, never modified.
 */
record NeuronGroup(int[] members, int[] active) {
    /**
     * The groups in the order of their first neurons.
     *
     * @param activeKinks of each neuron. Not modified.
     */
    static List<NeuronGroup> of(BitSet[] activeKinks) {
        Map<BitSet, Integer> numbers = new HashMap<>();
        List<BitSet> keys = new ArrayList<>();
        int[] sizes = new int[activeKinks.length];
        int[] groupOf = new int[activeKinks.length];
        for (int j = 0; j < activeKinks.length; j++) {
            Integer before = numbers.putIfAbsent(activeKinks[j], keys.size());
            if (before == null) {
                keys.add(activeKinks[j]);
            }
            groupOf[j] = before == null ? keys.size() - 1 : before;
            sizes[groupOf[j]]++;
        }
        int[][] members = new int[keys.size()][];
        Arrays.setAll(members, g -> new int[sizes[g]]);
        for (int j = activeKinks.length - 1; j >= 0; j--) {
            members[groupOf[j]][--sizes[groupOf[j]]] = j;
        }
        List<NeuronGroup> result = new ArrayList<>();
        for (int g = 0; g < members.length; g++) {
            if (!keys.get(g).isEmpty()) {
                result.add(new NeuronGroup(members[g], keys.get(g).stream().toArray()));
            }
        }
        return result;
    }
}
