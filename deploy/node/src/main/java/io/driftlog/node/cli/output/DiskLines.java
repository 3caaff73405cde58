package io.driftlog.node.cli.output;

import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.LogConnection;
import io.driftlog.log.admin.DiskUse;
import io.driftlog.simulator.service.ExpectedSize;
import java.util.Locale;

/** Says before a run what it will take of the disk, and while it runs what the log takes. */
public final class DiskLines {
    private static final long EVERY_NANOS = 10_000_000_000L;

    private final Console console;
    private final LogConnection kafka;
    private long lastLine = System.nanoTime();

    public DiskLines(Console console, LogConnection kafka) {
        this.console = console;
        this.kafka = kafka;
    }

    /** Before the first step. */
    public void before(ExpectedSize expected) {
        DiskUse use = DiskUse.of(kafka);
        String size = expected.bytes().isPresent()
                ? String.format(
                        Locale.ROOT,
                        "about %d events, at most %s",
                        expected.events().orElse(0),
                        inWords(expected.bytes().getAsLong()))
                : inWords((long) expected.bytesPerStep()) + " a step, how many is not known beforehand";
        String data = expected.dataBytes() == 0
                ? ""
                : "; its data take at most " + inWords(expected.dataBytes()) + " once, for all runs that have the same";
        console.line("disk: %s%s; %s; kept until it is pruned", size, data, inWords(use));
        if (use.usableBytes().isPresent()
                && expected.bytes().orElse(0) > use.usableBytes().getAsLong()) {
            console.line(
                    "disk: that is more than is free. The run would stop when the disk is full, and could be resumed;"
                            + " record less of it, such as with --set emit.everyStep=100 or --set emit.perDecade=100.");
        }
    }

    /** While it runs; says something every ten seconds. */
    public void step() {
        long now = System.nanoTime();
        if (now - lastLine < EVERY_NANOS) {
            return;
        }
        lastLine = now;
        try {
            console.line("disk: %s", inWords(DiskUse.of(kafka)));
        } catch (Unavailable e) {
            console.line("disk: not known, for no broker answers");
        }
    }

    private static String inWords(DiskUse use) {
        return use.equals(DiskUse.UNKNOWN)
                ? "the size of the log is not shown to this user"
                : "the log has " + inWords(use.logBytes())
                        + (use.usableBytes().isPresent()
                                ? ", " + inWords(use.usableBytes().getAsLong()) + " are free"
                                : "");
    }

    /** Bytes with a unit, two to three digits. */
    public static String inWords(long bytes) {
        String[] units = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
        double value = bytes;
        int unit = 0;
        while (value >= 999.5) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || value >= 99.5 ? "%.0f %s" : "%.1f %s", value, units[unit]);
    }
}
