package io.driftlog.simulator.service;

import io.driftlog.simulator.flow.loop.NumericsVersion;

/** What recorded a run. */
public final class Software {
    /** Name, version and numerics version. */
    public static final String NAME = "Driftlog " + version() + " (numerics " + NumericsVersion.CURRENT + ")";

    private static String version() {
        String fromJar = Software.class.getPackage().getImplementationVersion();
        return fromJar == null ? "unpackaged" : fromJar;
    }

    private Software() {}
}
