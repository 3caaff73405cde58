package io.driftlog.simulator.service.foreign;

import java.util.List;
import java.util.Optional;

/**
 * Which columns of a table mean what; by name or by number from 1.
 *
 * @param time flow time of each row
 * @param iteration number of the iteration of each row, in place of the time
 * @param trainLoss F(w)
 * @param testLoss the loss on test data
 * @param gradientNorm {@code ||grad F(w)||}
 * @param weights the weights in order, where {@code w*} stands for all columns whose names begin with w; all that mean
 *     nothing else if empty
 */
public record ForeignColumns(
        Optional<String> time,
        Optional<String> iteration,
        Optional<String> trainLoss,
        Optional<String> testLoss,
        Optional<String> gradientNorm,
        List<String> weights) {
    public ForeignColumns {
        weights = List.copyOf(weights);
    }
}
