package io.driftlog.simulator.flow.objective;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The kinks of a function of one input that is a sum of ReLUs. */
public final class Kinks {
    private static final double SAME_PLACE = 1e-6;
    private static final double NEGLIGIBLE = 1e-3;

    private Kinks() {}

    private record Kink(double position, double change) {}

    /**
     * Pairs (position, change of slope); see {@link TwoLayerNetwork#predictor}.
     *
     * @param w weights (u, v, b), length 3m. Not modified.
     * @param neurons m
     * @param inputs the training inputs. Not modified.
     */
    public static double[] of(double[] w, int neurons, double[] inputs) {
        double low = Arrays.stream(inputs).min().orElseThrow();
        double high = Arrays.stream(inputs).max().orElseThrow();
        List<Kink> kinks = merged(within(w, neurons, low, high), SAME_PLACE * (high - low));
        double largest = 0;
        for (Kink kink : kinks) {
            largest = Math.max(largest, Math.abs(kink.change));
        }
        double threshold = NEGLIGIBLE * largest;
        return kinks.stream()
                .filter(kink -> Math.abs(kink.change) > threshold)
                .flatMapToDouble(kink -> Arrays.stream(new double[] {kink.position, kink.change}))
                .toArray();
    }

    /** Neuron j bends at -b/v by u |v|. */
    private static List<Kink> within(double[] w, int neurons, double low, double high) {
        List<Kink> kinks = new ArrayList<>();
        for (int j = 0; j < neurons; j++) {
            double slope = w[neurons + j];
            double position = -w[2 * neurons + j] / slope;
            if (position >= low && position <= high) {
                kinks.add(new Kink(position, w[j] * Math.abs(slope)));
            }
        }
        kinks.sort(Comparator.comparingDouble(Kink::position));
        return kinks;
    }

    private static List<Kink> merged(List<Kink> sorted, double distance) {
        List<Kink> merged = new ArrayList<>();
        for (Kink kink : sorted) {
            int last = merged.size() - 1;
            if (last >= 0 && kink.position - merged.get(last).position <= distance) {
                merged.set(last, new Kink(merged.get(last).position, merged.get(last).change + kink.change));
            } else {
                merged.add(kink);
            }
        }
        return merged;
    }
}
