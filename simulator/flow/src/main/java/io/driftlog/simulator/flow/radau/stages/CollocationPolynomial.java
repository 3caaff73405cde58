package io.driftlog.simulator.flow.radau.stages;

/**
 * The cubic through the start of a step and its three stages, in Newton's form about the end of the step: at relative
 * position {@code q = (t - t_end) / h} it differs from its value at the end by
 *
 * <pre>  q (k1 + (q - c2 + 1) (k2 + (q - c1 + 1) k3)).</pre>
 *
 * Inside the step ({@code -1 <= q <= 0}) it is the collocation solution; beyond the end it predicts the next stages.
 *
 * @param k1 first divided difference. Not copied, never modified.
 * @param k2 second divided difference. Not copied, never modified.
 * @param k3 third divided difference. Not copied, never modified.
 */
public record CollocationPolynomial(double[] k1, double[] k2, double[] k3) {
    private static final double P1 = RadauTableau.C1 - 1;
    private static final double P2 = RadauTableau.C2 - 1;

    /**
     * The polynomial through 0 and the stage increments.
     *
     * @param stages increments from the start of the step. Not modified.
     */
    public static CollocationPolynomial through(Stages stages) {
        double[] z1 = stages.first();
        double[] z2 = stages.second();
        double[] z3 = stages.third();
        int length = z1.length;
        double[] k1 = new double[length];
        double[] k2 = new double[length];
        double[] k3 = new double[length];
        double perC1 = 1 / RadauTableau.C1;
        double perC2 = 1 / RadauTableau.C2;
        double perC1MinusC2 = 1 / (RadauTableau.C1 - RadauTableau.C2);
        double perP1 = 1 / P1;
        double perP2 = 1 / P2;
        for (int i = 0; i < length; i++) {
            k1[i] = (z2[i] - z3[i]) * perP2;
        }
        for (int i = 0; i < length; i++) {
            k2[i] = ((z1[i] - z2[i]) * perC1MinusC2 - k1[i]) * perP1;
        }
        for (int i = 0; i < length; i++) {
            k3[i] = k2[i] - ((z1[i] - z2[i]) * perC1MinusC2 - z1[i] * perC1) * perC2;
        }
        return new CollocationPolynomial(k1, k2, k3);
    }

    /**
     * {@code out = } the difference from the end value at q.
     *
     * @param q relative position
     * @param out the increment, of the polynomial's length. Modified.
     */
    void increment(double q, double[] out) {
        double u = q - P2;
        double v = q - P1;
        for (int i = 0; i < out.length; i++) {
            out[i] = q * (k1[i] + u * (k2[i] + v * k3[i]));
        }
    }

    /**
     * {@code out = end + } the difference from the end value at q.
     *
     * @param q relative position
     * @param end value at the end of the step. Not modified.
     * @param out the value, of the polynomial's length. Modified.
     */
    public void value(double q, double[] end, double[] out) {
        double u = q - P2;
        double v = q - P1;
        for (int i = 0; i < out.length; i++) {
            out[i] = end[i] + q * (k1[i] + u * (k2[i] + v * k3[i]));
        }
    }

    /** {@link #increment} at the three stages of the next step, whose size is {@code ratio} times this one's. */
    public void predictIncrements(double ratio, Stages out) {
        increment(RadauTableau.C1 * ratio, out.first());
        increment(RadauTableau.C2 * ratio, out.second());
        increment(ratio, out.third());
    }

    /** {@link #value} at the three stages of the next step, whose size is {@code ratio} times this one's. */
    public void predictValues(double ratio, double[] end, Stages out) {
        value(RadauTableau.C1 * ratio, end, out.first());
        value(RadauTableau.C2 * ratio, end, out.second());
        value(ratio, end, out.third());
    }
}
