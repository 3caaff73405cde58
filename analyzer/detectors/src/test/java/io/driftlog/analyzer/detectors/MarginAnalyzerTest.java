package io.driftlog.analyzer.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.analyzer.detectors.effective.EffectiveFlowAnalyzer;
import io.driftlog.analyzer.detectors.effective.SingularityAnalyzer;
import io.driftlog.analyzer.detectors.grokking.GrokkingAnalyzer;
import io.driftlog.analyzer.detectors.margin.MarginAnalyzer;
import io.driftlog.analyzer.detectors.slow.SlowPhaseAnalyzer;
import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.events.Finding;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.StepTaken;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: margins, angles and times are those of the run. Method: integrated runs, and the bounds that theory gives. */
class MarginAnalyzerTest {
    private static final AnalyzerFactory MARGIN = new MarginAnalyzer.Factory();

    static TrajectoryRuns.Run separable(String type, double weightDecay) {
        return TrajectoryRuns.integrate(
                objective(type, "separable-gaussians", Map.of("features", 10.0, "samples", 30.0)),
                new InitialSpec.Gaussian(0.1),
                weightDecay,
                20 / weightDecay);
    }

    static TrajectoryRuns.Run xor(String type) {
        return TrajectoryRuns.integrate(
                objective(type, "xor-clusters", Map.of("samples", 20.0)), new InitialSpec.Gaussian(0.5), 1e-3, 1e4);
    }

    private static ObjectiveSpec objective(String type, String generator, Map<String, Double> parameters) {
        Map<String, Double> own = type.startsWith("two-layer") ? Map.of("neurons", 10.0) : Map.of();
        return new ObjectiveSpec(type, new TreeMap<>(own), generator, new TreeMap<>(parameters), new TreeMap<>());
    }

    @Test
    void finish_linearClassifier_comesNearTheHardMarginAsDecayFalls() {
        Finding strong = separable("linear-classifier", 1e-2).theFinal(MARGIN, FindingKinds.MARGIN);
        TrajectoryRuns.Run run = separable("linear-classifier", 1e-6);
        Finding weak = run.theFinal(MARGIN, FindingKinds.MARGIN);
        double largest = weak.values().get("largestMargin");
        assertThat(largest).isEqualTo(strong.values().get("largestMargin")).isGreaterThan(0.5);
        assertThat(weak.values().get("normalizedMargin"))
                .isGreaterThan(strong.values().get("normalizedMargin"))
                .isBetween(0.8 * largest, largest);
        assertThat(weak.values().get("hardMarginAngle"))
                .isLessThan(0.5 * strong.values().get("hardMarginAngle"))
                .isPositive();
        assertThat(weak.values().get("kktResidual")).isLessThan(strong.values().get("kktResidual"));
        assertThat(weak.vectors().get("time")).hasSize(weak.vectors().get("hardMarginAngle").length);
        Finding separation = run.theFinal(MARGIN, FindingKinds.SEPARATION);
        StepTaken first = run.events().stream()
                .filter(event ->
                        event instanceof StepTaken step && step.measures().get("trainAccuracy") == 1)
                .map(event -> (StepTaken) event)
                .findFirst()
                .orElseThrow();
        assertThat(separation.time().orElseThrow().upper()).isEqualTo(first.time());
        assertThat(weak.sentence()).contains("of the largest one");
    }

    @Test
    void finish_networkOnXor_isSeparatedAndScaleDoesNotMatter() {
        TrajectoryRuns.Run run = xor("two-layer-classifier");
        Finding margin = run.theFinal(MARGIN, FindingKinds.MARGIN);
        assertThat(margin.values()).containsEntry("homogeneity", 2.0).doesNotContainKey("hardMarginAngle");
        StepTaken last = (StepTaken) run.events().get(run.events().size() - 2);
        assertThat(margin.values().get("leastMargin") / last.weightNormSquared())
                .isCloseTo(margin.values().get("normalizedMargin"), within(1e-15));
        assertThat(run.theFinal(MARGIN, FindingKinds.TEST_ACCURACY_REACHED).values())
                .containsEntry("accuracy", 0.9);
    }

    @Test
    void finish_lineOnXor_isNotSeparated() {
        TrajectoryRuns.Run run = xor("linear-classifier");
        assertThat(run.theFinal(MARGIN, FindingKinds.NOT_SEPARATED).sentence()).contains("not all on the right side");
        assertThat(run.finals(MARGIN))
                .extracting(Finding::kind)
                .contains(FindingKinds.ACCURACY_NOT_REACHED)
                .doesNotContain(FindingKinds.MARGIN);
    }

    @Test
    void finish_regression_saysNothing() {
        assertThat(TrajectoryRuns.regression(0.1, 1e-2, 1).finals(MARGIN)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear-classifier", "diagonal-linear-classifier"})
    void finish_otherAnalyzers_sayWhyThereIsNoEffectiveFlow(String type) {
        TrajectoryRuns.Run run = separable(type, 1e-3);
        for (AnalyzerFactory factory : new AnalyzerFactory[] {
            new EffectiveFlowAnalyzer.Factory(), new SingularityAnalyzer.Factory(), new SlowPhaseAnalyzer.Factory()
        }) {
            assertThat(run.theFinal(factory, FindingKinds.UNDETERMINED).sentence())
                    .contains("undetermined")
                    .endsWith("the loss has no minimiser; its infimum lies at infinity");
        }
    }

    /** A large start of a sparse problem: the test loss of the kernel's predictor, then that of the sparse one. */
    @Test
    void finish_largeStart_grokksAgainstTheNullPredictorOfItsClasses() {
        TrajectoryRuns.Run run = TrajectoryRuns.integrate(
                objective(
                        "diagonal-linear-classifier",
                        "separable-gaussians",
                        Map.of("features", 60.0, "samples", 30.0, "sparsity", 2.0)),
                new InitialSpec.Gaussian(25),
                1e-4,
                20e4);
        assertThat(run.theFinal(new GrokkingAnalyzer.Factory(), FindingKinds.GROKKED)
                        .values()
                        .get(FindingKinds.NULL_TEST_LOSS))
                .isEqualTo(StrictMath.log(2));
    }
}
