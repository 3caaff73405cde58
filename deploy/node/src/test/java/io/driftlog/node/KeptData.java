package io.driftlog.node;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A data directory of November 2026, with a completed and an interrupted run of the same spec and the findings of
 * loss-plateau. It is never written again: every later version must read it.
 *
 * <p>Made by {@code driftlog node --roles broker,analyzer --analyzer loss-plateau}, by {@code RunService.run} of the spec
 * {@code SmallRuns.spec("objective.generator={type: sparse-fourier, features: 8, samples: 4, sparsity: 2, testSamples:
 * 4}")} for each run, the second stopped after 30 steps, and by a stop of the node.
 */
final class KeptData {
    static final String COMPLETED = "kept-completed";
    static final String INTERRUPTED = "kept-interrupted";

    private KeptData() {}

    /** Unpacks it into a new directory. */
    static void unpack(Path data) throws IOException {
        try (InputStream packed =
                        Objects.requireNonNull(KeptData.class.getResourceAsStream("data-directory-2026-11.zip"));
                ZipInputStream zip = new ZipInputStream(packed)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = data.resolve(entry.getName()).normalize();
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        }
    }
}
