package io.driftlog.index;

import io.driftlog.events.Finding;
import io.driftlog.events.FindingRecorded;

/** Estimates the memory of findings. */
final class FindingSizes {
    private static final int PLAIN = 400;
    private static final int ENTRY = 100;

    private FindingSizes() {}

    static long bytes(FindingRecorded recorded) {
        Finding finding = recorded.finding();
        long vectors = finding.vectors().values().stream()
                .mapToLong(vector -> ENTRY + (long) Double.BYTES * vector.length)
                .sum();
        return PLAIN
                + 2L * finding.sentence().length()
                + (long) ENTRY * finding.values().size()
                + vectors;
    }
}
