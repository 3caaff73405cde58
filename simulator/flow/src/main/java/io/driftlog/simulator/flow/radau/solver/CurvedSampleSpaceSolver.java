package io.driftlog.simulator.flow.radau.solver;

import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.kernel.RowMatrices;
import io.driftlog.simulator.spi.BlockCurvature;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Dense factors with a block-diagonal curvature C in the operator: {@code sum_i mu_i Hess r_i}, where Gauss-Newton alone
 * contracts badly, and the second derivative of a regulariser other than l2. With {@code E = g (g I + C)^-1}, which is as block-diagonal as C, Newton's equations become
 *
 * <pre>  (J E J^T + g/c) dmu = J E R + g G,     dZ = E (R - J^T dmu) / g</pre>
 *
 * so that everything else stays: {@link #weigh} applies E. A block that is not positive definite with the real part of
 * the complex shift is left out ({@code E = I} there): it belongs to a direction that the step is too long for.
 *
 * <p>The Jacobian is taken afresh at every step, because mu belongs to it. Costs O(n^2 d) per step and O(n d) memory.
 */
final class CurvedSampleSpaceSolver extends FactoringSolver {
    private static final double SAFE_PIVOT = 0.1;

    private final LeastSquaresObjective objective;
    private final Curvature blocksOfCurvature;
    private final int samples;
    private final int blocks;
    private final int blockSize;
    private final int[] weightAt;
    private final double[][] jacobian;
    private final double[][] weighedRe;
    private final double[][] weighedIm;
    private final double[][] gramRe;
    private final double[][] gramIm;
    private final double[] curvature;
    private final double[] realBlocks;
    private final double[] complexRe;
    private final double[] complexIm;
    private final SmallInverse inverse;
    private final double[] entriesRe;
    private final double[] entriesIm;
    private final PaddedFactors factors;

    private @Nullable FlowPoint point;
    private double @Nullable [] formedWeights;
    private double @Nullable [] formedMultiplier;

    CurvedSampleSpaceSolver(BlockCurvature objective, double weightDecay) {
        this(objective, Curvature.of(objective), weightDecay);
    }

    CurvedSampleSpaceSolver(LeastSquaresObjective objective, Curvature blocksOfCurvature, double weightDecay) {
        super(weightDecay);
        this.objective = objective;
        this.blocksOfCurvature = blocksOfCurvature;
        samples = objective.samples();
        int d = objective.dimension();
        blockSize = blocksOfCurvature.blockSize();
        blocks = d / blockSize;
        weightAt = new int[d];
        for (int k = 0; k < d; k++) {
            weightAt[k] = blocksOfCurvature.weightAt(k / blockSize, k % blockSize);
        }
        jacobian = new double[samples][d];
        weighedRe = new double[samples][d];
        weighedIm = new double[samples][d];
        gramRe = Padding.matrix(samples);
        gramIm = new double[gramRe.length][gramRe.length];
        curvature = new double[blocks * blockSize * blockSize];
        realBlocks = new double[curvature.length];
        complexRe = new double[curvature.length];
        complexIm = new double[curvature.length];
        inverse = new SmallInverse(blockSize);
        entriesRe = new double[blockSize];
        entriesIm = new double[blockSize];
        factors = new PaddedFactors(samples);
    }

    @Override
    public boolean keepsFactors() {
        return false;
    }

    @Override
    public void curve(FlowPoint next) {
        point = next;
    }

    @Override
    boolean holdsMatrixOf(double[] jacobianWeights) {
        return formedWeights == jacobianWeights
                && formedMultiplier == pointOf(jacobianWeights).multiplier();
    }

    private FlowPoint pointOf(double[] jacobianWeights) {
        if (point == null || point.weights() != jacobianWeights) {
            throw new IllegalStateException("the curvature belongs to other weights than the Jacobian");
        }
        return point;
    }

    @Override
    void form(double[] jacobianWeights) {
        FlowPoint there = pointOf(jacobianWeights);
        blocksOfCurvature.jacobian(jacobianWeights, jacobian);
        blocksOfCurvature.fill(there, curvature);
        formedWeights = jacobianWeights;
        formedMultiplier = there.multiplier();
    }

    @Override
    boolean factor() {
        invertBlocks();
        double perScale = 1 / objective.scale();
        for (int i = 0; i < samples; i++) {
            System.arraycopy(jacobian[i], 0, weighedRe[i], 0, jacobian[i].length);
            weigh(weighedRe[i]);
        }
        RowMatrices.symmetricProduct(samples, jacobian[0].length, weighedRe, jacobian, gramRe);
        if (!factors.factorReal(gramRe, realShift() * perScale)) {
            return false;
        }
        for (int i = 0; i < samples; i++) {
            System.arraycopy(jacobian[i], 0, weighedRe[i], 0, jacobian[i].length);
            Arrays.fill(weighedIm[i], 0);
            weigh(weighedRe[i], weighedIm[i]);
        }
        RowMatrices.symmetricProduct(samples, jacobian[0].length, weighedRe, jacobian, gramRe);
        RowMatrices.symmetricProduct(samples, jacobian[0].length, weighedIm, jacobian, gramIm);
        return factors.factorComplex(gramRe, gramIm, complexShiftRe() * perScale, complexShiftIm() * perScale);
    }

    private void invertBlocks() {
        double shiftRe = complexShiftRe();
        double shiftIm = complexShiftIm();
        double shift = realShift();
        for (int k = 0; k < blocks; k++) {
            int at = k * blockSize * blockSize;
            inverse.load(curvature, at, shiftRe, 0);
            if (inverse.invert() > SAFE_PIVOT * shiftRe) {
                inverse.load(curvature, at, shift, 0);
                inverse.invert();
                inverse.store(shift, realBlocks, at);
                inverse.load(curvature, at, shiftRe, shiftIm);
                inverse.invert();
                inverse.store(shiftRe, shiftIm, complexRe, complexIm, at);
            } else {
                identity(realBlocks, at);
                identity(complexRe, at);
                Arrays.fill(complexIm, at, at + blockSize * blockSize, 0);
            }
        }
    }

    private void identity(double[] target, int at) {
        Arrays.fill(target, at, at + blockSize * blockSize, 0);
        for (int a = 0; a < blockSize; a++) {
            target[at + a * blockSize + a] = 1;
        }
    }

    @Override
    public void weigh(double[] x) {
        for (int k = 0; k < blocks; k++) {
            int first = k * blockSize;
            for (int a = 0; a < blockSize; a++) {
                double sum = 0;
                for (int b = 0; b < blockSize; b++) {
                    sum = Math.fma(realBlocks[(first + a) * blockSize + b], x[weightAt[first + b]], sum);
                }
                entriesRe[a] = sum;
            }
            for (int a = 0; a < blockSize; a++) {
                x[weightAt[first + a]] = entriesRe[a];
            }
        }
    }

    @Override
    public void weigh(double[] x, double[] y) {
        for (int k = 0; k < blocks; k++) {
            int first = k * blockSize;
            for (int a = 0; a < blockSize; a++) {
                double re = 0;
                double im = 0;
                for (int b = 0; b < blockSize; b++) {
                    int entry = (first + a) * blockSize + b;
                    double xb = x[weightAt[first + b]];
                    double yb = y[weightAt[first + b]];
                    re = Math.fma(complexRe[entry], xb, Math.fma(-complexIm[entry], yb, re));
                    im = Math.fma(complexRe[entry], yb, Math.fma(complexIm[entry], xb, im));
                }
                entriesRe[a] = re;
                entriesIm[a] = im;
            }
            for (int a = 0; a < blockSize; a++) {
                x[weightAt[first + a]] = entriesRe[a];
                y[weightAt[first + a]] = entriesIm[a];
            }
        }
    }

    @Override
    public void solveReal(double[] x) {
        factors.solve(x);
    }

    @Override
    public void solveComplex(double[] x, double[] y) {
        factors.solve(x, y);
    }
}
