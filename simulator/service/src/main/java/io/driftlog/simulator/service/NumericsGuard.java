package io.driftlog.simulator.service;

import io.driftlog.events.RunStarted;
import io.driftlog.events.UserException.Refused;
import io.driftlog.simulator.flow.loop.NumericsVersion;

/** Refuses to compute again what another arithmetic computed. */
final class NumericsGuard {
    private NumericsGuard() {}

    /**
     * Checks that a run was recorded by this arithmetic.
     *
     * @param verb what is to be done with it, for the sentence
     * @throws Refused if it was not
     */
    static void requireSame(RunStarted started, String verb) {
        if (started.numericsVersion() != NumericsVersion.CURRENT) {
            throw new Refused("Run " + started.runId() + " was recorded by " + started.software()
                    + " with numerics version " + started.numericsVersion() + ", and this is " + Software.NAME
                    + ", whose arithmetic gives other bits: " + verb + " it with the version that recorded it.");
        }
    }
}
