package io.driftlog.simulator.flow.theory;

/**
 * What was measured on one run.
 *
 * @param weightDecay lambda
 * @param toUnregularized sup over [0, T] of the distance to the unregularised flow, relative to it, for each T
 * @param toEffective sup over each window of slow time of the distance to the effective flow, relative to it
 * @param matchingTime first time after the loss plateau with {@code ||grad F|| <= lambda ||w||}; NaN if there is none
 * @param endSlowTime lambda t at the end
 * @param stationarity {@code ||P grad R|| / ||grad R||} at the end
 * @param infeasibility {@code ||r|| / ||r(w0)||} at the end
 * @param toLimit distance of the end to the limit of the effective flow, relative to it
 * @param predictorToLimit largest difference of a coefficient of the predictor there; NaN where there is no predictor
 * @param fromStart distance of the end to Phi(w0), relative to that
 * @param testLoss test loss at the end; NaN without test data
 */
public record RunMeasures(
        double weightDecay,
        double[] toUnregularized,
        double[] toEffective,
        double matchingTime,
        double endSlowTime,
        double stationarity,
        double infeasibility,
        double toLimit,
        double predictorToLimit,
        double fromStart,
        double testLoss) {}
