package io.driftlog.export;

import io.driftlog.events.StepTaken;

/** Writes steps as the rows of a table. For one thread. */
public interface StepTableWriter extends AutoCloseable {
    /**
     * Writes a row.
     *
     * @param step Not modified.
     * @throws io.driftlog.log.FileException if it cannot be written
     */
    void append(StepTaken step);

    /**
     * Completes the file.
     *
     * @throws io.driftlog.log.FileException if it cannot be written
     */
    void finish();

    /** Releases what was opened, whether or not the file is complete. */
    @Override
    void close();
}
