package io.driftlog.simulator.flow.radau.solver;

/**
 * What preconditions conjugate gradients: the inverse {@code M^-1} of a symmetric matrix near {@code K + s I}, at the
 * shift s given with each call.
 */
interface ApproximateInverse {
    /** No preconditioner. */
    ApproximateInverse IDENTITY = new Identity();

    /** Whether M is real, and so hermitian, for complex shifts too. */
    boolean isReal();

    /**
     * {@code out = M^-1 x}.
     *
     * @param x length n. Not modified.
     * @param shift s &gt; 0
     * @param out length n. Modified.
     */
    void apply(double[] x, double shift, double[] out);

    /**
     * {@code out = M^-1 x} for complex x and a complex shift.
     *
     * @param xRe real part, length n. Not modified.
     * @param xIm imaginary part, length n. Not modified.
     * @param re real part of the shift, above 0
     * @param im imaginary part of the shift
     * @param outRe real part, length n. Modified.
     * @param outIm imaginary part, length n. Modified.
     */
    void apply(double[] xRe, double[] xIm, double re, double im, double[] outRe, double[] outIm);

    /** The diagonal of K with the shift. */
    static ApproximateInverse ofDiagonal(SparseSymmetricMatrix matrix) {
        return new Diagonal(matrix);
    }

    /** Factors of one real matrix, whatever the shift. */
    static ApproximateInverse ofFactors(SymmetricFactors factors) {
        return new Factors(factors, new double[factors.size()]);
    }

    /** See {@link #IDENTITY}. */
    record Identity() implements ApproximateInverse {
        @Override
        public boolean isReal() {
            return true;
        }

        @Override
        public void apply(double[] x, double shift, double[] out) {
            System.arraycopy(x, 0, out, 0, out.length);
        }

        @Override
        public void apply(double[] xRe, double[] xIm, double re, double im, double[] outRe, double[] outIm) {
            apply(xRe, re, outRe);
            apply(xIm, re, outIm);
        }
    }

    /** See {@link #ofDiagonal}. */
    record Diagonal(SparseSymmetricMatrix matrix) implements ApproximateInverse {
        @Override
        public boolean isReal() {
            return false;
        }

        @Override
        public void apply(double[] x, double shift, double[] out) {
            for (int i = 0; i < matrix.size(); i++) {
                out[i] = x[i] / (matrix.diagonal(i) + shift);
            }
        }

        @Override
        public void apply(double[] xRe, double[] xIm, double re, double im, double[] outRe, double[] outIm) {
            for (int i = 0; i < matrix.size(); i++) {
                double entry = matrix.diagonal(i) + re;
                double perModulus = 1 / (entry * entry + im * im);
                double p = xRe[i];
                double q = xIm[i];
                outRe[i] = (p * entry + q * im) * perModulus;
                outIm[i] = (q * entry - p * im) * perModulus;
            }
        }
    }

    /** See {@link #ofFactors}. */
    record Factors(SymmetricFactors factors, double[] padded) implements ApproximateInverse {
        @Override
        public boolean isReal() {
            return true;
        }

        @Override
        public void apply(double[] x, double shift, double[] out) {
            Padding.copy(x, padded);
            factors.solve(padded);
            System.arraycopy(padded, 0, out, 0, out.length);
        }

        @Override
        public void apply(double[] xRe, double[] xIm, double re, double im, double[] outRe, double[] outIm) {
            apply(xRe, re, outRe);
            apply(xIm, re, outIm);
        }
    }
}
