package io.driftlog.analyzer.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.driftlog.analyzer.detectors.TrajectoryRuns.Run;
import io.driftlog.analyzer.detectors.effective.Comparison;
import io.driftlog.analyzer.detectors.effective.EffectiveFlowAnalyzer;
import io.driftlog.analyzer.detectors.effective.Prediction;
import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.testkit.BenchmarkProblems;
import io.driftlog.analyzer.testkit.Folding;
import io.driftlog.analyzer.testkit.Trajectories;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Goal: the effective flow in the findings is right, and they say how far the run is from it, or why that cannot be told.
 * Method: problem B, whose numbers were checked with other software, linear regression, whose closed form is known, and
 * runs from which something is missing.
 */
class EffectiveFlowAnalyzerTest {
    private static final AnalyzerFactory FACTORY = new EffectiveFlowAnalyzer.Factory();
    private static Run network;

    @BeforeAll
    static void integrate() {
        network = TrajectoryRuns.integrate(BenchmarkProblems.run("B", 1e-5, 20));
    }

    @Test
    void fold_diagonalNetwork_deviatesAsCheckedElsewhere() {
        Finding found = network.theFinal(FACTORY, Comparison.DEVIATION);
        assertThat(value(found, "largestDeviation")).isCloseTo(5.1e-4, within(0.3e-4));
        assertThat(value(found, "lastSlowTime")).isCloseTo(20, within(1e-9));
        assertThat(value(found, "leastTangentialFraction")).isBetween(0.99, 1.0);
        assertThat(value(found, "largestAngle")).isBetween(1e-6, 0.1);
        assertThat(value(found, "leastRank")).isEqualTo(40);
        assertThat(value(found, "stepsWithoutMultiplier")).isZero();
        assertThat(found.vectors()).containsKeys("slowTime", "angle");
        assertThat(found.vectors()).doesNotContainKey("largestDropped");
        double[] kept = found.vectors().get("smallestKept");
        assertThat(kept[0] / kept[kept.length - 1]).as("the collapse is seen").isGreaterThan(1e8);
    }

    @Test
    void fold_diagonalNetwork_carriesTheFlowAndItsLimit() {
        Finding found = network.theFinal(FACTORY, Prediction.EFFECTIVE_FLOW);
        assertThat(value(found, "limitNormSquared")).isCloseTo(2 * 4.01391, within(2e-5));
        assertThat(value(found, "limitTestLoss")).isLessThan(1e-15);
        assertThat(value(found, "rank")).isEqualTo(40);
        double[] norms = found.vectors().get("normSquared");
        double[] taus = found.vectors().get("slowTime");
        assertThat(taus[0]).isZero();
        assertThat(taus[taus.length - 1]).isEqualTo(20);
        assertThat(norms).hasSameSizeAs(taus).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        double[] weights = found.vectors().get("weights");
        assertThat(weights).hasSize(200 * found.vectors().get("weightsSlowTime").length);
        assertThat(bytes(found)).isBetween(50_000, 400_000);
    }

    @Test
    void fold_slowPhaseBegins_predictionComesAtOnce() {
        List<Finding> live = Folding.found(Folding.fold(FACTORY.create(Map.of()), network.events()), Stage.PROVISIONAL);
        assertThat(live).hasSize(1);
        assertThat(live.get(0).kind()).isEqualTo(Prediction.EFFECTIVE_FLOW);
        assertThat(live.get(0).time().orElseThrow().estimate()).isCloseTo(1522, within(40.0));
        assertThat(live.get(0).values())
                .isEqualTo(network.theFinal(FACTORY, Prediction.EFFECTIVE_FLOW).values());
    }

