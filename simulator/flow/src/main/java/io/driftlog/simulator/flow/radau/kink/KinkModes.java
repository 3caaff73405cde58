package io.driftlog.simulator.flow.radau.kink;

import io.driftlog.simulator.flow.objective.FrozenRelu;
import io.driftlog.simulator.flow.objective.ReluPattern;
import java.util.ArrayList;
import java.util.List;

/**
 * The discrete state of a run with kinks, as numbers carried over restart points: four about past events, then one code
 * for each pair of neuron and kink whose state is not the sign of its pre-activation. It is read back exactly as it was
 * written.
 *
 * @param intended size of the step that the last event cut short; 0 unless the event was at this very point
 * @param crowd events in a row with hardly any time between them
 * @param eventTime time of the last event; -1 before the first
 * @param total events so far
 */
public record KinkModes(double intended, long crowd, double eventTime, long total) {
    static final KinkModes NONE = new KinkModes(0, 0, -1, 0);

    private static final int HEADER = 4;
    private static final int INACTIVE = 0;
    private static final int ACTIVE = 1;
    private static final int SLIDING = 2;
    private static final int STATES = 3;

    static KinkModes read(double[] numbers) {
        return new KinkModes(numbers[0], (long) numbers[1], numbers[2], (long) numbers[3]);
    }

    /** The same at a later point without an event. */
    KinkModes passed() {
        return new KinkModes(0, crowd, eventTime, total);
    }

    double[] write(FrozenRelu network, double[] weights, ReluPattern pattern) {
        List<Double> numbers = new ArrayList<>(List.of(intended, (double) crowd, eventTime, (double) total));
        for (int j = 0; j < pattern.neurons(); j++) {
            for (int i = 0; i < pattern.kinks(); i++) {
                int state = pattern.slidesOn(j, i) ? SLIDING : pattern.active(j, i) ? ACTIVE : INACTIVE;
                if (state != (network.preactivation(j, i, weights) > 0 ? ACTIVE : INACTIVE)) {
                    numbers.add((double) STATES * ((long) j * pattern.kinks() + i) + state);
                }
            }
        }
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The pattern that {@link #write} wrote at the same weights. */
    static ReluPattern pattern(FrozenRelu network, double[] weights, double[] numbers) {
        int n = network.kinks();
        ReluPattern pattern = ReluPattern.ofSigns(network, weights);
        for (int k = HEADER; k < numbers.length; k++) {
            long code = (long) numbers[k];
            int state = (int) (code % STATES);
            int j = (int) (code / STATES / n);
            int i = (int) (code / STATES % n);
            pattern = state == SLIDING ? pattern.sliding(j, i) : pattern.with(j, i, state == ACTIVE);
        }
        return pattern;
    }
}
