package io.driftlog.simulator.spi;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * A regulariser over d weights, mostly {@code R(w) = S(w) + a ||w||_1} with a smooth S. Its results depend on the arguments alone.
 *
 * <p>Methods that solve linear systems need a diagonal second derivative of S; explicit methods need the gradient only, and
 * the proximal gradient method the proximal map.
 */
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
     * The gradient of R; where a weight is 0, the part of {@code a ||w||_1} counts as 0.
     *
     * @param w weights, length d. Not modified.
     * @param out {@code grad R(w)}, length d. Modified.
     */
    void gradient(double[] w, double[] out);

    /** {@return a of the part {@code a ||w||_1}, which has a kink wherever a weight is 0; 0 for a smooth R} */
    default double absoluteWeight() {
        return 0;
    }

    /** {@return whether R has a gradient everywhere} */
    default boolean isSmooth() {
        return absoluteWeight() == 0;
    }

    /** {@return whether {@link #proximal} is implemented} */
    default boolean hasProximal() {
        return false;
    }

    /**
     * The proximal map {@code prox(w) = argmin_x step R(x) + ||x - w||^2 / 2}.
     *
     * @param step above 0, or 0 for the identity
     * @param w length d. Not modified.
     * @param out prox(w), length d. Modified.
     */
    default void proximal(double step, double[] w, double[] out) {
        throw new UnsupportedOperationException(name() + " has no proximal map");
    }

    /** {@return whether the second derivative of S is diagonal, and {@link #secondDerivative} implemented} */
    default boolean hasSecondDerivative() {
        return constantCurvature().isPresent();
    }

    /** {@return k, where the second derivative of S is k times the identity for all weights; otherwise empty} */
    default OptionalDouble constantCurvature() {
        return OptionalDouble.empty();
    }

    /**
     * The diagonal of the second derivative of S.
     *
     * @param w weights, length d. Not modified.
     * @param out its entries, length d, at least 0; finite, however large the derivative. Modified.
     */
    default void secondDerivative(double[] w, double[] out) {
        Arrays.fill(
                out,
                constantCurvature()
                        .orElseThrow(() -> new UnsupportedOperationException(name() + " has no second derivative")));
    }
}
