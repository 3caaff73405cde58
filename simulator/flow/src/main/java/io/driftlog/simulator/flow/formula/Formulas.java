package io.driftlog.simulator.flow.formula;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Objectives from formulas. */
public final class Formulas {
    private Formulas() {}

    /**
     * Data whose rows the formulas are evaluated on.
     *
     * @param features of each row; null without any
     * @param targets of each row; null without any
     */
    public record Rows(@Nullable Dataset features, @Nullable Dataset targets) {
        int featureColumns() {
            return features == null ? 0 : features.columns();
        }

        int targetColumns() {
            return targets == null ? 0 : targets.columns();
        }
    }

    /**
     * What a spec says.
     *
     * @param squares whether the formulas are residuals; otherwise there is one, the loss of a row, which may turn out to be a
     *     sum of squares
     * @param formulas on every row of the training data, or once without data
     * @param testFormulas evaluated once; empty: the same formulas on the test data, if there are any
     * @param weights names of the weights; empty for w1, w2, … and w[i]
     * @param dimension number of weights; 0 for as many as are named
     */
    public record Text(
            boolean squares, List<String> formulas, List<String> testFormulas, List<String> weights, int dimension) {}

    /** Whether a weight cannot have this name, because it means something else. */
    public static boolean isReserved(String name) {
        return FormulaParser.isReserved(name);
    }

    /**
     * Builds an objective.
     *
     * @throws FormulaException when a formula cannot be understood
     */
    public static Objective of(Text text, Rows training, @Nullable Rows test) {
        Graph graph = new Graph();
        int[] roots = parse(graph, text, text.formulas(), training);
        boolean ownTest = !text.testFormulas().isEmpty();
        Rows none = new Rows(null, null);
        int[] testRoots = roots;
        if (ownTest) {
            try {
                testRoots = parse(graph, text, text.testFormulas(), none);
            } catch (FormulaException e) {
                throw e.inTest();
            }
        }
        int dimension = dimension(graph, text);
        Program program = new Program(graph, roots, dimension);
        boolean[] used = program.used();
        for (int i = 0; i < dimension; i++) {
            if (!used[i]) {
                String name = text.weights().isEmpty()
                        ? "w" + (i + 1)
                        : text.weights().get(i);
                throw new FormulaException(
                        String.join("; ", text.formulas()),
                        "the weight '" + name + "' of " + dimension + " does not appear in it; leave it out");
            }
        }
        Rows tested = ownTest ? none : test;
        Sweeps testing = tested == null ? null : sweeps(new Program(graph, testRoots, dimension), tested);
        if (text.squares()) {
            return new Squares(sweeps(program, training), testing, true, dimension);
        }
        int[] residuals = SumOfSquares.residuals(graph, roots[0]);
        return residuals.length > 0
                ? new Squares(sweeps(new Program(graph, residuals, dimension), training), testing, false, dimension)
                : new Loss(sweeps(program, training), testing, dimension);
    }

    private static Sweeps sweeps(Program program, Rows rows) {
        return new Sweeps(program, rows.features(), rows.targets());
    }

    private static int[] parse(Graph graph, Text text, List<String> formulas, Rows rows) {
        FormulaParser parser = new FormulaParser(
                graph,
                new FormulaParser.Names(
                        text.weights(),
                        text.weights().isEmpty()
                                ? text.dimension()
                                : text.weights().size(),
                        rows.featureColumns(),
                        rows.targetColumns()));
        return formulas.stream().mapToInt(parser::parse).toArray();
    }

    private static int dimension(Graph graph, Text text) {
        int largest = graph.nodes().stream()
                .filter(node -> node.operation() == Operation.WEIGHT)
                .mapToInt(node -> node.x() + 1)
                .max()
                .orElse(0);
        if (largest == 0) {
            throw new FormulaException(
                    String.join("; ", text.formulas()), "there is no weight in it; write w1, w2, … or w[i]");
        }
        return text.weights().isEmpty()
                ? Math.max(largest, text.dimension())
                : text.weights().size();
    }

    /** An objective that can say why it is not finite. */
    public interface Explained {
        /** The first part of the formulas that is not finite at these weights, in words. w not modified. */
        Optional<String> notFinite(double[] w);
    }

    private static double mean(@Nullable Sweeps sweeps, double[] w, boolean squares) {
        if (sweeps == null) {
            return Double.NaN;
        }
        double[] values = new double[sweeps.count()];
        sweeps.values(w, values);
        return squares ? 0.5 * Vectors.normSquared(values) / values.length : sum(values) / values.length;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    /**
     * {@code F = 1/(2n) sum r_i^2}, n the number of residuals on all rows.
     *
     * @param testSquares whether the test formulas are residuals, too, and not the loss of a row
     */
    private record Squares(Sweeps sweeps, @Nullable Sweeps test, boolean testSquares, int dimension)
            implements LeastSquaresObjective, Explained {
        @Override
        public int samples() {
            return sweeps.count();
        }

        @Override
        public double scale() {
            return 1.0 / sweeps.count();
        }

        @Override
        public void residuals(double[] w, double[] out) {
            sweeps.values(w, out);
        }

        @Override
        public void jacobianProduct(double[] w, double[] v, double[] out) {
            sweeps.jacobianProduct(w, v, out);
        }

        @Override
        public void transposedJacobianProduct(double[] w, double[] m, double[] out) {
            sweeps.transposedProduct(w, m, out);
        }

        @Override
        public void gram(double[] w, double[][] out) {
            double[][] rows = new double[samples()][dimension];
            sweeps.jacobian(w, rows);
            for (int i = 0; i < rows.length; i++) {
                for (int k = 0; k <= i; k++) {
                    out[i][k] = Vectors.dot(rows[i], rows[k]);
                    out[k][i] = out[i][k];
                }
            }
        }

        @Override
        public boolean hasHessianProduct() {
            return true;
        }

        @Override
        public void hessianProduct(double[] w, double[] v, double[] out) {
            double[] m = new double[samples()];
            residuals(w, m);
            Vectors.scale(scale(), m);
            sweeps.hessianProduct(w, m, v, out);
            double[] gaussNewton = new double[dimension];
            jacobianProduct(w, v, m);
            Vectors.scale(scale(), m);
            transposedJacobianProduct(w, m, gaussNewton);
            Vectors.addScaled(1, gaussNewton, out);
        }

        @Override
        public double testLoss(double[] w) {
            return mean(test, w, testSquares);
        }

        @Override
        public Optional<String> notFinite(double[] w) {
            return sweeps.notFinite(w);
        }
    }

    /** The mean of a formula over the rows. */
    private record Loss(Sweeps sweeps, @Nullable Sweeps test, int dimension) implements Objective, Explained {
        @Override
        public double value(double[] w) {
            return mean(sweeps, w, false);
        }

        @Override
        public void gradient(double[] w, double[] out) {
            sweeps.transposedProduct(w, equal(), out);
        }

        private double[] equal() {
            double[] m = new double[sweeps.count()];
            Arrays.fill(m, 1.0 / m.length);
            return m;
        }

        @Override
        public boolean hasHessianProduct() {
            return true;
        }

        @Override
        public void hessianProduct(double[] w, double[] v, double[] out) {
            sweeps.hessianProduct(w, equal(), v, out);
        }

        @Override
        public double testLoss(double[] w) {
            return mean(test, w, false);
        }

        @Override
        public Optional<String> notFinite(double[] w) {
            return sweeps.notFinite(w);
        }
    }
}
