package io.driftlog.analyzer.report.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.driftlog.analyzer.report.figures.PredictedTimes.Row;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.BracketedTime;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RegularizerTerm;
import io.driftlog.events.RunSpec;
import io.driftlog.events.Schedule;
import io.driftlog.events.StopRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Goal: times are read off the effective flow where its curves cross the definitions' levels. Method: exponentials, whose
 * crossings have closed forms.
 */
final class PredictedTimesTest {
    private static final double LAMBDA = 1e-3;

    /** ||w||^2 = 1 + e^{-2 tau} and test loss e^{-tau}, from tau = 1e-4 to 20. */
    private static FindingRecorded effectiveFlow() {
        double[] slow = new double[4001];
        Arrays.setAll(slow, i -> 1e-4 * Math.pow(2e5, i / 4000.0));
        Map<String, double[]> vectors = new TreeMap<>();
        vectors.put("slowTime", slow);
        vectors.put(
                "normSquared",
                Arrays.stream(slow).map(tau -> 1 + Math.exp(-2 * tau)).toArray());
        vectors.put("testLoss", Arrays.stream(slow).map(tau -> Math.exp(-tau)).toArray());
        return recorded(new Finding(
                "effective-flow",
                Stage.FINAL,
                Optional.empty(),
                new TreeMap<>(),
                new TreeMap<>(vectors),
                "the effective flow"));
    }

    private static FindingRecorded measured(String kind, double time) {
        return recorded(
                Finding.of(kind, Stage.FINAL, Optional.of(new BracketedTime(time, time, time)), Map.of(), "measured"));
    }

    private static FindingRecorded recorded(Finding finding) {
        return new FindingRecorded("run", "some-analyzer", 1, new TreeMap<>(), 0, 0, finding);
    }

    private static RunSpec spec(Schedule... schedules) {
        return new RunSpec(
                new ObjectiveSpec("linear-regression", new TreeMap<>(), "", new TreeMap<>(), new TreeMap<>()),
                new InitialSpec.Gaussian(1),
                LAMBDA,
                List.of(RegularizerTerm.plain(RegularizerTerm.L2)),
                new MethodSpec("radaug", new TreeMap<>()),
                new StopRule(OptionalDouble.of(1e4), OptionalDouble.empty(), OptionalDouble.empty()),
                1,
                List.of(schedules),
                List.of());
    }

    private static List<Row> rows(FindingRecorded... more) {
        return rows(spec(), more);
    }

    private static List<Row> rows(RunSpec spec, FindingRecorded... more) {
        List<FindingRecorded> findings = new ArrayList<>(List.of(more));
        findings.add(effectiveFlow());
        return new PredictedTimes(findings, spec).rows();
    }

    /** The decay halves at t = 500, slow time 0.5: the rest up to ln 2 takes twice as long. */
    @Test
    void rows_lambdaThatChanges_areAtItsIntegral() {
        var halved = new Schedule(
                RunSpec.WEIGHT_DECAY, "step", new TreeMap<>(), List.of(0.0, 500.0), List.of(LAMBDA, LAMBDA / 2));
        List<Row> rows = rows(spec(halved), measured("test-loss-drop", 886));
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).predicted().getAsDouble())
                .isCloseTo(500 + (Math.log(2) - 0.5) / (LAMBDA / 2), withinPercentage(0.5));
    }

    @Test
    void rows_exponentials_areTheClosedForms() {
        List<Row> rows = rows(
                measured("norm-drift-fraction", 53),
                measured("test-loss-drop-start", 51),
                measured("test-loss-drop", 693),
                measured("test-loss-drop-end", 2996));

        assertThat(rows)
                .extracting(Row::what)
                .containsExactly("norm-drift-fraction", "test-loss-drop-start", "test-loss-drop", "test-loss-drop-end");
        double[] expected = {-0.5 * Math.log(0.9), -Math.log(0.95), Math.log(2), -Math.log(0.05)};
        for (int i = 0; i < expected.length; i++) {
            assertThat(rows.get(i).predicted()).as(rows.get(i).what()).isPresent();
            assertThat(rows.get(i).predicted().getAsDouble())
                    .as(rows.get(i).what())
                    .isCloseTo(expected[i] / LAMBDA, withinPercentage(0.5));
        }
    }

    @Test
    void rows_nothingMeasured_areNone() {
        assertThat(rows()).isEmpty();
    }

    @Test
    void rows_noEffectiveFlow_areNone() {
        assertThat(new PredictedTimes(List.of(measured("test-loss-drop", 693)), spec()).rows())
                .isEmpty();
    }
}
