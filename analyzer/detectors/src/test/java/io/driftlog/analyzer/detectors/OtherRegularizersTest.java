package io.driftlog.analyzer.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.analyzer.detectors.effective.EffectiveFlowAnalyzer;
import io.driftlog.analyzer.detectors.effective.SingularityAnalyzer;
import io.driftlog.analyzer.detectors.grokking.GrokkingAnalyzer;
import io.driftlog.analyzer.detectors.phase.NormDriftAnalyzer;
import io.driftlog.analyzer.detectors.slow.SlowPhaseAnalyzer;
import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.testkit.Folding;
import io.driftlog.events.Dataset;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RegularizerTerm;
import io.driftlog.events.RunSpec;
import io.driftlog.events.Schedule;
import io.driftlog.events.StopRule;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: phases and effective flow are those of any smooth R, and of a lambda that changes. */
final class OtherRegularizersTest {
    private static final String IMPROVED = "test-loss-improved";

    private static RunSpec run(RegularizerTerm term, double weightDecay, List<Schedule> schedules) {
        ObjectiveSpec regression = new ObjectiveSpec(
                "linear-regression",
                new TreeMap<>(),
                "gaussian",
                new TreeMap<>(Map.of("features", 30.0, "samples", 12.0)),
                new TreeMap<>());
        return new RunSpec(
                regression,
                new InitialSpec.Gaussian(4),
                weightDecay,
                List.of(term),
                new MethodSpec("auto", new TreeMap<>()),
                new StopRule(OptionalDouble.empty(), OptionalDouble.of(3), OptionalDouble.empty()),
                1,
                schedules,
                List.of());
    }

    private static RegularizerTerm term(String type, Map<String, Double> numbers, Map<String, Dataset> vectors) {
        return new RegularizerTerm(type, 1, new TreeMap<>(numbers), new TreeMap<>(), new TreeMap<>(vectors));
    }

    private static List<Finding> finals(AnalyzerFactory factory, RunSpec spec) {
        return Folding.found(
                Folding.fold(
                        factory.create(Map.of()), TrajectoryRuns.integrate(spec).events()),
                Stage.FINAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lq", "weighted", "l2", "l1", "elastic-net"})
    void fold_anyRegularizer_followsItsEffectiveFlow(String type) {
        double[] factors = new double[30];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = 0.5 + i % 3;
        }
        RegularizerTerm term = switch (type) {
            case "lq" -> term(type, Map.of("q", 3.0), Map.of());
            case "weighted" -> term(type, Map.of(), Map.of("weights", Dataset.column(factors)));
            default -> RegularizerTerm.plain(type);
        };
        RunSpec spec = run(term, 1e-5, List.of());
        // The teacher is sparse, and R of l1 finds it.
        assertFollowed(spec, term.type().equals("l1") || term.type().equals("elastic-net") ? "grokked" : IMPROVED);
        Finding slow = slowPhase(spec);
        assertThat(slow.values().get("effectiveDecay")).isCloseTo(1e-5, within(2e-8));
        assertThat(slow.sentence()).contains(type.equals("l2") ? "<dw/dt, w>" : "<dw/dt, grad R>");
    }

    @Test
    void fold_lambdaThatChanges_isComparedInSlowTime() {
        Schedule schedule =
                new Schedule(RunSpec.WEIGHT_DECAY, "linear", new TreeMap<>(), List.of(1e4, 2e5), List.of(1e-5, 1e-6));
        RunSpec spec = run(RegularizerTerm.plain("l2"), 1e-5, List.of(schedule));
        assertFollowed(spec, IMPROVED);
        assertThat(finals(new SingularityAnalyzer.Factory(), spec))
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.sentence()).contains("one weight decay, and that of this run changes"));
        Finding slow = slowPhase(spec);
        assertThat(slow.values().get("effectiveDecay")).isCloseTo(1e-5, within(2e-8));
        assertThat(slow.values().get("endTime")).isGreaterThan(2e5);
        assertThat(slow.values().get(FindingKinds.SLOW_TIME))
                .isEqualTo(spec.decay().slowTime(slow.time().orElseThrow().estimate()));
        Finding drift = finals(new NormDriftAnalyzer.Factory(), spec).stream()
                .filter(finding -> finding.kind().equals(FindingKinds.NORM_DRIFT_FRACTION))
                .findFirst()
                .orElseThrow();
        double time = drift.time().orElseThrow().estimate();
        assertThat(drift.values().get(FindingKinds.SLOW_TIME))
                .isEqualTo(spec.decay().slowTime(time));
    }

    private static Finding slowPhase(RunSpec spec) {
        return finals(new SlowPhaseAnalyzer.Factory(), spec).stream()
                .filter(finding -> finding.kind().equals(FindingKinds.SLOW_PHASE_ONSET))
                .findFirst()
                .orElseThrow();
    }

    private static void assertFollowed(RunSpec spec, String verdict) {
        Map<String, Finding> found = finals(new EffectiveFlowAnalyzer.Factory(), spec).stream()
                .collect(Collectors.toMap(Finding::kind, finding -> finding));
        assertThat(found.get("effective-flow-deviation").values().get("largestDeviation"))
                .isLessThan(1e-4);
        assertThat(finals(new NormDriftAnalyzer.Factory(), spec))
                .extracting(Finding::kind)
                .containsExactly(FindingKinds.NORM_DRIFT_ONSET, FindingKinds.NORM_DRIFT_FRACTION);
        assertThat(finals(new GrokkingAnalyzer.Factory(), spec))
                .extracting(Finding::kind)
                .containsExactly(verdict);
    }
}
