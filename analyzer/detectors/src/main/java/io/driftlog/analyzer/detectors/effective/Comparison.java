package io.driftlog.analyzer.detectors.effective;

import io.driftlog.analyzer.detectors.FindingNumbers;
import io.driftlog.analyzer.detectors.effective.EffectiveFlowAnalyzer.Definition;
import io.driftlog.analyzer.detectors.effective.EffectiveFlowAnalyzer.State;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.BracketedTime;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingKinds;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The numbers that compare a slow phase with its effective flow. A number is NaN where nothing was measured.
 *
 * @param definition the window
 * @param state what was measured
 * @param leastTangentialFraction of the velocity, over the window
 * @param largestAngle between velocity and {@code -P grad R}, over the window
 * @param leastRank of J, over the window
 * @param smallestKept the smallest non-zero eigenvalue of {@code J J^T}, over the window
 * @param last the last step measured
 * @param kinkSteps how many steps measured have neurons on kinks
 * @param mostOnKinks the most neurons on kinks at one step
 */
public record Comparison(
        Definition definition,
        State state,
        double leastTangentialFraction,
        double largestAngle,
        double leastRank,
        double smallestKept,
        Last last,
        int kinkSteps,
        double mostOnKinks) {
    public static final String DEVIATION = FindingKinds.EFFECTIVE_FLOW_DEVIATION;

    private static final int TANGENTIAL = 2;
    private static final int ANGLE = 3;
    private static final int KKT = 4;
    private static final int RANK = 6;
    private static final int KEPT = 7;
    private static final int LARGEST = 9;
    private static final int ON_KINKS = 10;

    /**
     * The last step measured.
     *
     * @param kktResidual {@code ||P w|| / ||w||}
     * @param relativeKept the smallest non-zero eigenvalue over the largest
     */
    record Last(double slowTime, double kktResidual, double rank, double relativeKept) {
        private static Last of(Table measured) {
            int row = measured.rows() - 1;
            return row < 0
                    ? new Last(Double.NaN, Double.NaN, Double.NaN, Double.NaN)
                    : new Last(
                            measured.at(row, 0),
                            measured.at(row, KKT),
                            measured.at(row, RANK),
                            measured.at(row, KEPT) / measured.at(row, LARGEST));
        }
    }

    static Comparison of(Definition definition, State state) {
        Table measured = state.measured();
        int kinkSteps = 0;
        double mostOnKinks = 0;
        for (int i = 0; i < measured.rows(); i++) {
            double neurons = measured.at(i, ON_KINKS);
            kinkSteps += neurons > 0 ? 1 : 0;
            mostOnKinks = Math.max(mostOnKinks, neurons > 0 ? neurons : 0);
        }
        return new Comparison(
                definition,
                state,
                least(definition, measured, TANGENTIAL, 1),
                -least(definition, measured, ANGLE, -1),
                least(definition, measured, RANK, 1),
                least(definition, measured, KEPT, 1),
                Last.of(measured),
                kinkSteps,
                mostOnKinks);
    }

    /** The least of {@code sign * value} over the window; NaN when nothing was measured there. */
    private static double least(Definition definition, Table measured, int column, double sign) {
        double least = Double.NaN;
        for (int i = 0; i < measured.rows(); i++) {
            double slowTime = measured.at(i, 0);
            double value = sign * measured.at(i, column);
            if (slowTime >= definition.windowStart() && slowTime <= definition.windowEnd() && !(value >= least)) {
                least = value;
            }
        }
        return least;
    }

    /** The finding; {@link EffectiveFlowWords} has its sentence. */
    Finding finding(BracketedTime onset) {
        SortedMap<String, Double> values = new TreeMap<>();
        Deviation deviation = state.deviation();
        FindingNumbers.put(values, "epsilon", definition.epsilon());
        FindingNumbers.put(values, "windowStart", definition.windowStart());
        FindingNumbers.put(values, "windowEnd", definition.windowEnd());
        FindingNumbers.put(values, "largestDeviation", deviation.largest());
        FindingNumbers.put(values, "largestDeviationSlowTime", deviation.largestAt());
        FindingNumbers.put(values, "lastDeviation", deviation.last());
        FindingNumbers.put(values, "lastSlowTime", deviation.lastAt());
        FindingNumbers.put(values, "largestNormDeviation", deviation.largestOfNorm());
        FindingNumbers.put(values, "stepsCompared", deviation.steps());
        FindingNumbers.put(values, "stepsMeasured", state.measured().rows());
        FindingNumbers.put(values, "stepsWithoutWeights", state.withoutWeights());
        FindingNumbers.put(values, "stepsWithoutMultiplier", state.withoutMultiplier());
        FindingNumbers.put(values, "leastTangentialFraction", leastTangentialFraction);
        FindingNumbers.put(values, "largestAngle", largestAngle);
        FindingNumbers.put(values, "lastKktResidual", last.kktResidual());
        FindingNumbers.put(values, "leastRank", leastRank);
        FindingNumbers.put(values, "smallestKept", smallestKept);
        SortedMap<String, double[]> vectors = new TreeMap<>();
        state.measured().put(vectors, EffectiveFlowFold.COLUMNS);
        return new Finding(
                DEVIATION, Stage.FINAL, Optional.of(onset), values, vectors, EffectiveFlowWords.of(this, onset));
    }
}
