package io.driftlog.simulator.service;

import io.driftlog.events.RunStarted;
import io.driftlog.events.UserException.Refused;
import io.driftlog.simulator.flow.loop.NumericsVersion;

/** Refuses to compute a run of another numerics version again. */
final class NumericsGuard {
    private NumericsGuard() {}

    /**
     * Checks that a run has this numerics version.
     *
     * @param verb what to do with the run, for the sentence
     * @throws Refused if it has another one
     */
    static void requireSame(RunStarted started, String verb) {
        if (started.numericsVersion() != NumericsVersion.CURRENT) {
            throw new Refused("Run " + started.runId() + " was recorded by " + started.software()
                    + " with numerics version " + started.numericsVersion() + ", and this is " + Software.NAME
                    + ", whose arithmetic gives other bits: " + verb + " it with the version that recorded it.");
        }
    }
}
