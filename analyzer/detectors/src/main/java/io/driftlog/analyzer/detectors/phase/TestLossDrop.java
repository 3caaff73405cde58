package io.driftlog.analyzer.detectors.phase;

import io.driftlog.analyzer.detectors.FindingNumbers;
import io.driftlog.analyzer.detectors.phase.TestLossDropAnalyzer.Definition;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.BracketedTime;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.NumberText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The drop of a test loss from a plateau, in findings.
 *
 * @param definition what counts as a drop
 * @param plateau the test loss at t_WD
 */
public record TestLossDrop(Definition definition, double plateau) {
    public static final String LIVE = FindingKinds.TEST_LOSS_DROP;
    static final String WITHDRAWN = FindingKinds.TEST_LOSS_DROP_WITHDRAWN;
    public static final String START = FindingKinds.TEST_LOSS_DROP_START;
    public static final String END = FindingKinds.TEST_LOSS_DROP_END;

    /** Whether the final value lies far enough below the plateau; false when either is not a number. */
    boolean isDrop(double finalLoss) {
        return Double.isFinite(plateau) && plateau > finalLoss && plateau >= definition.minimumRatio() * finalLoss;
    }

    /** The verdict that does not know the final value. */
    Finding live(BracketedTime time) {
        return Finding.of(
                LIVE, Stage.PROVISIONAL, Optional.of(time), values(Double.NaN), "test-loss drop: " + inWords(time));
    }

    /** That verdict after the run. */
    Finding fallen(BracketedTime time, Sustained sustained) {
        Map<String, Double> values = values(Double.NaN);
        sustained.put(values);
        return finding(LIVE, time, values, "test-loss drop: " + inWords(time) + sustained.inWords(time));
    }

    private String inWords(BracketedTime time) {
        return "the test loss fell by a factor of " + NumberText.readable(definition.minimumRatio()) + " below "
                + NumberText.readable(plateau) + ", its value at t_WD, " + FindingNumbers.bracket(time);
    }

    /** The live verdict did not hold. */
    Finding withdrawn(BracketedTime time, double finalLoss) {
        String sentence =
                "no test-loss drop: " + inWords(time) + ", but in the end it is " + NumberText.readable(finalLoss);
        return Finding.of(WITHDRAWN, Stage.FINAL, Optional.of(time), values(finalLoss), sentence);
    }

    /**
     * Start and end of the drop.
     *
     * @param state at the end of the run
     */
    List<Finding> startAndEnd(TestLossDropAnalyzer.State state, double finalLoss) {
        double startLoss = Math.fma(definition.startLevel(), plateau - finalLoss, finalLoss);
        double endLoss = Math.fma(definition.endLevel(), plateau - finalLoss, finalLoss);
        BracketedTime start = state.lows().firstAt(startLoss);
        BracketedTime end = state.lows().firstAt(endLoss);
        Sustained steadyStart = state.sustainedLows().below(startLoss);
        Sustained steadyEnd = state.sustainedLows().below(endLoss);
        double lossPlateauTime = state.phases().plateau().orElseThrow().time().estimate();
        double width = logRatio(end.estimate(), start.estimate());

        Map<String, Double> startValues = values(finalLoss);
        FindingNumbers.put(startValues, "level", definition.startLevel());
        FindingNumbers.put(startValues, FindingKinds.TEST_LOSS, startLoss);
        steadyStart.put(startValues);

        Map<String, Double> endValues = values(finalLoss);
        FindingNumbers.put(endValues, "level", definition.endLevel());
        FindingNumbers.put(endValues, FindingKinds.TEST_LOSS, endLoss);
        steadyEnd.put(endValues);
        FindingNumbers.put(endValues, "widthLnT", width);
        FindingNumbers.put(endValues, "plateauLnT", logRatio(start.estimate(), lossPlateauTime));
        return List.of(
                finding(
                        START,
                        start,
                        startValues,
                        crossing("start", definition.startLevel(), finalLoss, start) + steadyStart.inWords(start)),
                finding(
                        END,
                        end,
                        endValues,
                        crossing("end", definition.endLevel(), finalLoss, end) + steadyEnd.inWords(end) + "; width "
                                + NumberText.readable(width) + " in ln t"));
    }

    private static Finding finding(String kind, BracketedTime time, Map<String, Double> values, String sentence) {
        return Finding.of(kind, Stage.FINAL, Optional.of(time), values, sentence);
    }

    private String crossing(String which, double level, double finalLoss, BracketedTime time) {
        return which + " of the test-loss drop: " + FindingNumbers.percent(level) + " of the drop from "
                + NumberText.readable(plateau)
                + ", the value at t_WD, to " + NumberText.readable(finalLoss) + ", the final value, were left "
                + FindingNumbers.bracket(time);
    }

    /** ln a - ln b; not a number where one of them is 0. */
    private static double logRatio(double a, double b) {
        return a > 0 && b > 0 ? StrictMath.log(a) - StrictMath.log(b) : Double.NaN;
    }

    private Map<String, Double> values(double finalLoss) {
        Map<String, Double> values = new TreeMap<>();
        FindingNumbers.put(values, "minimumRatio", definition.minimumRatio());
        FindingNumbers.put(values, "epsilon", definition.epsilon());
        FindingNumbers.put(values, FindingKinds.PLATEAU_TEST_LOSS, plateau);
        FindingNumbers.put(values, FindingKinds.FINAL_TEST_LOSS, finalLoss);
        FindingNumbers.put(values, "ratio", plateau / finalLoss);
        return values;
    }
}
