package io.driftlog.simulator.flow.radau;

/** The root mean square of weight-space vectors in units of the tolerance {@code absolute + relative |w|}. */
final class ToleranceNorm {
    private final double relative;
    private final double absolute;
    private final double[] perTolerance;
    private final double[] squares;

    ToleranceNorm(int dimension, double relative, double absolute) {
        this.relative = relative;
        this.absolute = absolute;
        perTolerance = new double[dimension];
        squares = new double[dimension];
    }

    /**
     * Takes the tolerance at these weights from now on.
     *
     * @param weights w, length d. Not modified.
     */
    void measureAt(double[] weights) {
        for (int i = 0; i < perTolerance.length; i++) {
            perTolerance[i] = 1 / (absolute + relative * Math.abs(weights[i]));
        }
    }

    /** The norm of x, length d. Not modified. */
    double of(double[] x) {
        for (int i = 0; i < squares.length; i++) {
            double scaled = x[i] * perTolerance[i];
            squares[i] = scaled * scaled;
        }
        return Math.sqrt(sum(squares) / squares.length);
    }

    /** The norm of three vectors whose entries' squares are already added up, length d. Not modified. */
    double ofSquares3(double[] summedSquares) {
        for (int i = 0; i < squares.length; i++) {
            squares[i] = summedSquares[i] * perTolerance[i] * perTolerance[i];
        }
        return Math.sqrt(sum(squares) / (3 * squares.length));
    }

    /** A sum in eight lanes, joined in one fixed way. */
    private static double sum(double[] x) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int i = 0;
        for (; i + 7 < x.length; i += 8) {
            s0 += x[i];
            s1 += x[i + 1];
            s2 += x[i + 2];
            s3 += x[i + 3];
            s4 += x[i + 4];
            s5 += x[i + 5];
            s6 += x[i + 6];
            s7 += x[i + 7];
        }
        for (; i < x.length; i++) {
            s0 += x[i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }
}