    @Test
    void fold_linearRegression_followsTheClosedForm() {
        Run run = TrajectoryRuns.integrate(BenchmarkProblems.run("A", 1e-8, 20));
        Finding found = run.theFinal(FACTORY, Comparison.DEVIATION);
        assertThat(value(found, "largestDeviation")).isLessThan(1e-7);
        assertThat(value(found, "largestAngle")).isLessThan(1e-6);
        assertThat(value(run.theFinal(FACTORY, Prediction.EFFECTIVE_FLOW), "limitNormSquared"))
                .isCloseTo(13.90211644, within(1e-7));
    }

    @Test
    void fold_noWeightDecay_announcesNoEffectiveFlow() {
        Run run = TrajectoryRuns.paperDiagonal(0, 100);
        assertThat(run.finals(FACTORY)).extracting(Finding::kind).containsExactly("undetermined");
        assertThat(run.theFinal(FACTORY, "undetermined").sentence()).contains("there is no effective flow");
    }

    @Test
    void fold_tinyInitialisation_flowHardlyMoves() {
        Run run = TrajectoryRuns.diagonal(1e-8, 1e-4, 1e4);
        Finding found = run.theFinal(FACTORY, Prediction.EFFECTIVE_FLOW);
        assertThat(value(found, "limitNormSquared") / value(found, "startNormSquared"))
                .isBetween(0.9, 1.0);
    }

    @Test
    void fold_weightsThinned_comparesWhatIsThereAndCountsTheRest() {
        Run thinned = with(step -> step.seq() % 10 == 0 ? step : copy(step, new double[0], new double[0]));
        Finding found = thinned.theFinal(FACTORY, Comparison.DEVIATION);
        Finding whole = network.theFinal(FACTORY, Comparison.DEVIATION);
        assertThat(value(found, "stepsWithoutWeights")).isGreaterThan(8 * value(found, "stepsCompared"));
        assertThat(value(found, "largestDeviation")).isCloseTo(value(whole, "largestDeviation"), within(2e-4));
        assertThat(value(found, "largestNormDeviation")).isEqualTo(value(whole, "largestNormDeviation"));
        assertThat(found.sentence()).contains("steps carry no weights");
    }

    @Test
    void fold_noWeightsAtAll_comparesNorms() {
        Run bare = with(step -> copy(step, new double[0], new double[0]));
        Finding found = bare.theFinal(FACTORY, Comparison.DEVIATION);
        assertThat(found.values()).doesNotContainKeys("largestDeviation", "leastRank");
        assertThat(value(found, "largestNormDeviation")).isBetween(1e-6, 1e-3);
        assertThat(found.vectors()).isEmpty();
        assertThat(found.sentence()).contains("||w||^2 differs by at most");
    }

    @Test
    void fold_noMultiplier_saysThatVelocitiesAreUnknown() {
        Run run = with(step -> copy(step, step.weights(), new double[0]));
        Finding found = run.theFinal(FACTORY, Comparison.DEVIATION);
        assertThat(found.values()).containsKeys("largestDeviation", "lastKktResidual");
        assertThat(found.values()).doesNotContainKeys("largestAngle", "leastTangentialFraction");
        assertThat(found.sentence()).contains("the steps carry no multiplier");
    }

    @Test
    void fold_firstWeightsOtherThanTheFirstEventSays_startsFromTheWeights() {
        Run whole = TrajectoryRuns.paperDiagonal(1e-3, 1e3);
        RunSpec spec = ((RunStarted) whole.events().get(0)).spec();
        List<TrajectoryEvent> events = new ArrayList<>(whole.events());
        events.set(0, TrajectoryRuns.started(spec.with(new InitialSpec.Gaussian(0.2)), 200));
        Run other = new Run(events);
        assertThat(other.finals(FACTORY)).hasSize(2).isEqualTo(whole.finals(FACTORY));

        events.set(1, copy((StepTaken) events.get(1), new double[0], new double[0]));
        assertThat(value(other.theFinal(FACTORY, Prediction.EFFECTIVE_FLOW), "startNormSquared"))
                .as("event 0 has no weights: those that the first event describes")
                .isGreaterThan(1.2 * value(whole.theFinal(FACTORY, Prediction.EFFECTIVE_FLOW), "startNormSquared"));
    }

