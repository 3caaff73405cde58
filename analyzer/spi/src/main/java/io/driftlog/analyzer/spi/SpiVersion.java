package io.driftlog.analyzer.spi;

/**
 * The version of this SPI. The manifest of a plug-in's jar names the version it was built against.
 *
 * <p>Raised whenever a plug-in built before would no longer link or would behave differently; new classes and default
 * methods do not raise it.
 */
public final class SpiVersion {
    /** The version of these classes. */
    public static final int CURRENT = 2;

    /** The main attribute of a plug-in's manifest that holds the version it was built against. */
    public static final String MANIFEST_ATTRIBUTE = "Driftlog-Analyzer-SPI";

    private SpiVersion() {}

    /**
     * {@return a sentence for a plug-in whose classes do not link: what is wrong, and what to do}
     *
     * @param e what the plug-in threw
     */
    public static String explain(LinkageError e) {
        return explain(e, "version " + CURRENT + " of the analyzer SPI");
    }

    /**
     * {@return the same for a plug-in of another SPI}
     *
     * @param e what the plug-in threw
     * @param spi the SPI with its version, in words
     */
    public static String explain(LinkageError e, String spi) {
        if (e instanceof UnsupportedClassVersionError) {
            return "it was compiled for a newer Java than this one, "
                    + Runtime.version().feature() + " (" + e.getMessage() + "); compile it with --release "
                    + Runtime.version().feature();
        }
        return "its classes do not link (" + e + "); build it again against " + spi
                + ", with any other library it uses inside its jar";
    }
}
