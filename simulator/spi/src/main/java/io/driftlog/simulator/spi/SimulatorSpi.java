package io.driftlog.simulator.spi;

/**
 * The version of this SPI. The manifest of a plug-in's jar names the version it was built against.
 *
 * <p>Raised whenever a plug-in built before would no longer link or would behave differently; new classes and default
 * methods do not raise it.
 */
public final class SimulatorSpi {
    /** The version of these classes. */
    public static final int CURRENT = 1;

    /** The main attribute of a plug-in's manifest that holds the version it was built against. */
    public static final String MANIFEST_ATTRIBUTE = "Driftlog-Simulator-SPI";

    private SimulatorSpi() {}
}
