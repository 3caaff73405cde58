package io.driftlog.analyzer.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.analyzer.detectors.effective.Comparison;
import io.driftlog.analyzer.detectors.effective.EffectiveFlowAnalyzer;
import io.driftlog.analyzer.detectors.phase.NormDriftAnalyzer;
import io.driftlog.analyzer.detectors.slow.SlowPhaseAnalyzer;
import io.driftlog.analyzer.testkit.BenchmarkProblems;
import io.driftlog.analyzer.testkit.TrajectoryBuilder;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.BracketedTime;
import io.driftlog.events.MethodSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlowPhaseAnalyzerTest {
    private static final SlowPhaseAnalyzer.Factory FACTORY = new SlowPhaseAnalyzer.Factory();
    private static final double LAMBDA = 1e-4;

    /** {@code w = (e^{-lambda t}, 1 + e^{-t} / 2)}: the first weight lies on the slow manifold, the second comes to it. */
    private static TrajectoryBuilder twoScales() {
        return new TrajectoryBuilder("run")
                .weightDecay(LAMBDA)
                .weights(SlowPhaseAnalyzerTest::weights)
                .logTimes(0.01, 3e4, 600);
    }

    private static double[] weights(double t) {
        return new double[] {StrictMath.exp(-LAMBDA * t), 1 + 0.5 * StrictMath.exp(-t)};
    }

    /** Where lambda_hat of {@link #twoScales}, by its derivatives, falls to the level. */
    private static double fallsTo(double level) {
        double low = 1;
        double high = 100;
        while (high - low > 1e-9) {
            double t = 0.5 * (low + high);
            double[] w = weights(t);
            double first = -LAMBDA * w[0];
            double second = -0.5 * StrictMath.exp(-t);
            double decay = -(first * first + second * second) / (first * w[0] + second * w[1]);
            if (decay > level) {
                low = t;
            } else {
                high = t;
            }
        }
        return low;
    }

    private static Finding onset(Found found) {
        return found.theFinal("slow-phase-onset");
    }

    private static double value(Finding finding, String name) {
        return finding.values().get(name);
    }

    @Test
    void fold_twoTimeScales_findsTheOnsetAndTheDecay() {
        Found found = Found.by(FACTORY, twoScales());

        double truth = fallsTo(2 * LAMBDA);
        BracketedTime time = onset(found).time().orElseThrow();
        assertThat(truth).isBetween(time.lower(), time.upper());
        assertThat(time.estimate()).isCloseTo(truth, within(0.05 * truth));
        assertThat(value(onset(found), "effectiveDecay")).isCloseTo(LAMBDA, within(1e-3 * LAMBDA));
        assertThat(found.finals()).extracting(Finding::kind).containsExactly("slow-phase-onset");
        assertThat(found.provisional()).extracting(Finding::kind).containsExactly("slow-phase-onset");
        assertThat(found.provisional().get(0).time()).isEqualTo(onset(found).time());
        assertThat(value(found.provisional().get(0), "lengthLnT")).isBetween(1.0, 1.2);
    }

    /** Goal: steps may have any size. Method: 12 per decade, and all sizes mixed. */
    @Test
    void fold_fewAndUnevenSteps_seesTheSame() {
        double truth = fallsTo(2 * LAMBDA);
        Found few = Found.by(FACTORY, twoScales().logTimes(0.01, 3e4, 79));
        List<Double> uneven = new ArrayList<>(List.of(0.0));
        for (double t = 0.01; t < 3e4; t *= uneven.size() % 3 == 0 ? 1.2 : 1.003) {
            uneven.add(t);
        }
        Found mixed = Found.by(
                FACTORY, twoScales().times(uneven.stream().mapToDouble(t -> t).toArray()));

        for (Found found : List.of(few, mixed)) {
            assertThat(onset(found).time().orElseThrow().estimate()).isCloseTo(truth, within(0.1 * truth));
            assertThat(value(onset(found), "effectiveDecay")).isCloseTo(LAMBDA, within(5e-3 * LAMBDA));
        }
    }

    @Test
    void fold_integratedDiagonalNetwork_agreesWithTheGradient() {
        TrajectoryRuns.Run run = TrajectoryRuns.paperDiagonal(1e-4, 1e5);
        Finding found = run.theFinal(FACTORY, "slow-phase-onset");
        Finding truth = run.theFinal(new NormDriftAnalyzer.Factory(), "norm-drift-onset");

        assertThat(found.time().orElseThrow().estimate()
                        / truth.time().orElseThrow().estimate())
                .isBetween(0.5, 2.0);
        assertThat(value(found, "effectiveDecay")).isCloseTo(1e-4, within(5e-6));
    }

    /** Goal: with no knowledge of the loss, what the loss gradient tells. Method: t_WD of norm-drift as the truth. */
    @ParameterizedTest
    @CsvSource({"B, 1e-3", "B, 1e-5", "C, 1e-3", "C, 1e-5"})
    void fold_benchmarkProblem_agreesWithTheGradient(String problem, double lambda) {
        TrajectoryRuns.Run run = TrajectoryRuns.integrate(BenchmarkProblems.run(problem, lambda, 5));
        Finding found = run.theFinal(FACTORY, "slow-phase-onset");
        Finding truth = run.theFinal(new NormDriftAnalyzer.Factory(), "norm-drift-onset");

        assertThat(found.time().orElseThrow().estimate()
                        / truth.time().orElseThrow().estimate())
                .isBetween(0.5, 2.0);
        assertThat(value(found, "effectiveDecay")).isCloseTo(lambda, within(0.15 * lambda));
    }

    /**
     * Goal: with no knowledge of the loss, the onset that the effective flow is derived and compared from. Method: the
     * weights alone for one, the whole run for the other.
     */
    @ParameterizedTest
    @CsvSource({"B, 1e-3", "B, 1e-5", "C, 1e-3", "paper/diagonal, 1e-4", "paper/diagonal, 1e-6"})
    void fold_weightsAlone_agreesWithTheEffectiveFlow(String problem, double lambda) {
        TrajectoryRuns.Run run = problem.equals("paper/diagonal")
                ? TrajectoryRuns.paperDiagonal(lambda, 2 / lambda)
                : TrajectoryRuns.integrate(BenchmarkProblems.run(problem, lambda, 2));
        double truth = run.theFinal(new EffectiveFlowAnalyzer.Factory(), Comparison.DEVIATION)
                .time()
                .orElseThrow()
                .estimate();

        Finding found = TrajectoryRuns.recorded(run, lambda).theFinal(FACTORY, "slow-phase-onset");
        assertThat(found.time().orElseThrow().estimate() / truth).isBetween(0.5, 2.0);
    }

    @Test
    void fold_integratedWithoutWeightDecay_findsNothing() {
        assertThat(TrajectoryRuns.paperDiagonal(0, 1e5).finals(FACTORY)).isEmpty();
    }

    @Test
    void fold_noWeightDecay_findsNothing() {
        Found found = Found.by(FACTORY, twoScales().weightDecay(0));

        assertThat(found.provisional()).isEmpty();
        assertThat(found.finals()).isEmpty();
    }

    @Test
    void fold_integratedFastPhaseAlone_saysThatThereIsNone() {
        assertThat(TrajectoryRuns.paperDiagonal(1e-4, 100).finals(FACTORY))
                .extracting(Finding::kind)
                .containsExactly("no-slow-phase");
    }

    @Test
    void fold_anotherDecayThanTheRunSays_saysWhich() {
        Found found = Found.by(FACTORY, twoScales().weightDecay(1e-6));

        assertThat(found.provisional()).isEmpty();
        Finding none = found.theFinal("no-slow-phase");
        assertThat(value(none, "effectiveDecay")).isCloseTo(LAMBDA, within(1e-2 * LAMBDA));
        assertThat(none.sentence()).contains("it stays near 1e-4 instead");
    }

    @Test
    void fold_spanTooShort_isUndetermined() {
        Found found = Found.by(FACTORY, twoScales().logTimes(0.01, 15, 300));

        assertThat(found.provisional()).isEmpty();
        assertThat(found.theFinal("undetermined").sentence()).contains("of ln t only");
    }

    @Test
    void fold_velocityBelowNoise_isUndetermined() {
        Found found = Found.by(FACTORY, twoScales().weights(t ->
                new double[] {1, 1e-8 * StrictMath.exp(-LAMBDA * t), StrictMath.exp(-t)}));

        assertThat(found.theFinal("undetermined").sentence()).contains("below the noise");
    }

    @Test
    void fold_noWeights_isUndetermined() {
        Found found = Found.by(FACTORY, twoScales().weights(t -> new double[0]));

        assertThat(found.theFinal("undetermined").sentence()).contains("carry no weights");
    }

    /** Every seventh step carries weights; the others say nothing, and take nothing away. */
    @Test
    void fold_thinnedWeights_usesThoseThatAreThere() {
        int[] calls = {0};
        Found found = Found.by(FACTORY, twoScales().weights(t -> calls[0]++ % 7 == 0 ? weights(t) : new double[0]));

        double truth = fallsTo(2 * LAMBDA);
        assertThat(onset(found).time().orElseThrow().estimate()).isCloseTo(truth, within(0.2 * truth));
        assertThat(value(onset(found), "effectiveDecay")).isCloseTo(LAMBDA, within(5e-3 * LAMBDA));
        assertThat(value(onset(found), "stepsWithoutWeights")).isGreaterThan(500);
    }

    @Test
    void fold_weightsTooFarApart_isUndetermined() {
        Found found = Found.by(FACTORY, twoScales().weights(t -> t < 5 || t > 2.9e4 ? weights(t) : new double[0]));

        assertThat(found.theFinal("undetermined").sentence()).contains("too far apart", "carry none");
    }

    @Test
    void fold_regularizerThatTheStepsDoNotTell_isUndetermined() {
        Found found = Found.by(FACTORY, twoScales().regularizer("l1"));

        assertThat(found.theFinal("undetermined").sentence()).contains("undetermined");
    }

    @Test
    void fold_unknownWeightDecay_seesAnyThatStays() {
        Found found = Found.by(FACTORY, twoScales().weightDecay(Double.NaN));

        assertThat(value(onset(found), "effectiveDecay")).isCloseTo(LAMBDA, within(1e-3 * LAMBDA));
        assertThat(onset(found).time().orElseThrow().estimate()).isCloseTo(fallsTo(2 * LAMBDA), within(1.0));
        assertThat(found.provisional()).hasSize(1);
    }

    /** Convergence without decay, exponential and like 1/t, is nothing that stays the same. */
    @Test
    void fold_unknownWeightDecayThatIsZero_findsNone() {
        UnaryOperator<TrajectoryBuilder> unknown = builder -> builder.weightDecay(Double.NaN);
        Found exponential = Found.by(FACTORY, unknown.apply(twoScales()).weights(t ->
                new double[] {1 + StrictMath.exp(-t), 1 + StrictMath.exp(-t / 20)}));
        Found powerLaw =
                Found.by(FACTORY, unknown.apply(twoScales()).weights(t -> new double[] {1 + 1 / (1 + t), 1 / (1 + t)}));

        for (Found found : List.of(exponential, powerLaw)) {
            assertThat(found.provisional()).isEmpty();
            assertThat(found.finals())
                    .extracting(Finding::kind)
                    .isSubsetOf("no-slow-phase", "undetermined")
                    .hasSize(1);
        }
    }

    /** Decoupled decay: the factor per step is 1 - eta lambda, and that is what lambda is recovered from. */
    @Test
    void fold_gradientDescentWithDecoupledDecay_seesTheCorrectedDecay() {
        double eta = 0.1;
        double lambda = 0.02;
        Found found = Found.by(FACTORY, descent(eta, lambda, 0.9, true));

        assertThat(value(onset(found), "expectedDecay"))
                .isCloseTo(-StrictMath.log1p(-eta * lambda) / eta, within(1e-15));
        assertThat(value(onset(found), "impliedWeightDecay")).isCloseTo(lambda, within(1e-3 * lambda));
    }

    /** Coupled decay goes through the momentum: slow weights decay 1 / (1 - b) times as fast. */
    @Test
    void fold_heavyBallWithCoupledDecay_seesTheCorrectedDecay() {
        double lambda = 0.002;
        Found found = Found.by(FACTORY, descent(0.1, lambda, 0.9, false));

        assertThat(value(onset(found), "effectiveDecay")).isCloseTo(10 * lambda, within(0.4 * lambda));
        assertThat(value(onset(found), "impliedWeightDecay")).isCloseTo(lambda, within(1e-3 * lambda));
    }

    /**
     * Heavy-ball descent of {@code 1/2 (w_2 - 1)^2} in the plane, recorded at every iteration. The first weight is free:
     * it decays. The second comes to a point of rest that lambda hardly moves.
     */
    private static TrajectoryBuilder descent(double eta, double lambda, double momentum, boolean decoupled) {
        int count = 6000;
        double[][] w = new double[count + 1][];
        w[0] = new double[] {1, 2};
        double[] v = new double[2];
        for (int k = 0; k < count; k++) {
            w[k + 1] = new double[2];
            for (int i = 0; i < 2; i++) {
                double gradient = i == 0 ? 0 : w[k][1] - 1;
                v[i] = momentum * v[i] - eta * (gradient + (decoupled ? 0 : lambda * w[k][i]));
                w[k + 1][i] = w[k][i] + v[i] - (decoupled ? eta * lambda * w[k][i] : 0);
            }
        }
        Map<String, Double> parameters =
                Map.of("stepSize", eta, "momentum", momentum, "decoupledDecay", decoupled ? 1.0 : 0.0);
        return new TrajectoryBuilder("descent")
                .weightDecay(lambda)
                .method(new MethodSpec("recorded", new TreeMap<>(parameters)))
                .weights(t -> w[(int) StrictMath.round(t / eta)])
                .uniformTimes(count * eta, count);
    }

    @Test
    void fold_findings_areSaidWithTheirDefinition() {
        assertThat(onset(Found.by(FACTORY, twoScales())).sentence())
                .startsWith("slow phase: it begins between t = ")
                .contains("lambda_hat = -||dw/dt||^2 / <dw/dt, w> stays within a factor 2 of 1e-4, the weight decay");
    }
}
