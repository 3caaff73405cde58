package io.driftlog.simulator.service;

import io.driftlog.events.Dataset;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.SpecMap;
import io.driftlog.simulator.flow.loop.Forking;
import io.driftlog.simulator.flow.spec.Extensions;
import io.driftlog.simulator.spi.InvalidSpecException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes the spec of a fork from a recorded step and changes. */
public final class ForkPlan {
    private ForkPlan() {}

    /**
     * A fork of a run. Data, method, recording and end stay unless they are changed. With the weight decay set to 0, an
     * end in slow time becomes the same end in flow time.
     *
     * @param point where the fork begins
     * @param overrides keys of a run spec with their new values; not the initial weights
     * @throws InvalidSpecException when the changed spec cannot be understood, or cannot be run from there
     */
    public static NamedSpec at(ForkPoint point, List<KeyValue> overrides) {
        RunStarted ancestor = point.ancestor();
        Map<String, Object> entries = SpecMap.of(ancestor);
        entries.put("name", ancestor.name() + "-fork");
        entries.put("initial", new LinkedHashMap<>(Map.of("gaussian", new LinkedHashMap<>(Map.of("variance", 0)))));
        refuseInitial(overrides);
        List<KeyValue> all = new ArrayList<>(overrides);
        endTime(ancestor.spec(), overrides).ifPresent(all::addAll);
        var changes = new TreeMap<String, String>();
        all.forEach(change -> changes.put(change.key(), change.value()));
        NamedSpec read = RunSpecReader.read(YamlMap.of(entries), Path.of(""), all);
        RunSpec changed = withData(read.spec(), ancestor.spec().objective());
        changed = changed.withPlugins(Extensions.used(ancestor.spec().plugins(), changed));
        Forking.Fork fork = Forking.at(ancestor.spec(), point.state(), point.history(), changed, changes);
        return new NamedSpec(read.name(), fork.spec(), read.emission(), Optional.of(fork.origin()), read.tags());
    }

    private static void refuseInitial(List<KeyValue> overrides) {
        overrides.stream().filter(change -> change.isAt("initial")).findFirst().ifPresent(change -> {
            throw SpecErrors.at(
                    "initial",
                    "a fork begins at the state of its ancestor; leave '" + change.key() + "=" + change.value()
                            + "' out, or start a new run instead.");
        });
    }

    /** The end in flow time, for a fork without weight decay, in which slow time does not advance. */
    private static Optional<List<KeyValue>> endTime(RunSpec ancestor, List<KeyValue> overrides) {
        boolean ends = overrides.stream().anyMatch(change -> change.isAt("until"));
        boolean stands = overrides.stream().anyMatch(ForkPlan::isNoWeightDecay);
        if (ends || !stands || ancestor.until().slowTime().isEmpty() || ancestor.weightDecay() == 0) {
            return Optional.empty();
        }
        double end = ancestor.endTime();
        return Optional.of(
                List.of(new KeyValue("until.slowTime", ""), new KeyValue("until.time", Double.toString(end))));
    }

    private static boolean isNoWeightDecay(KeyValue change) {
        try {
            return change.key().equals("weightDecay") && Double.parseDouble(change.value()) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Adds the data of the ancestor, unless the fork has another objective or other data. */
    private static RunSpec withData(RunSpec spec, ObjectiveSpec ancestor) {
        ObjectiveSpec changed = spec.objective();
        if (!changed.type().equals(ancestor.type()) || !changed.generator().isEmpty()) {
            return spec;
        }
        var datasets = new TreeMap<String, Dataset>(ancestor.datasets());
        datasets.putAll(changed.datasets());
        var missing = new TreeMap<>(ancestor.datasetReferences());
        missing.keySet().removeAll(changed.datasets().keySet());
        return spec.with(changed.withData(datasets, missing));
    }
}
