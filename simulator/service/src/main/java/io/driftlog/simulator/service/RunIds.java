package io.driftlog.simulator.service;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;

/** Names new runs: after their spec, sortable by time, unique. */
public final class RunIds {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LONGEST_NAME = 24;

    private RunIds() {}

    /**
     * A fresh id for a fork: after its ancestor.
     *
     * @param ancestor its id, or the file it lies in
     */
    public static String forkOf(String ancestor) {
        String name = ancestor.replaceFirst("^.*/", "").replaceFirst("\\.[a-z]+$", "");
        return next("fork-" + name.replaceFirst("^\\d{8}-\\d{6}-(.*)-[0-9a-f]{4}$", "$1"));
    }

    /** A fresh id, such as {@code 20261123-054210-paper-diagonal-3fa2}. */
    public static String next(String name) {
        String slug = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        byte[] tail = new byte[2];
        RANDOM.nextBytes(tail);
        return TIME.format(Instant.now()) + "-" + slug.substring(0, Math.min(LONGEST_NAME, slug.length())) + "-"
                + HexFormat.of().formatHex(tail);
    }
}
