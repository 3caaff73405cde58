package io.driftlog.log.dataset;

import io.driftlog.events.Dataset;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.UserException.Unusable;
import io.driftlog.log.DatasetChunk;
import io.driftlog.log.Topics;
import io.driftlog.log.codec.AvroOutput;
import io.driftlog.log.codec.EventSizes;
import io.driftlog.log.codec.RunStartedFormat;
import io.driftlog.log.codec.SingleObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What becomes of data that are too large for a RunStarted: the largest data sets are kept beside it, in pieces under
 * their SHA-256, and it names that instead. A run whose data fit a record carries them itself, as ever; which ones are moved
 * depends on nothing but the run.
 *
 * <p>2026-11: a run carries at most 1 GiB of data. They are in memory as a whole wherever the problem is built: in the
 * simulator, and in every process that analyzes, verifies or forks the run, once for all analyzers in it.
 */
public final class DatasetReferences {
    /** How many bytes of data a run carries at most. */
    public static final long LARGEST_BYTES = 1L << 30;

    /** Values of one piece: 8 MiB, well below what a record takes. */
    static final int PIECE_VALUES = 1 << 20;

    private static final RunStartedFormat FORMAT = new RunStartedFormat();
    private static final int HASHED_AT_ONCE = 1 << 13;

    private DatasetReferences() {}

    /**
     * A run as it is recorded.
     *
     * @param run with references in place of its largest data sets, so that it fits a record
     * @param kept the data sets it refers to, by SHA-256; empty for a run that fits as it is
     */
    public record Split(RunStarted run, SortedMap<String, Dataset> kept) {
        /** How many bytes of data are kept beside the run. */
        public long keptBytes() {
            return kept.values().stream().mapToLong(DatasetReferences::bytes).sum();
        }
    }

    /**
     * Takes the largest data sets out of a run until it fits a record.
     *
     * @param run Not modified. References that it has already stay.
     * @throws Unusable if its data are more than {@link #LARGEST_BYTES}
     */
    public static Split split(RunStarted run) {
        SortedMap<String, Dataset> inside = run.spec().objective().datasets();
        checkSize(run.runId(), inside);
        SortedMap<String, Dataset> kept = new TreeMap<>();
        RunStarted recorded = run;
        List<String> largestFirst = inside.keySet().stream()
                .sorted(Comparator.comparing(role -> -bytes(inside.getOrDefault(role, NONE))))
                .toList();
        for (String role : largestFirst) {
            if (fits(recorded)) {
                break;
            }
            Dataset data = inside.getOrDefault(role, NONE);
            String sha256 = sha256(data);
            kept.put(sha256, data);
            SortedMap<String, Dataset> datasets =
                    new TreeMap<>(recorded.spec().objective().datasets());
            datasets.remove(role);
            SortedMap<String, String> references =
                    new TreeMap<>(recorded.spec().objective().datasetReferences());
            references.put(role, sha256);
            recorded = with(recorded, datasets, references);
        }
        return new Split(recorded, kept);
    }

    private static final Dataset NONE = new Dataset(0, 0, new double[0]);

    private static void checkSize(String runId, Map<String, Dataset> datasets) {
        long bytes =
                datasets.values().stream().mapToLong(DatasetReferences::bytes).sum();
        if (bytes > LARGEST_BYTES) {
            throw new Unusable("The data of run " + runId + " take " + EventSizes.mebibytes(bytes)
                    + ", and a run carries at most " + EventSizes.mebibytes(LARGEST_BYTES)
                    + "; give it fewer rows or columns.");
        }
    }

    static long bytes(Dataset data) {
        return (long) data.values().length * Double.BYTES;
    }

    private static boolean fits(RunStarted run) {
        AvroOutput measure = AvroOutput.measuring();
        FORMAT.write(run, measure);
        return EventSizes.fits(Topics.key(run.runId()).length, SingleObject.HEADER + (long) measure.position());
    }

    /**
     * The run with data sets in place of its references.
     *
     * @param found by SHA-256; references to others stay. Not modified.
     */
    public static RunStarted resolved(RunStarted run, Map<String, Dataset> found) {
        SortedMap<String, Dataset> datasets =
                new TreeMap<>(run.spec().objective().datasets());
        SortedMap<String, String> references = new TreeMap<>();
        run.spec().objective().datasetReferences().forEach((role, sha256) -> {
            Dataset data = found.get(sha256);
            if (data == null) {
                references.put(role, sha256);
            } else {
                datasets.put(role, data);
            }
        });
        return with(run, datasets, references);
    }

    /** What a run refers to and does not have, as a clause that follows its name; empty if it has all its data. */
    public static Optional<String> missing(RunStarted run) {
        return run.spec().objective().datasetReferences().entrySet().stream()
                .findFirst()
                .map(reference -> "its data set " + reference.getKey() + ", SHA-256 " + reference.getValue()
                        + ", is missing there, in part or whole");
    }

    private static RunStarted with(
            RunStarted run, SortedMap<String, Dataset> datasets, SortedMap<String, String> references) {
        ObjectiveSpec objective = run.spec().objective();
        return run.with(run.spec().with(objective.withData(datasets, references)), run.origin());
    }

    /**
     * The SHA-256 of rows and columns, 4 bytes each, and the values' bits, 8 bytes each, little-endian.
     *
     * @param data Not modified.
     * @return 64 hexadecimal digits
     */
    static String sha256(Dataset data) {
        MessageDigest hash;
        try {
            hash = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
        ByteBuffer buffer = ByteBuffer.allocate(HASHED_AT_ONCE * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        hash.update(buffer.putInt(data.rows()).putInt(data.columns()).flip());
        double[] values = data.values();
        for (int from = 0; from < values.length; from += HASHED_AT_ONCE) {
            int count = Math.min(HASHED_AT_ONCE, values.length - from);
            buffer.clear();
            buffer.asDoubleBuffer().put(values, from, count);
            hash.update(buffer.limit(count * Double.BYTES));
        }
        return HexFormat.of().formatHex(hash.digest());
    }

    /**
     * The pieces of a data set, in order, one at a time.
     *
     * @param data Not modified.
     */
    public static void forEachPiece(String sha256, Dataset data, Consumer<DatasetChunk> taker) {
        int count = pieces(data);
        for (int index = 0; index < count; index++) {
            taker.accept(piece(sha256, data, index));
        }
    }

    /** How many pieces a data set has; at least one. */
    static int pieces(Dataset data) {
        return Math.max(1, (data.values().length + PIECE_VALUES - 1) / PIECE_VALUES);
    }

    static DatasetChunk piece(String sha256, Dataset data, int index) {
        int from = index * PIECE_VALUES;
        double[] values = Arrays.copyOfRange(data.values(), from, Math.min(data.values().length, from + PIECE_VALUES));
        return new DatasetChunk(sha256, data.rows(), data.columns(), index, pieces(data), values);
    }
}
