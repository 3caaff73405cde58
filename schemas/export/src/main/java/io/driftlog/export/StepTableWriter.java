package io.driftlog.export;

import io.driftlog.events.StepTaken;
import io.driftlog.events.UserException.Unusable;
import java.nio.file.Path;

/** Writes steps as the rows of a table. For one thread. */
public interface StepTableWriter extends AutoCloseable {
    /**
     * Begins a Parquet file.
     *
     * @throws Unusable if DuckDB, which writes it, is not on the class path
     * @throws io.driftlog.log.FileException if there is no room beside it
     */
    static StepTableWriter parquet(Path file, boolean withWeights) {
        try {
            Class.forName("org.duckdb.DuckDBDriver");
        } catch (ClassNotFoundException e) {
            String folder = System.getProperty("driftlog.extensions", "a folder of the class path");
            throw new Unusable(
                    "Parquet files are written by DuckDB, which Driftlog does not bring (80 MB). Get it once, with `mvn"
                            + " dependency:copy -Dartifact=" + ParquetSteps.DUCKDB + " -DoutputDirectory=" + folder
                            + "` or by a download of that jar from Maven Central into this folder; or export as CSV.",
                    e);
        }
        return new ParquetSteps(file, withWeights);
    }

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
