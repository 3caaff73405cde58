package io.driftlog.simulator.service;

import io.driftlog.events.EmissionPolicy;
import io.driftlog.events.Origin;
import io.driftlog.events.RunSpec;
import java.util.List;
import java.util.Optional;

/**
 * A run spec with its labels, the policy of recording and, for a fork, its origin.
 *
 * @param name a label, without influence on the trajectory
 * @param spec the run
 * @param emission which steps are recorded, without influence on the trajectory
 * @param origin the state of another run at which it begins; empty for a run that is no fork
 * @param tags words by which its author groups runs, without influence on the trajectory
 */
public record NamedSpec(
        String name, RunSpec spec, EmissionPolicy emission, Optional<Origin> origin, List<String> tags) {
    public NamedSpec {
        tags = List.copyOf(tags);
    }

    /** A run that is no fork, has no tags and records what runs record by default. */
    public NamedSpec(String name, RunSpec spec) {
        this(name, spec, EmissionPolicy.DEFAULT, Optional.empty(), List.of());
    }

    /** The same with another spec. */
    public NamedSpec with(RunSpec other) {
        return new NamedSpec(name, other, emission, origin, tags);
    }
}
