package io.driftlog.simulator.spi;

import java.util.Collections;
import java.util.SortedMap;

/**
 * A training loss F over d weights, with the test loss of the same formula.
 *
 * <p>An objective may keep workspaces: one instance serves one run on one thread. Its results depend on the arguments
 * alone.
 */
public interface Objective {
    /** {@return number of weights d} */
    int dimension();

    /**
     * The training loss F(w).
     *
     * @param w weights, length d. Not modified.
     * @return the loss
     */
    double value(double[] w);

    /**
     * The gradient of F.
     *
     * @param w weights, length d. Not modified.
     * @param out {@code grad F(w)}, length d. Modified.
     */
    void gradient(double[] w, double[] out);

    /**
     * The loss on the test data; NaN when there are none.
     *
     * @param w weights, length d. Not modified.
     * @return the loss
     */
    double testLoss(double[] w);

    /**
     * The test loss of the null predictor, which has learned nothing of the features: the lesser of that of the weights 0
     * and that of the best constant, the mean of the training targets. Override where the latter is known.
     *
     * @return the loss; NaN without test data
     */
    default double nullTestLoss() {
        return testLoss(new double[dimension()]);
    }

    /**
     * Further numbers of the weights to record at every step and sample, such as accuracies.
     *
     * @param w weights, length d. Not modified.
     * @return by name (see {@link io.driftlog.events.Measures}); the same names for all weights
     */
    default SortedMap<String, Double> measures(double[] w) {
        return Collections.emptySortedMap();
    }

    /** {@return whether {@link #hessianProduct} is implemented} */
    default boolean hasHessianProduct() {
        return false;
    }

    /**
     * The product of the Hessian of F with a vector.
     *
     * @param w weights, length d. Not modified.
     * @param v vector, length d. Not modified.
     * @param out {@code H(w) v}, length d. Modified.
     */
    default void hessianProduct(double[] w, double[] v, double[] out) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " has no Hessian product");
    }

    /**
     * The function that the weights stand for, as the coefficients a person would look at: the linear predictor beta,
     * say.
     *
     * @param w weights, length d. Not modified.
     * @return a fresh vector; empty when the objective has no such short form
     */
    default double[] predictor(double[] w) {
        return new double[0];
    }

    /** {@return how many columns the predictor has when it is a matrix, row-major; 0 when it is a vector} */
    default int predictorColumns() {
        return 0;
    }

    /** {@return the predictor that generated the data, as {@link #predictor} would show it; empty when unknown} */
    default double[] teacher() {
        return new double[0];
    }
}
