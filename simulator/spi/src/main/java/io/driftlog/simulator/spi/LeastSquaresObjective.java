package io.driftlog.simulator.spi;

/**
 * An objective {@code F(w) = c/2 ||r(w)||^2} with n residuals and their Jacobian {@code J(w)} (n x d), given by its
 * products.
 */
public interface LeastSquaresObjective extends SampledObjective {
    /** {@return number of residuals n} */
    int samples();

    /** {@return the factor c, mostly 1/n} */
    double scale();

    /** {@return whether J is the same for every w: the model is linear in its weights} */
    default boolean hasConstantJacobian() {
        return false;
    }

    /**
     * The residuals: prediction minus target.
     *
     * @param w weights, length d. Not modified.
     * @param out {@code r(w)}, length n. Modified.
     */
    void residuals(double[] w, double[] out);

    /**
     * {@code J(w) v}.
     *
     * @param w weights, length d. Not modified.
     * @param v vector, length d. Not modified.
     * @param out length n. Modified.
     */
    void jacobianProduct(double[] w, double[] v, double[] out);

    /**
     * {@code J(w)^T m}.
     *
     * @param w weights, length d. Not modified.
     * @param m vector, length n. Not modified.
     * @param out length d. Modified.
     */
    void transposedJacobianProduct(double[] w, double[] m, double[] out);

    /**
     * The Gram matrix {@code K = J(w) J(w)^T}.
     *
     * @param w weights, length d. Not modified.
     * @param out at least n rows of length at least n; the leading n x n block is filled, both triangles. Modified.
     */
    void gram(double[] w, double[][] out);

    /**
     * The normal matrix {@code J(w)^T J(w)}, from d Jacobian products; asked for only where d is small.
     *
     * @param w weights, length d. Not modified.
     * @param out at least d rows of length at least d; the leading d x d block is filled, both triangles. Modified.
     */
    default void normalMatrix(double[] w, double[][] out) {
        int d = dimension();
        double[][] columns = new double[d][samples()];
        double[] unit = new double[d];
        for (int k = 0; k < d; k++) {
            unit[k] = 1;
            jacobianProduct(w, unit, columns[k]);
            unit[k] = 0;
            for (int l = 0; l <= k; l++) {
                out[k][l] = Vectors.dot(columns[k], columns[l]);
                out[l][k] = out[k][l];
            }
        }
    }

    /**
     * {@link #residuals} of three points; override where one pass over the data serves all.
     *
     * @param w1 first weights. Not modified.
     * @param w2 second weights. Not modified.
     * @param w3 third weights. Not modified.
     * @param out1 first result. Modified.
     * @param out2 second result. Modified.
     * @param out3 third result. Modified.
     */
    default void residuals3(double[] w1, double[] w2, double[] w3, double[] out1, double[] out2, double[] out3) {
        residuals(w1, out1);
        residuals(w2, out2);
        residuals(w3, out3);
    }

    /**
     * {@link #jacobianProduct} of three vectors at one point.
     *
     * @param w weights. Not modified.
     * @param v1 first vector. Not modified.
     * @param v2 second vector. Not modified.
     * @param v3 third vector. Not modified.
     * @param out1 first result. Modified.
     * @param out2 second result. Modified.
     * @param out3 third result. Modified.
     */
    default void jacobianProduct3(
            double[] w, double[] v1, double[] v2, double[] v3, double[] out1, double[] out2, double[] out3) {
        jacobianProduct(w, v1, out1);
        jacobianProduct(w, v2, out2);
        jacobianProduct(w, v3, out3);
    }

    /**
     * {@link #transposedJacobianProduct} of three vectors, each at its own point.
     *
     * @param w1 first weights. Not modified.
     * @param w2 second weights. Not modified.
     * @param w3 third weights. Not modified.
     * @param m1 first multiplier. Not modified.
     * @param m2 second multiplier. Not modified.
     * @param m3 third multiplier. Not modified.
     * @param out1 first result. Modified.
     * @param out2 second result. Modified.
     * @param out3 third result. Modified.
     */
    default void transposedJacobianProduct3(
            double[] w1,
            double[] w2,
            double[] w3,
            double[] m1,
            double[] m2,
            double[] m3,
            double[] out1,
            double[] out2,
            double[] out3) {
        transposedJacobianProduct(w1, m1, out1);
        transposedJacobianProduct(w2, m2, out2);
        transposedJacobianProduct(w3, m3, out3);
    }

    @Override
    default double value(double[] w) {
        double[] r = new double[samples()];
        residuals(w, r);
        return 0.5 * scale() * Vectors.normSquared(r);
    }

    @Override
    default void gradient(double[] w, double[] out) {
        double[] m = new double[samples()];
        residuals(w, m);
        Vectors.scale(scale(), m);
        transposedJacobianProduct(w, m, out);
    }

    /** {@inheritDoc} Each residual is a sample. */
    @Override
    default int trainingSamples() {
        return samples();
    }

    @Override
    default boolean hasTargetShifts() {
        return true;
    }

    @Override
    default void batchGradient(double[] w, double[] share, double[] shift, double[] out) {
        double[] m = new double[samples()];
        residuals(w, m);
        double all = scale() * samples();
        for (int i = 0; i < m.length; i++) {
            m[i] = all * (share[i] * m[i] - shift[i]);
        }
        transposedJacobianProduct(w, m, out);
    }
}
