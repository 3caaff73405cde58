package io.driftlog.simulator.flow.radau.stages;

/**
 * Nodes, eigenvalues and transformation of the three-stage Radau IIA method.
 *
 * <p>Hairer &amp; Wanner, <i>Solving Ordinary Differential Equations II</i>, 2nd ed., sec. IV.8; the digits of T and
 * its inverse are those of their code RADAU5.
 */
public final class RadauTableau {
    /** Nodes c1 and c2; c3 = 1. */
    public static final double C1 = (4 - Math.sqrt(6)) / 10;

    public static final double C2 = (4 + Math.sqrt(6)) / 10;

    /** The real eigenvalue of A^-1. */
    public static final double GAMMA;

    /** Real and imaginary part of the complex eigenvalues of A^-1. */
    public static final double ALPHA;

    public static final double BETA;

    /** Minus the derivative at 0 of the polynomial through 0 and the stage increments, in units of 1/h. */
    static final double D1 = -(13 + 7 * Math.sqrt(6)) / 3;

    static final double D2 = (-13 + 7 * Math.sqrt(6)) / 3;
    static final double D3 = -1.0 / 3;

    static {
        double root = StrictMath.cbrt(9);
        double real = (6 + root * (root - 1)) / 30;
        double re = (12 - root * (root - 1)) / 60;
        double im = root * (root + 1) * Math.sqrt(3) / 60;
        double modulusSquared = re * re + im * im;
        GAMMA = 1 / real;
        ALPHA = re / modulusSquared;
        BETA = im / modulusSquared;
    }

    private static final double T11 = 9.1232394870892942792E-02;
    private static final double T12 = -0.14125529502095420843;
    private static final double T13 = -3.0029194105147424492E-02;
    private static final double T21 = 0.24171793270710701896;
    private static final double T22 = 0.20412935229379993199;
    private static final double T23 = 0.38294211275726193779;
    private static final double T31 = 0.96604818261509293619;
    private static final double T32 = 1;

    private static final double I11 = 4.3255798900631553510;
    private static final double I12 = 0.33919925181580986954;
    private static final double I13 = 0.54177053993587487119;
    private static final double I21 = -4.1787185915519047273;
    private static final double I22 = -0.32768282076106238708;
    private static final double I23 = 0.47662355450055045196;
    private static final double I31 = -0.50287263494578687595;
    private static final double I32 = 2.5719269498556054292;
    private static final double I33 = -0.59603920482822492497;

    private RadauTableau() {}

    /** {@code out = T^-1 in}. */
    public static void toEigenvectors(Stages in, Stages out) {
        combine(I11, I12, I13, in, out.first());
        combine(I21, I22, I23, in, out.second());
        combine(I31, I32, I33, in, out.third());
    }

    /** {@code out = T in}. */
    public static void fromEigenvectors(Stages in, Stages out) {
        combine(T11, T12, T13, in, out.first());
        combine(T21, T22, T23, in, out.second());
        combine(T31, in.first(), T32, in.second(), out.third());
    }

    /** {@code out += T in}. */
    public static void addFromEigenvectors(Stages in, Stages out) {
        addCombination(T11, T12, T13, in, out.first());
        addCombination(T21, T22, T23, in, out.second());
        addCombination(T31, in.first(), T32, in.second(), out.third());
    }

    /** {@code out = D1 in1 + D2 in2 + D3 in3}. */
    public static void combineDefect(Stages in, double[] out) {
        combine(D1, D2, D3, in, out);
    }

    private static void combine(double a, double b, double c, Stages in, double[] out) {
        double[] x = in.first();
        double[] y = in.second();
        double[] z = in.third();
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.fma(c, z[i], Math.fma(b, y[i], a * x[i]));
        }
    }

    private static void combine(double a, double[] x, double b, double[] y, double[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.fma(b, y[i], a * x[i]);
        }
    }

    private static void addCombination(double a, double b, double c, Stages in, double[] out) {
        double[] x = in.first();
        double[] y = in.second();
        double[] z = in.third();
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.fma(c, z[i], Math.fma(b, y[i], Math.fma(a, x[i], out[i])));
        }
    }

    private static void addCombination(double a, double[] x, double b, double[] y, double[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.fma(b, y[i], Math.fma(a, x[i], out[i]));
        }
    }
}
