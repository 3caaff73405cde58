package io.driftlog.analyzer.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.analyzer.detectors.grokking.GrokkingAnalyzer;
import io.driftlog.analyzer.testkit.Folding;
import io.driftlog.analyzer.testkit.Trajectories;
import io.driftlog.analyzer.testkit.TrajectoryBuilder;
import io.driftlog.events.Finding;
import io.driftlog.events.TrajectoryEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GrokkingAnalyzerTest {
    private static final GrokkingAnalyzer.Factory FACTORY = new GrokkingAnalyzer.Factory();

    /** lambda = 1e-3, t_GF = 4.6, t_WD near 7, {@code ||w_GF||^2 = 2}, the test loss 0.1 + 0.9 e^{-lambda t}. */
    private static TrajectoryBuilder twoPhases() {
        return Trajectories.twoPhases("run");
    }

    private static Finding verdict(Found found) {
        List<Finding> finals = found.finals();
        assertThat(finals).hasSize(1);
        return finals.get(0);
    }

    private static void assertVerdict(TrajectoryBuilder builder, String kind, String why) {
        Finding verdict = verdict(Found.by(FACTORY, builder));
        assertThat(verdict.kind()).as(verdict.sentence()).isEqualTo(kind);
        assertThat(verdict.sentence()).contains(why);
    }

    @Test
    void fold_twoPhases_grokked() {
        Found found = Found.by(FACTORY, twoPhases());

        Finding verdict = verdict(found);
        assertThat(verdict.kind()).isEqualTo("grokked");
        assertThat(verdict.sentence()).contains("the criterion lambda << ||grad F(w0)|| / ||w_GF|| is met");
        // from t_WD on, 5 % of the drop is gone after ln(1 / 0.95) / lambda, 95 % after ln(20) / lambda
        double onset = verdict.values().get("driftOnsetTime");
        double start = onset - StrictMath.log(0.95) / 1e-3;
        double end = onset + StrictMath.log(20) / 1e-3;
        assertThat(verdict.values().get("dropStart")).isCloseTo(start, within(0.02 * start));
        assertThat(verdict.values().get("widthLnT")).isCloseTo(StrictMath.log(end / start), within(0.02));
        assertThat(verdict.values().get("plateauLnT"))
                .isCloseTo(StrictMath.log(start / -StrictMath.log(0.01)), within(0.02));
        assertThat(verdict.values().get("criterion")).isCloseTo(1e-3 * StrictMath.sqrt(2), within(1e-5));
        assertThat(found.provisional()).extracting(Finding::kind).containsExactly("grokked");
        assertThat(found.provisional().get(0).values()).doesNotContainKey("widthLnT");
    }

    @Test
    void fold_integratedDiagonalNetwork_grokkedAndWeightsAgree() {
        Finding verdict =
                TrajectoryRuns.paperDiagonal(1e-4, 1e5).finals(FACTORY).get(0);

        assertThat(verdict.kind()).isEqualTo("grokked");
        assertThat(verdict.values().get("plateauLnT")).isBetween(4.0, 5.0);
        assertThat(verdict.values().get("widthLnT")).isBetween(2.0, 3.0);
        assertThat(verdict.values().get("slowPhaseOnset") / verdict.values().get("driftOnsetTime"))
                .isBetween(0.5, 2.0);
    }

    @Test
    void fold_integratedWithoutWeightDecay_notGrokked() {
        Finding verdict = TrajectoryRuns.paperDiagonal(0, 1e5).finals(FACTORY).get(0);

        assertThat(verdict.kind()).isEqualTo("no-drop");
        assertThat(verdict.sentence()).contains("there is no weight decay");
    }

    /** From small weights the fast phase finds the sparse solution itself: the test loss falls with the training loss. */
    @Test
    void fold_integratedFromSmallWeights_notGrokked() {
        for (double variance : new double[] {1e-4, 1e-8}) {
            Finding verdict =
                    TrajectoryRuns.diagonal(variance, 1e-4, 1e5).finals(FACTORY).get(0);
            assertThat(verdict.kind()).as(verdict.sentence()).isEqualTo("not-grokked");
        }
        Finding tiny = TrajectoryRuns.diagonal(1e-8, 1e-4, 1e5).finals(FACTORY).get(0);
        assertThat(tiny.sentence()).contains("is not met");
        assertThat(tiny.values().get("criterion")).isGreaterThan(0.1);
    }

    @Test
    void fold_testLossThatStays_noDrop() {
        assertVerdict(twoPhases().testLoss(t -> 1), "no-drop", "it does not drop in the slow phase");
    }

    /** Goal: forgetting a large start is no grokking. Method: a teacher of more entries than the data can tell. */
    @Test
    void fold_integratedFromLargeWeightsWithFewData_isMeasuredByTheNullPredictor() {
        Finding verdict = TrajectoryRuns.regression(4, 1e-4, 20).finals(FACTORY).get(0);
        double baseline = verdict.values().get("nullTestLoss");
        double last = verdict.values().get("finalTestLoss");
        assertThat(verdict.values().get("plateauTestLoss")).isGreaterThan(2 * last);
        assertThat(last).isGreaterThan(0.5 * baseline);
        assertThat(verdict.kind()).isEqualTo("test-loss-improved");
        assertThat(verdict.sentence()).startsWith("test loss improved, not below the null predictor");
    }

    /** Goal: what a fork finds is what its ancestor found. Method: the trajectory, cut in its slow phase. */
    @Test
    void fold_forkInTheSlowPhase_inheritsPhasesAndPlateau() {
        List<TrajectoryEvent> whole = twoPhases().build();
        Finding ancestor = verdict(new Found(whole, Folding.fold(FACTORY.create(Map.of()), whole)));
        List<TrajectoryEvent> cut = TrajectoryRuns.forkedAt(whole, 3 * whole.size() / 4);

        Finding fork = verdict(new Found(cut, Folding.fold(FACTORY.create(Map.of()), cut)));

        assertThat(fork.kind()).isEqualTo("grokked");
        for (String value : List.of("lossPlateauTime", "driftOnsetTime", "plateauTestLoss", "dropStart", "dropEnd")) {
            assertThat(fork.values().get(value))
                    .as(value)
                    .isEqualTo(ancestor.values().get(value));
        }
    }

    @Test
    void fold_normThatStays_notGrokked() {
        assertVerdict(twoPhases().weightNormSquared(t -> 2), "not-grokked", "weight decay hardly moves the weights");
    }

    @Test
    void fold_testLossThatDropsAtOnce_notGrokked() {
        assertVerdict(
                twoPhases().testLoss(t -> 0.1 + 0.9 / (1 + StrictMath.pow(t / 8, 8))),
                "not-grokked",
                "the plateau spans");
    }

    @Test
    void fold_runThatEndsOnThePlateau_isUndetermined() {
        assertVerdict(twoPhases().logTimes(0.1, 40, 100), "undetermined", "a drop may still come");
    }

    @Test
    void fold_runThatEndsInTheFastPhase_isUndetermined() {
        assertVerdict(twoPhases().logTimes(0.01, 2, 40), "undetermined", "never fell to 1 % of its initial value");
        assertVerdict(twoPhases().logTimes(0.01, 5.5, 40), "undetermined", "never came to balance");
    }

    @Test
    void fold_noTestData_isUndetermined() {
        assertVerdict(twoPhases().testLoss(t -> Double.NaN), "undetermined", "no test data");
    }

    /** Weights recorded by another program: the phases of the loss cannot be told, that of the weights can. */
    @Test
    void fold_noGradients_isUndeterminedButTellsTheSlowPhase() {
        assertVerdict(
                twoPhases().gradientNorm(t -> Double.NaN).weights(t ->
                        new double[] {StrictMath.exp(-1e-3 * t), 1 + StrictMath.exp(-t)}),
                "undetermined",
                "from the weights alone the slow phase begins between");
    }

    @Test
    void fold_anotherRegularizer_isUndetermined() {
        assertVerdict(twoPhases().regularizer("l1"), "undetermined", "this run has l1");
    }
}
