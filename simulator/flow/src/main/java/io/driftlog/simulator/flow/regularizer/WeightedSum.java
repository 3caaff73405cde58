package io.driftlog.simulator.flow.regularizer;

import io.driftlog.simulator.spi.Regularizer;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** {@code R(w) = sum_k a_k R_k(w)}. */
public final class WeightedSum implements Regularizer {
    /**
     * One of its terms.
     *
     * @param weight a_k
     * @param regularizer R_k
     */
    public record Term(double weight, Regularizer regularizer) {}

    private final String name;
    private final List<Term> terms;
    private final double[] work;

    /** @param dimension number of weights d */
    public WeightedSum(String name, List<Term> terms, int dimension) {
        this.name = name;
        this.terms = List.copyOf(terms);
        work = new double[dimension];
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double value(double[] w) {
        double sum = 0;
        for (Term term : terms) {
            sum += term.weight() * term.regularizer().value(w);
        }
        return sum;
    }

    @Override
    public void gradient(double[] w, double[] out) {
        Arrays.fill(out, 0);
        for (Term term : terms) {
            term.regularizer().gradient(w, work);
            Vectors.addScaled(term.weight(), work, out);
        }
    }

    @Override
    public double absoluteWeight() {
        return terms.stream()
                .mapToDouble(term -> term.weight() * term.regularizer().absoluteWeight())
                .sum();
    }

    @Override
    public boolean isSmooth() {
        return terms.stream().allMatch(term -> term.regularizer().isSmooth());
    }

    /** Of one term alone, or of l1 and terms whose second derivative is the same for all weights. */
    @Override
    public boolean hasProximal() {
        return terms.size() == 1
                ? terms.get(0).regularizer().hasProximal()
                : constantCurvature().isPresent();
    }

    @Override
    public void proximal(double step, double[] w, double[] out) {
        if (terms.size() == 1) {
            terms.get(0).regularizer().proximal(terms.get(0).weight() * step, w, out);
            return;
        }
        double threshold = step * absoluteWeight();
        double divisor = 1 + step * constantCurvature().orElseThrow();
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.signum(w[i]) * Math.max(0, Math.abs(w[i]) - threshold) / divisor;
        }
    }

    @Override
    public boolean hasSecondDerivative() {
        return terms.stream().allMatch(term -> term.regularizer().hasSecondDerivative());
    }

    @Override
    public OptionalDouble constantCurvature() {
        double sum = 0;
        for (Term term : terms) {
            OptionalDouble curvature = term.regularizer().constantCurvature();
            if (curvature.isEmpty()) {
                return curvature;
            }
            sum += term.weight() * curvature.getAsDouble();
        }
        return OptionalDouble.of(sum);
    }

    @Override
    public void secondDerivative(double[] w, double[] out) {
        Arrays.fill(out, 0);
        for (Term term : terms) {
            term.regularizer().secondDerivative(w, work);
            Vectors.addScaled(term.weight(), work, out);
        }
    }
}
