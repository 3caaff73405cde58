package io.driftlog.simulator.flow.radau;

import io.driftlog.simulator.flow.DenseOutput;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.radau.stages.CollocationPolynomial;

/**
 * The solution within a Radau step: the collocation polynomial, corrected so that it also starts with the derivative f
 * that the flow has there. Local error O(h^5) inside the step, O(h^6) at its end.
 *
 * <p>The collocation cubic u alone has local error O(h^4), of the size of the step's error estimate: on linear
 * regression at rtol 1e-10 it is up to 40 times less accurate than the ends; corrected, 2.5 times. Its defect
 * {@code f - u'(0)} is what the error estimate err filters, so {@code err gamma} stands for {@code h (f - u'(0))} at no
 * cost, without its stiff components, and
 *
 * <pre>  w(t_n + theta h) = u(theta) + err gamma (theta - 9/2 theta^2 + 6 theta^3 - 5/2 theta^4).</pre>
 *
 * The derivative of the last factor is 1 at theta = 0 and vanishes at all three nodes: it is the Radau polynomial,
 * which is orthogonal to constants, and so the correction vanishes at both ends.
 */
final class RadauInterpolant implements DenseOutput {
    private final double start;
    private final double end;
    private final double[] endWeights;
    private final CollocationPolynomial polynomial;
    private final double[] correction;
    private final double[] endMultiplier;
    private final CollocationPolynomial multiplier;

    /**
     * @param start flow time at the start of the step
     * @param end the point at its end. Not modified.
     * @param last the polynomials of the step
     * @param correction {@code gamma err}, length d. Not copied, never modified.
     */
    RadauInterpolant(double start, FlowPoint end, RadauMultiplierStepper.LastStep last, double[] correction) {
        this.start = start;
        this.end = end.time();
        this.endWeights = end.weights();
        this.polynomial = last.weights();
        this.correction = correction;
        this.endMultiplier = end.multiplier();
        this.multiplier = last.multiplier();
    }

    @Override
    public double start() {
        return start;
    }

    @Override
    public double end() {
        return end;
    }

    @Override
    public void weightsAt(double time, double[] out) {
        double stepSize = end - start;
        polynomial.value((time - end) / stepSize, endWeights, out);
        double theta = (time - start) / stepSize;
        double shape = theta * (1 + theta * (-4.5 + theta * (6 - 2.5 * theta)));
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.fma(shape, correction[i], out[i]);
        }
    }

    @Override
    public FlowPoint pointAt(double time) {
        double[] weights = new double[endWeights.length];
        weightsAt(time, weights);
        double[] mu = new double[endMultiplier.length];
        multiplier.value((time - end) / (end - start), endMultiplier, mu);
        return new FlowPoint(time, weights, mu);
    }
}