    @Test
    void fold_fork_slowTimeCountsFromItsBeginning() {
        Run whole = TrajectoryRuns.paperDiagonal(1e-3, 1e3);
        Finding expected = whole.theFinal(FACTORY, Comparison.DEVIATION);
        Finding found = TrajectoryRuns.begunAt(5000, whole).theFinal(FACTORY, Comparison.DEVIATION);
        for (String name : List.of("largestDeviation", "lastDeviation", "lastSlowTime", "largestAngle")) {
            assertThat(value(found, name)).as(name).isCloseTo(value(expected, name), withinPercentage(1e-6));
        }
    }

    @Test
    void fold_unknownObjective_saysWhy() {
        Found found = Found.by(FACTORY, Trajectories.twoPhases("closed"));
        assertThat(found.theFinal(Undetermined.KIND).sentence())
                .startsWith("the effective flow is undetermined: its problem cannot be rebuilt: objective.type");
    }

    @Test
    void fold_tooLarge_saysHowToGoOn() {
        List<Finding> found =
                Folding.found(Folding.fold(FACTORY.create(Map.of("largest", "39")), network.events()), Stage.FINAL);
        assertThat(found).extracting(Finding::kind).containsExactly(Undetermined.KIND);
        assertThat(found.get(0).sentence()).contains("40 x 40").contains("largest allows 39");
    }

    @Test
    void fold_matrixCompletion_findingsStayBelowAMessage() {
        Run run = TrajectoryRuns.integrate(BenchmarkProblems.run("C", 1e-3, 2));
        for (Finding finding : run.finals(FACTORY)) {
            assertThat(bytes(finding)).isLessThan(400_000);
        }
        Finding found = run.theFinal(FACTORY, Comparison.DEVIATION);
        assertThat(value(found, "largestDeviation")).isCloseTo(7.8e-3, within(0.6e-3));
        assertThat(run.theFinal(FACTORY, Prediction.EFFECTIVE_FLOW).vectors().get("weights").length)
                .isGreaterThanOrEqualTo(20 * 1600);
    }

    @Test
    void fold_reluOfSeveralInputs_measuresTheMotionAlongKinksAndSaysSo() {
        Run run = TrajectoryRuns.relu(2, 1e-5, 10);
        Finding found = run.theFinal(FACTORY, Comparison.DEVIATION);
        assertThat(value(found, "leastTangentialFraction")).isGreaterThan(0.999);
        assertThat(value(found, "largestAngle")).isBetween(1e-6, 0.05);
        double[] onKinks = found.vectors().get("neuronsOnKinks");
        assertThat(onKinks[onKinks.length - 1]).isGreaterThanOrEqualTo(3);
        assertThat(found.sentence()).contains("steps measured neurons sit on kinks");
        Finding predicted = run.theFinal(FACTORY, Prediction.EFFECTIVE_FLOW);
        assertThat(predicted.sentence()).contains("and slide along them");
        assertThat(value(found, "largestDeviation")).isLessThan(0.01);
        assertThat(value(predicted, "rank")).isEqualTo(8);
    }

    private static double value(Finding finding, String name) {
        return finding.values().getOrDefault(name, Double.NaN);
    }

    private static int bytes(Finding finding) {
        return finding.vectors().values().stream().mapToInt(v -> 8 * v.length).sum()
                + 50 * finding.values().size()
                + finding.sentence().length();
    }

    private static Run with(UnaryOperator<StepTaken> change) {
        TrajectoryEvent[] events = network.events().stream()
                .map(event -> event instanceof StepTaken step ? change.apply(step) : event)
                .toArray(TrajectoryEvent[]::new);
        return new Run(Arrays.asList(events));
    }

    private static StepTaken copy(StepTaken s, double[] weights, double[] multiplier) {
        return s.with(s.seq(), weights, multiplier, s.controllerState(), s.restartPoint());
    }
}
