package io.driftlog.analyzer.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.analyzer.detectors.TrajectoryRuns.Run;
import io.driftlog.analyzer.detectors.effective.Collapse;
import io.driftlog.analyzer.detectors.effective.SingularityAnalyzer;
import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.testkit.BenchmarkProblems;
import io.driftlog.analyzer.testkit.Folding;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.Stage;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Goal: the collapsing eigenvalues tell the sparsity and rank of the limit, and the failure of the Morse-Bott bound is
 * reported where it happens. Method: problem B, whose limit has 5 non-zero coefficients, problem C, whose limit has rank
 * 3, and runs without singular limit.
 */
class SingularityAnalyzerTest {
    private static final AnalyzerFactory FACTORY = new SingularityAnalyzer.Factory();

    @Test
    void fold_diagonalNetwork_tellsTheSparsityOfTheLimit() {
        Run run = TrajectoryRuns.integrate(BenchmarkProblems.run("B", 1e-5, 20));
        Finding found = run.theFinal(FACTORY, Collapse.SINGULARITY);
        assertThat(value(found, "rank")).isEqualTo(40);
        assertThat(value(found, "effectiveRank")).isEqualTo(5);
        assertThat(value(found, "limitParts")).isEqualTo(5);
        assertThat(found.sentence()).contains("5 non-zero coefficients").doesNotContain("not settled");
        double[] eta = found.vectors().get("eta");
        assertThat(eta[0] / eta[eta.length - 1]).isGreaterThan(1e9);
        assertThat(found.vectors().get("eigenvalues")).hasSize(40 * eta.length);
    }

    @Test
    void fold_diagonalNetwork_warnsWhereTheBoundFails() {
        Run run = TrajectoryRuns.integrate(BenchmarkProblems.run("B", 1e-5, 20));
        Finding last = run.theFinal(FACTORY, Collapse.BOUND_FAILS);
        assertThat(value(last, "slowTime")).isCloseTo(2.7, within(0.3));
        Finding live = Folding.found(Folding.fold(FACTORY.create(Map.of()), run.events()), Stage.PROVISIONAL)
                .get(0);
        assertThat(live.kind()).isEqualTo(Collapse.BOUND_FAILS);
        assertThat(live.time()).isEqualTo(last.time());
    }

    @Test
    void fold_matrixCompletion_tellsTheRankOfTheLimit() {
        Run run = TrajectoryRuns.integrate(BenchmarkProblems.run("C", 1e-4, 24));
        Finding found = run.theFinal(FACTORY, Collapse.SINGULARITY);
        assertThat(value(found, "rank")).isEqualTo(220);
        assertThat(value(found, "effectiveRank")).as("3 (20 + 20 - 3)").isEqualTo(111);
        assertThat(value(found, "limitParts")).isEqualTo(3);
    }

    @Test
    void fold_linearRegression_hasNoSingularLimit() {
        Run run = TrajectoryRuns.integrate(BenchmarkProblems.run("A", 1e-3, 20));
        Finding found = run.theFinal(FACTORY, Collapse.SINGULARITY);
        assertThat(value(found, "collapsing")).isZero();
        assertThat(value(found, "effectiveRank")).isEqualTo(20);
        assertThat(value(found, "lastEta")).isEqualTo(value(found, "firstEta"));
        assertThat(run.finals(FACTORY)).extracting(Finding::kind).doesNotContain(Collapse.BOUND_FAILS);
    }

    @Test
    void fold_shortRun_saysThatItIsTooEarly() {
        Run run = TrajectoryRuns.integrate(BenchmarkProblems.run("B", 1e-5, 1));
        Finding found = run.theFinal(FACTORY, Collapse.SINGULARITY);
        assertThat(found.values()).doesNotContainKeys("collapsing", "effectiveRank");
        assertThat(found.sentence()).contains("too early to tell which of 40 eigenvalues collapse");
    }

    @Test
    void fold_noWeightDecay_saysThatThereIsNoSuchLimit() {
        Finding found = TrajectoryRuns.paperDiagonal(0, 100).theFinal(FACTORY, SingularityAnalyzer.NO_LIMIT);
        assertThat(found.sentence()).startsWith("there is no singular limit");
    }

    private static double value(Finding finding, String name) {
        return finding.values().getOrDefault(name, Double.NaN);
    }
}
