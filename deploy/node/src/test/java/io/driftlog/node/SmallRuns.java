package io.driftlog.node;

import io.driftlog.events.StepTaken;
import io.driftlog.simulator.service.NamedSpec;
import io.driftlog.simulator.service.RunSpecReader;
import io.driftlog.simulator.service.RunWatcher;
import java.util.ArrayList;
import java.util.List;

/** Runs that take a moment, to be stopped in the middle. */
final class SmallRuns {
    private SmallRuns() {}

    /**
     * The preset paper/diagonal with fewer features, and shorter.
     *
     * @param overrides {@code key=value}
     */
    static NamedSpec spec(String... overrides) {
        List<String> all = new ArrayList<>(List.of(
                "objective.generator={type: sparse-fourier, features: 20, samples: 10, sparsity: 2, testSamples: 10}",
                "until={time: 300}"));
        all.addAll(List.of(overrides));
        return RunSpecReader.read("paper/diagonal", all);
    }

    /** Stops a run after so many accepted steps. */
    static RunWatcher stopAfter(long accepted) {
        return new RunWatcher() {
            private long asked;

            @Override
            public void step(StepTaken step) {}

            @Override
            public boolean stopRequested() {
                return asked++ == accepted;
            }
        };
    }
}
