package io.driftlog.simulator.flow.effective;

import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;

/**
 * The orthogonal projector {@code P(w) = I - J^+ J} on the kernel of the Jacobian, with {@code J^+} itself, at one
 * point. At zero residual the kernel of J is that of the Hessian of F, and P projects on the tangent space of the
 * manifold of interpolators (Boursier, Pesme &amp; Dragomir, sec. 3.2).
 *
 * <p>The rank is explicit: {@link #at(LeastSquaresObjective, double[])} counts singular values above 1e-13 of the
 * largest, {@link #at(LeastSquaresObjective, double[], int)} keeps the given rank. Both return the
 * smallest kept and the largest dropped eigenvalue. Memory {@code O(rank d + min(n, d)^2)}.
 */
public final class TangentProjector {
    /**
     * Singular vectors with smaller squared values, relative to the largest, are made orthogonal to the larger ones.
     */
    private static final double NEARLY_SINGULAR = 1e-8;

    private final LeastSquaresObjective objective;
    private final double[] weights;
    private final JacobianSpectrum spectrum;
    private final int rank;
    private final double[][] normals;

    private TangentProjector(LeastSquaresObjective objective, double[] weights, JacobianSpectrum spectrum, int rank) {
        this.objective = objective;
        this.weights = weights;
        this.spectrum = spectrum;
        this.rank = rank;
        normals = spectrum.sampleSpace() ? imagesOfSamples() : kept();
    }

    /**
     * The projector at a point, with the numerical rank of J there.
     *
     * @param w length d. Not copied, never modified.
     * @throws IllegalArgumentException when J is not finite
     */
    public static TangentProjector at(LeastSquaresObjective objective, double[] w) {
        JacobianSpectrum spectrum = JacobianSpectrum.of(objective, w);
        return new TangentProjector(objective, w, spectrum, spectrum.rank());
    }

    /**
     * The projector at a point with a given rank, however small the kept eigenvalues have become.
     *
     * @param w length d. Not copied, never modified.
     * @param rank from 0 to {@code min(n, d)}
     * @throws IllegalArgumentException when J is not finite, or there is no such rank
     */
    public static TangentProjector at(LeastSquaresObjective objective, double[] w, int rank) {
        JacobianSpectrum spectrum = JacobianSpectrum.of(objective, w);
        if (rank < 0 || rank > spectrum.size()) {
            throw new IllegalArgumentException("rank " + rank + " is not between 0 and " + spectrum.size());
        }
        return new TangentProjector(objective, w, spectrum, rank);
    }

    private double[][] kept() {
        double[][] rows = new double[rank][];
        for (int i = 0; i < rank; i++) {
            rows[i] = spectrum.vector(i);
        }
        return rows;
    }

    /** {@code J^T q / sigma}: right singular vectors. */
    private double[][] imagesOfSamples() {
        double[][] rows = new double[rank][objective.dimension()];
        for (int i = 0; i < rank; i++) {
            spectrum.image(i, objective, weights, rows[i]);
            normalise(rows[i]);
            if (spectrum.eigenvalue(i) <= NEARLY_SINGULAR * spectrum.eigenvalue(0)) {
                removeLarger(rows, i);
                removeLarger(rows, i);
            }
        }
        return rows;
    }

    private static void removeLarger(double[][] rows, int i) {
        for (int k = 0; k < i; k++) {
            Vectors.addScaled(-Vectors.dot(rows[k], rows[i]), rows[k], rows[i]);
        }
        normalise(rows[i]);
    }

    private static void normalise(double[] row) {
        double norm = Math.sqrt(Vectors.normSquared(row));
        if (norm > 0) {
            Vectors.scale(1 / norm, row);
        }
    }

    /** The objective that it was made from. */
    LeastSquaresObjective objective() {
        return objective;
    }

    /** Orthonormal rows that span the normal space. Not copied, never modified. */
    double[][] normals() {
        return normals;
    }

    /** The spectrum that it was made from. */
    public JacobianSpectrum spectrum() {
        return spectrum;
    }

    /** The number of normal directions kept. */
    public int rank() {
        return rank;
    }

    /** The smallest eigenvalue of {@code J J^T} that counts as a normal direction; NaN when the rank is 0. */
    public double smallestKept() {
        return rank > 0 ? spectrum.eigenvalue(rank - 1) : Double.NaN;
    }

    /** The largest of the {@code min(n, d)} eigenvalues that counts as 0; NaN when none was dropped. */
    public double largestDropped() {
        return rank < spectrum.size() ? spectrum.eigenvalue(rank) : Double.NaN;
    }

    /**
     * {@code P g}.
     *
     * @param g length d. Not modified.
     * @param out length d, another array than g. Modified.
     */
    public void tangent(double[] g, double[] out) {
        System.arraycopy(g, 0, out, 0, g.length);
        for (double[] normal : normals) {
            Vectors.addScaled(-Vectors.dot(normal, g), normal, out);
        }
        for (double[] normal : normals) {
            Vectors.addScaled(-Vectors.dot(normal, out), normal, out);
        }
    }

    /**
     * {@code (J^T)^+ g}: the shortest multiplier whose force {@code J^T m} is the normal part of g.
     *
     * @param g length d. Not modified.
     * @param out length n. Modified.
     */
    void multiplier(double[] g, double[] out) {
        Arrays.fill(out, 0);
        double[] image = new double[objective.samples()];
        for (int i = 0; i < rank; i++) {
            double value = spectrum.eigenvalue(i);
            if (value > 0) {
                double part = Vectors.dot(normals[i], g) / Math.sqrt(value);
                if (spectrum.sampleSpace()) {
                    Vectors.addScaled(part, spectrum.vector(i), out);
                } else {
                    spectrum.image(i, objective, weights, image);
                    Vectors.addScaled(part / Math.sqrt(value), image, out);
                }
            }
        }
    }

    /**
     * {@code J^+ r}: the shortest step that changes the residuals by r, as far as the kept directions can.
     *
     * @param r length n. Not modified.
     * @param out length d. Modified.
     */
    public void pseudoInverse(double[] r, double[] out) {
        Arrays.fill(out, 0);
        double[] image = new double[objective.samples()];
        for (int i = 0; i < rank; i++) {
            double value = spectrum.eigenvalue(i);
            if (!(value > 0)) {
                continue;
            }
            if (spectrum.sampleSpace()) {
                double part = Vectors.dot(spectrum.vector(i), r) / Math.sqrt(value);
                Vectors.addScaled(part, normals[i], out);
            } else {
                spectrum.image(i, objective, weights, image);
                Vectors.addScaled(Vectors.dot(image, r) / value, normals[i], out);
            }
        }
    }
}
