package io.driftlog.export;

import io.driftlog.events.StepTaken;
import io.driftlog.log.FileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Parquet, zstd, by DuckDB: the rows go into a temporary table on disk beside the file, so that memory stays flat, and
 * from there into the file. The weights are one list, empty for a step recorded without them.
 */
final class ParquetSteps implements StepTableWriter {
    /** The artifact that this class was compiled against. */
    static final String DUCKDB = "org.duckdb:duckdb_jdbc:2.0.0.1";

    private static final String TABLE = "steps";
    private static final String COLUMNS = "seq BIGINT, step BIGINT, time DOUBLE, stepSize DOUBLE, trainLoss DOUBLE,"
            + " testLoss DOUBLE, weightNormSquared DOUBLE, gradientNorm DOUBLE, restartPoint BOOLEAN, rejected INTEGER,"
            + " sample BOOLEAN, digest VARCHAR";

    private final Path file;
    private final Path database;
    private final boolean withWeights;
    private final DuckDBConnection connection;
    private final DuckDBAppender appender;

    /**
     * Begins a file.
     *
     * @throws FileException if there is no room beside it
     */
    ParquetSteps(Path file, boolean withWeights) {
        this.file = file;
        this.withWeights = withWeights;
        this.database = file.resolveSibling(file.getFileName() + ".duckdb");
        try {
            this.connection = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:" + database);
            execute("SET memory_limit = '512MB'");
            execute("CREATE TABLE " + TABLE + " (" + COLUMNS + (withWeights ? ", weights DOUBLE[])" : ")"));
            this.appender = connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, TABLE);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public void append(StepTaken step) {
        try {
            appender.beginRow()
                    .append(step.seq())
                    .append(step.step())
                    .append(step.time())
                    .append(step.stepSize())
                    .append(step.trainLoss())
                    .append(step.testLoss())
                    .append(step.weightNormSquared())
                    .append(step.gradientNorm())
                    .append(step.restartPoint())
                    .append(step.rejected())
                    .append(step.isSample())
                    .append(HexFormat.of().formatHex(step.digest()));
            if (withWeights) {
                appender.append(step.weights());
            }
            appender.endRow();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public void finish() {
        try {
            appender.close();
            execute("COPY (SELECT * FROM " + TABLE + " ORDER BY seq) TO '"
                    + file.toString().replace("'", "''") + "' (FORMAT parquet, COMPRESSION zstd)");
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private FileException failed(SQLException e) {
        return FileException.writing(file, new IOException(e.getMessage(), e));
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            delete(database);
            delete(Path.of(database + ".wal"));
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw FileException.writing(path, e);
        }
    }
}
