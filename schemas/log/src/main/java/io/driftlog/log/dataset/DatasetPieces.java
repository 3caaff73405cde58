package io.driftlog.log.dataset;

import io.driftlog.events.Dataset;
import io.driftlog.log.DatasetChunk;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Collects the pieces of one data set in any order; of a repeated piece the last counts. Holds at most as many values
 * as the data set has. For one thread.
 */
public final class DatasetPieces {
    private final String sha256;
    private final Map<Shape, TreeMap<Integer, double[]>> found = new HashMap<>();
    private @Nullable Shape newest;

    private record Shape(int rows, int columns, int count) {
        long values() {
            return (long) rows * columns;
        }
    }

    public DatasetPieces(String sha256) {
        this.sha256 = sha256;
    }

    /** Takes a piece; ignores one that cannot be of this data set. */
    public void add(DatasetChunk piece) {
        Shape shape = new Shape(piece.rows(), piece.columns(), piece.count());
        TreeMap<Integer, double[]> pieces = found.computeIfAbsent(shape, any -> new TreeMap<>());
        long others = pieces.entrySet().stream()
                .filter(each -> each.getKey() != piece.index())
                .mapToLong(each -> each.getValue().length)
                .sum();
        boolean possible = piece.sha256().equals(sha256)
                && shape.values() * Double.BYTES <= DatasetReferences.LARGEST_BYTES
                && others + piece.values().length <= shape.values();
        if (possible) {
            pieces.put(piece.index(), piece.values());
            newest = shape;
        }
    }

    /** Whether a set of pieces is complete. */
    public boolean isComplete() {
        return found.keySet().stream().anyMatch(this::isComplete);
    }

    private boolean isComplete(Shape shape) {
        return pieces(shape).size() == shape.count();
    }

    /** The data set; empty if pieces are missing, or do not have the SHA-256. */
    public Optional<Dataset> whole() {
        return found.keySet().stream()
                .filter(this::isComplete)
                .flatMap(shape -> whole(shape).stream())
                .findFirst();
    }

    private Optional<Dataset> whole(Shape shape) {
        double[] values = new double[(int) shape.values()];
        int length = 0;
        for (double[] piece : pieces(shape).values()) {
            System.arraycopy(piece, 0, values, length, piece.length);
            length += piece.length;
        }
        Dataset data = new Dataset(shape.rows(), shape.columns(), values);
        return length == values.length && DatasetReferences.sha256(data).equals(sha256)
                ? Optional.of(data)
                : Optional.empty();
    }

    /** Why it is incomplete, as a clause. */
    String problem() {
        if (newest == null) {
            return "none of its pieces is there";
        }
        int there = pieces(newest).size();
        return there < newest.count()
                ? "only " + there + " of its " + newest.count() + " pieces are there"
                : "what is there has another SHA-256";
    }

    private TreeMap<Integer, double[]> pieces(Shape shape) {
        return found.getOrDefault(shape, new TreeMap<>());
    }
}
