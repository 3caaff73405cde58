package io.driftlog.simulator.spi;

/** A smooth regulariser R over d weights. */
public interface Regularizer {
    /** {@return its name in a run spec} */
    String name();

    /**
     * R(w).
     *
     * @param w weights, length d. Not modified.
     * @return R(w)
     */
    double value(double[] w);

    /**
     * The gradient of R.
     *
     * @param w weights, length d. Not modified.
     * @param out {@code grad R(w)}, length d. Modified.
     */
    void gradient(double[] w, double[] out);
}
