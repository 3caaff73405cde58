package io.driftlog.simulator.flow.spec;

import static io.driftlog.events.NumberText.exact;

import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.SplitMix64;
import io.driftlog.simulator.spi.Vectors;

/** Random matrices of a given rank with equal singular values and incoherent, uniformly distributed factors. */
final class LowRankMatrix {
    private LowRankMatrix() {}

    /**
     * {@code scale P Q^T} with orthonormal columns of P (rows x rank) and Q (columns x rank), each the orthonormal
     * basis of a standard normal matrix.
     *
     * @param rank at most the smaller of rows and columns
     * @param scale every singular value
     * @param random for P by the stream {@code left}, for Q by {@code right}
     * @return rows x columns, row-major
     */
    static double[] draw(int rows, int columns, int rank, double scale, SplitMix64 random) {
        double[][] left = orthonormal(rank, rows, random.split("left"));
        double[][] right = orthonormal(rank, columns, random.split("right"));
        double[] matrix = new double[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                double sum = 0;
                for (int k = 0; k < rank; k++) {
                    sum = Math.fma(left[k][i], right[k][j], sum);
                }
                matrix[i * columns + j] = scale * sum;
            }
        }
        return matrix;
    }

    /** Refuses a rank above the smaller side. */
    static void checkRank(int rank, int rows, int columns) {
        if (rank > Math.min(rows, columns)) {
            throw new InvalidSpecException(
                    "objective.generator.rank",
                    "objective.generator.rank is " + exact(rank) + ", more than a " + rows + " x " + columns
                            + " matrix can have; give at most " + Math.min(rows, columns) + ".");
        }
    }

    /** Orthonormal vectors: Gram-Schmidt, twice, on normal ones. */
    private static double[][] orthonormal(int count, int length, SplitMix64 random) {
        double[][] vectors = new double[count][length];
        for (int k = 0; k < count; k++) {
            random.gaussian(1, vectors[k]);
            for (int pass = 0; pass < 2; pass++) {
                for (int m = 0; m < k; m++) {
                    Vectors.addScaled(-Vectors.dot(vectors[m], vectors[k]), vectors[m], vectors[k]);
                }
            }
            Vectors.scale(1 / Math.sqrt(Vectors.normSquared(vectors[k])), vectors[k]);
        }
        return vectors;
    }
}
