package io.driftlog.simulator.flow.objective;

import io.driftlog.simulator.spi.Objective;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/** What weights have learned, in the form in which a person looks at it. */
public sealed interface Learned {
    /** Points of a function's grid. */
    int GRID = 400;

    /** How far the grid goes beyond the data, as a fraction of their range, half of it on each side. */
    double MARGIN = 0.25;

    /**
     * The coefficients of a linear predictor.
     *
     * @param learned beta, length p
     * @param teacher those behind the data, length p; empty when unknown
     */
    record Coefficients(double[] learned, double[] teacher) implements Learned {}

    /**
     * The singular values of a matrix, descending.
     *
     * @param learned of the learned matrix
     * @param teacher of the one behind the data; empty when unknown
     */
    record SingularValues(double[] learned, double[] teacher) implements Learned {}

    /**
     * A function of one input.
     *
     * @param x a grid, ascending, length 400
     * @param y the function there
     * @param dataX training inputs, length n
     * @param dataY training targets, length n
     * @param kinks where it bends, ascending
     */
    record Function(double[] x, double[] y, double[] dataX, double[] dataY, double[] kinks) implements Learned {}

    /**
     * Nothing that could be shown.
     *
     * @param why one sentence
     */
    record Nothing(String why) implements Learned {}

    /**
     * What weights stand for.
     *
     * @param objective what they were trained on
     * @param w weights, length d. Not modified.
     */
    static Learned of(Objective objective, double[] w) {
        if (objective instanceof TwoLayerNetwork network) {
            return network.inputs() == 1
                    ? function(network, w)
                    : new Nothing("The network is a function of " + network.inputs() + " inputs, too many to draw.");
        }
        double[] predictor = objective.predictor(w);
        if (predictor.length == 0) {
            return new Nothing("This objective has no predictor of a size that could be shown.");
        }
        int columns = objective.predictorColumns();
        return columns == 0
                ? new Coefficients(predictor, objective.teacher())
                : new SingularValues(singularValues(predictor, columns), singularValues(objective.teacher(), columns));
    }

    private static Function function(TwoLayerNetwork network, double[] w) {
        double[] dataX = new double[network.samples()];
        double[] dataY = new double[network.samples()];
        Arrays.setAll(dataX, i -> network.input(i, 0));
        Arrays.setAll(dataY, network::target);
        double low = Arrays.stream(dataX).min().orElseThrow();
        double high = Arrays.stream(dataX).max().orElseThrow();
        double margin = 0.5 * MARGIN * (high - low);
        double[] x = new double[GRID];
        double[] y = new double[GRID];
        Arrays.setAll(x, i -> low - margin + (high - low + 2 * margin) * i / (GRID - 1));
        Arrays.setAll(y, i -> network.output(w, x[i]));
        double[] pairs = network.predictor(w);
        double[] kinks = new double[pairs.length / 2];
        Arrays.setAll(kinks, i -> pairs[2 * i]);
        return new Function(x, y, dataX, dataY, kinks);
    }

    /** Singular values of a row-major matrix, descending; none of an empty one. */
    private static double[] singularValues(double[] matrix, int columns) {
        if (matrix.length == 0) {
            return matrix;
        }
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(matrix.length / columns, columns, false, false, true);
        if (!svd.decompose(DMatrixRMaj.wrap(matrix.length / columns, columns, matrix.clone()))) {
            return new double[0];
        }
        double[] ascending = Arrays.copyOf(svd.getSingularValues(), svd.numberOfSingularValues());
        Arrays.sort(ascending);
        double[] descending = new double[ascending.length];
        Arrays.setAll(descending, i -> ascending[ascending.length - 1 - i]);
        return descending;
    }
}
