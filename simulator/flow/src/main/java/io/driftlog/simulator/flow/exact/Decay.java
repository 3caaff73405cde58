package io.driftlog.simulator.flow.exact;

/** Exponentials of one rate {@code a = d + lambda} at one time, joined so that none suffers cancellation. */
final class Decay {
    private final double weightDecay;
    private double time;
    private double slow;
    private double slowLoss;

    Decay(double weightDecay) {
        this.weightDecay = weightDecay;
    }

    /** Moves to a time. */
    void at(double newTime) {
        time = newTime;
        slow = StrictMath.exp(-weightDecay * newTime);
        slowLoss = StrictMath.expm1(-weightDecay * newTime);
    }

    /** {@code e^{-lambda t}}. */
    double slow() {
        return slow;
    }

    /** {@code expm1(-d t)}. */
    double fastLoss(double dataRate) {
        return StrictMath.expm1(-dataRate * time);
    }

    /** {@code e^{-(d + lambda) t}}. */
    double factor(double dataRate, double fastLoss) {
        return slow * (fastLoss < -0.5 ? StrictMath.exp(-dataRate * time) : 1 + fastLoss);
    }

    /** {@code (1 - e^{-a t}) / a}, which is t for a = 0. */
    double integral(double dataRate, double fastLoss) {
        double rate = dataRate + weightDecay;
        return rate > 0 ? -(fastLoss + slowLoss + fastLoss * slowLoss) / rate : time;
    }
}
