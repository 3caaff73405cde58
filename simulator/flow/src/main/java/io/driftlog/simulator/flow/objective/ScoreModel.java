package io.driftlog.simulator.flow.objective;

/**
 * Scores of C outputs at n samples as a function of d weights, with their derivatives: what a {@link Classifier} puts
 * under its loss. Vectors over scores hold all samples of output 0 first, then those of output 1, and so on.
 */
interface ScoreModel {
    /** Number of weights d. */
    int dimension();

    /** Number of samples n. */
    int samples();

    /** L with {@code f(a w) = a^L f(w)} for all a above 0; NaN where there is none. */
    double homogeneity();

    /**
     * The scores f(w).
     *
     * @param w weights, length d. Not modified.
     * @param out length n C. Modified.
     */
    void scores(double[] w, double[] out);

    /**
     * {@code J(w) v}.
     *
     * @param w weights, length d. Not modified.
     * @param v vector, length d. Not modified.
     * @param out length n C. Modified.
     */
    void product(double[] w, double[] v, double[] out);

    /**
     * {@code J(w)^T m}.
     *
     * @param w weights, length d. Not modified.
     * @param m vector over scores, length n C. Not modified.
     * @param out length d. Modified.
     */
    void transposedProduct(double[] w, double[] m, double[] out);

    /**
     * {@code out += sum_i m_i Hess f_i(w) v}.
     *
     * @param w weights, length d. Not modified.
     * @param m vector over scores, length n C. Not modified.
     * @param v vector, length d. Not modified.
     * @param out length d. Modified.
     */
    void addCurvature(double[] w, double[] m, double[] v, double[] out);

    /**
     * The coefficients of a predictor that is linear in the features, C rows; empty for other models.
     *
     * @param w weights, length d. Not modified.
     */
    double[] coefficients(double[] w);
}
