package io.driftlog.simulator.spi;

/**
 * A least-squares objective whose residuals have block-diagonal second derivatives: the weights fall into blocks of
 * equal size, and no second derivative mixes two blocks. A stiff method may add {@code sum_i mu_i Hess r_i} to its
 * operator at little cost.
 */
public interface BlockCurvature extends LeastSquaresObjective {
    /** {@return number of blocks} */
    int blocks();

    /** {@return number of weights per block; blocks times block size is d} */
    int blockSize();

    /**
     * {@return which weight is an entry of a block}
     *
     * @param block index of the block
     * @param entry index within the block
     */
    int weightAt(int block, int entry);

    /**
     * The diagonal blocks of {@code sum_i mu_i Hess r_i(w)}.
     *
     * @param w weights, length d. Not modified.
     * @param multiplier mu, length n. Not modified.
     * @param out the blocks one after another, each symmetric by rows; length blocks times block size squared.
     *     Modified.
     */
    void curvature(double[] w, double[] multiplier, double[] out);

    /**
     * The Jacobian itself.
     *
     * @param w weights, length d. Not modified.
     * @param out {@code J(w)}, n rows of length d. Modified.
     */
    void jacobian(double[] w, double[][] out);
}
