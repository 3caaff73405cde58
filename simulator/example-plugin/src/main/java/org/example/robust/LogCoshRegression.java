package org.example.robust;

import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.SupervisedData;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;

/**
 * A linear model with the loss {@code F(w) = s^2/n sum log cosh(r_i / s)} of its residuals {@code r = X w - y}: quadratic
 * where they are small against the scale s, linear where they are large, so that outliers count little.
 */
final class LogCoshRegression implements Objective {
    private final double[] features;
    private final double[] targets;
    private final double[] testFeatures;
    private final double[] testTargets;
    private final double[] teacher;
    private final double scale;
    private final int dimension;

    LogCoshRegression(SupervisedData data, double scale, double[] teacher) {
        this.features = data.features().values();
        this.targets = data.targets().values();
        this.testFeatures = data.testFeatures().map(each -> each.values()).orElse(new double[0]);
        this.testTargets = data.testTargets().map(each -> each.values()).orElse(new double[0]);
        this.teacher = teacher;
        this.scale = scale;
        this.dimension = data.features().columns();
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public double value(double[] w) {
        return loss(features, targets, w);
    }

    @Override
    public double testLoss(double[] w) {
        return testTargets.length == 0 ? Double.NaN : loss(testFeatures, testTargets, w);
    }

    private double loss(double[] x, double[] y, double[] w) {
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            double u = Math.abs(residual(x, y, w, i) / scale);
            // log cosh u without overflow: u + log(1 + e^(-2u)) - log 2
            sum += u + StrictMath.log1p(StrictMath.exp(-2 * u)) - StrictMath.log(2);
        }
        return scale * scale * sum / y.length;
    }

    /** {@code s/n sum tanh(r_i / s) x_i}. */
    @Override
    public void gradient(double[] w, double[] out) {
        Arrays.fill(out, 0);
        for (int i = 0; i < targets.length; i++) {
            double factor = StrictMath.tanh(residual(features, targets, w, i) / scale) * scale / targets.length;
            addRow(i, factor, out);
        }
    }

    @Override
    public boolean hasHessianProduct() {
        return true;
    }

    /** {@code 1/n sum (1 - tanh(r_i / s)^2) (x_i . v) x_i}: with it, `auto` chooses a method for stiff flows. */
    @Override
    public void hessianProduct(double[] w, double[] v, double[] out) {
        Arrays.fill(out, 0);
        for (int i = 0; i < targets.length; i++) {
            double tanh = StrictMath.tanh(residual(features, targets, w, i) / scale);
            double along = Vectors.dot(features, i * dimension, v, 0, dimension);
            addRow(i, (1 - tanh * tanh) * along / targets.length, out);
        }
    }

    /** The weights are the coefficients themselves. */
    @Override
    public double[] predictor(double[] w) {
        return w.clone();
    }

    @Override
    public double[] teacher() {
        return teacher;
    }

    private double residual(double[] x, double[] y, double[] w, int i) {
        return Vectors.dot(x, i * dimension, w, 0, dimension) - y[i];
    }

    private void addRow(int i, double factor, double[] out) {
        for (int j = 0; j < dimension; j++) {
            out[j] += factor * features[i * dimension + j];
        }
    }
}
