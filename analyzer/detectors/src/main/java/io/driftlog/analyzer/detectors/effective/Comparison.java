package io.driftlog.analyzer.detectors.effective;

import io.driftlog.analyzer.detectors.Numbers;
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
 * A slow phase held against its effective flow, in a finding.
 *
 * @param definition the window
 * @param state what was seen
 */
public record Comparison(Definition definition, State state) {
    public static final String DEVIATION = FindingKinds.EFFECTIVE_FLOW_DEVIATION;

    private static final int TANGENTIAL = 2;
    private static final int ANGLE = 3;
    private static final int KKT = 4;
    private static final int RANK = 6;
    private static final int KEPT = 7;
    private static final int LARGEST = 9;
    private static final int ON_KINKS = 10;

    Finding finding(BracketedTime onset) {
        SortedMap<String, Double> values = new TreeMap<>();
        Deviation deviation = state.deviation();
        Numbers.put(values, "epsilon", definition.epsilon());
        Numbers.put(values, "windowStart", definition.windowStart());
        Numbers.put(values, "windowEnd", definition.windowEnd());
        Numbers.put(values, "largestDeviation", deviation.largest());
        Numbers.put(values, "largestDeviationSlowTime", deviation.largestAt());
        Numbers.put(values, "lastDeviation", deviation.last());
        Numbers.put(values, "lastSlowTime", deviation.lastAt());
        Numbers.put(values, "largestNormDeviation", deviation.largestOfNorm());
        Numbers.put(values, "stepsCompared", deviation.steps());
        Numbers.put(values, "stepsMeasured", state.measured().rows());
        Numbers.put(values, "stepsWithoutWeights", state.withoutWeights());
        Numbers.put(values, "stepsWithoutMultiplier", state.withoutMultiplier());
        Numbers.put(values, "leastTangentialFraction", least(TANGENTIAL, 1));
        Numbers.put(values, "largestAngle", -least(ANGLE, -1));
        Numbers.put(values, "lastKktResidual", last(KKT));
        Numbers.put(values, "leastRank", least(RANK, 1));
        Numbers.put(values, "smallestKept", least(KEPT, 1));
        SortedMap<String, double[]> vectors = new TreeMap<>();
        state.measured().put(vectors, EffectiveFlowFold.COLUMNS);
        return new Finding(DEVIATION, Stage.FINAL, Optional.of(onset), values, vectors, sentence(onset));
    }

    /** The least of {@code sign * value} over the window; NaN when nothing was measured there. */
    private double least(int column, double sign) {
        double least = Double.NaN;
        for (int i = 0; i < state.measured().rows(); i++) {
            double value = sign * state.measured().at(i, column);
            if (inWindow(state.measured().at(i, 0)) && !(value >= least)) {
                least = value;
            }
        }
        return least;
    }

    private boolean inWindow(double slowTime) {
        return slowTime >= definition.windowStart() && slowTime <= definition.windowEnd();
    }

    private double last(int column) {
        int rows = state.measured().rows();
        return rows == 0 ? Double.NaN : state.measured().at(rows - 1, column);
    }

    private String sentence(BracketedTime onset) {
        Deviation deviation = state.deviation();
        StringBuilder text = new StringBuilder("effective flow against the run, whose slow phase begins with t_WD ")
                .append(Numbers.bracket(onset))
                .append(": ");
        String window = "over slow time " + Numbers.text(definition.windowStart()) + " to "
                + Numbers.text(definition.windowEnd());
        if (Double.isFinite(deviation.largest())) {
            text.append("the weights differ by at most ")
                    .append(Numbers.text(deviation.largest()))
                    .append(" of their norm ")
                    .append(window)
                    .append(" (at ")
                    .append(Numbers.text(deviation.largestAt()))
                    .append(")");
        } else if (Double.isFinite(deviation.largestOfNorm())) {
            text.append("||w||^2 differs by at most ")
                    .append(Numbers.text(deviation.largestOfNorm()))
                    .append(" of itself ")
                    .append(window);
        } else {
            text.append("no step lies within slow time ")
                    .append(Numbers.text(definition.windowStart()))
                    .append(" to ")
                    .append(Numbers.text(definition.windowEnd()));
        }
        if (Double.isFinite(deviation.last())) {
            text.append(" and by ")
                    .append(Numbers.text(deviation.last()))
                    .append(" at slow time ")
                    .append(Numbers.text(deviation.lastAt()));
        }
        motion(text);
        kinks(text);
        gaps(text);
        return text.toString();
    }

    private void motion(StringBuilder text) {
        double angle = -least(ANGLE, -1);
        if (Double.isFinite(angle)) {
            text.append("; there at least ")
                    .append(Numbers.percent(least(TANGENTIAL, 1)))
                    .append(" of the velocity is tangential, at most ")
                    .append(Numbers.text(angle))
                    .append(" rad from -P grad R");
        }
        if (Double.isFinite(last(KKT))) {
            text.append("; ||P w|| / ||w|| is ")
                    .append(Numbers.text(last(KKT)))
                    .append(" at slow time ")
                    .append(Numbers.text(last(0)))
                    .append(", where the smallest of ")
                    .append(Numbers.text(last(RANK)))
                    .append(" eigenvalues of J J^T is ")
                    .append(Numbers.text(last(KEPT) / last(LARGEST)))
                    .append(" of the largest");
        }
    }

    private void kinks(StringBuilder text) {
        int steps = 0;
        double most = 0;
        for (int i = 0; i < state.measured().rows(); i++) {
            double neurons = state.measured().at(i, ON_KINKS);
            steps += neurons > 0 ? 1 : 0;
            most = Math.max(most, neurons > 0 ? neurons : 0);
        }
        if (steps > 0) {
            text.append("; at ")
                    .append(steps)
                    .append(" of ")
                    .append(state.measured().rows())
                    .append(" steps measured neurons sit on kinks, up to ")
                    .append(Numbers.text(most))
                    .append(" at once: there F has no derivative, and P is that of motion along the kinks");
        }
    }

    private void gaps(StringBuilder text) {
        if (state.withoutWeights() > 0) {
            text.append("; ")
                    .append(state.withoutWeights())
                    .append(" steps carry no weights: of them only ||w||^2 was compared");
        }
        if (state.withoutMultiplier() > 0) {
            text.append("; ")
                    .append(state.withoutMultiplier() == state.measured().rows() ? "the" : "some")
                    .append(" steps carry no multiplier, so that velocity and angle are unknown there: the method has"
                            + " none, and from the residuals they would be rounding noise");
        }
    }
}
