package io.driftlog.analyzer.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.analyzer.detectors.phase.TestLossDropAnalyzer;
import io.driftlog.analyzer.testkit.TrajectoryBuilder;
import io.driftlog.events.Finding;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class TestLossDropAnalyzerTest {
    private static final TestLossDropAnalyzer.Factory FACTORY = new TestLossDropAnalyzer.Factory();
    private static final double LAMBDA = 1e-4;

    /** Gradient norm e^{-t} and a norm of 2: t_GF = ln 100, t_WD = 8.5. */
    private static TrajectoryBuilder slowPhase(DoubleUnaryOperator testLoss) {
        return new TrajectoryBuilder("run")
                .weightDecay(LAMBDA)
                .testLoss(testLoss)
                .weightNormSquared(t -> 4)
                .gradientNorm(t -> StrictMath.exp(-t))
                .logTimes(0.1, 3e5, 450);
    }

    /** Falls from 1 to 0.1 as an exponential in slow time. */
    private static double drop(double t) {
        return 0.1 + 0.9 * StrictMath.exp(-LAMBDA * t);
    }

    /** When {@link #drop} has this value. */
    private static double timeOf(double testLoss) {
        return -StrictMath.log((testLoss - 0.1) / 0.9) / LAMBDA;
    }

    @Test
    void fold_exponentialDrop_findsStartAndEnd() {
        Found found = Found.by(FACTORY, slowPhase(TestLossDropAnalyzerTest::drop));

        Finding end = found.theFinal("test-loss-drop-end");
        double plateau = end.values().get("plateauTestLoss");
        double last = end.values().get("finalTestLoss");
        assertThat(plateau).isCloseTo(drop(8.5), within(1e-4));
        assertThat(last).isEqualTo(drop(3e5), within(1e-12));
        double start = timeOf(last + 0.95 * (plateau - last));
        double stop = timeOf(last + 0.05 * (plateau - last));
        found.assertTime("test-loss-drop-start", start, 1e-2);
        found.assertTime("test-loss-drop-end", stop, 1e-2);
        assertThat(end.values().get("widthLnT")).isCloseTo(StrictMath.log(stop / start), within(2e-2));
        assertThat(end.values().get("plateauLnT")).isCloseTo(StrictMath.log(start / StrictMath.log(100)), within(2e-2));
        assertThat(end.values().get("ratio")).isEqualTo(plateau / last);
    }

    @Test
    void fold_exponentialDrop_liveVerdictKnowsOnlyThePlateau() {
        Found found = Found.by(FACTORY, slowPhase(TestLossDropAnalyzerTest::drop));

        assertThat(found.provisional()).extracting(Finding::kind).containsExactly("test-loss-drop");
        assertThat(found.provisional().get(0).values()).doesNotContainKeys("finalTestLoss", "ratio");
        found.assertTime("test-loss-drop", timeOf(drop(8.5) / 2), 1e-2);
        found.assertIssuedAtOnceAndAgainAtTheEnd();
    }

    /** Finite-lambda bias: the loss rises again late, so its levels are measured from the risen final value. */
    @Test
    void fold_lossThatRisesAgainLate_takesTheFirstCrossings() {
        DoubleUnaryOperator rising = t -> drop(t) + (t > 1e5 ? 0.1 : 0);
        Found found = Found.by(FACTORY, slowPhase(rising));

        double plateau = found.theFinal("test-loss-drop-end").values().get("plateauTestLoss");
        double last = 0.2 + 0.9 * StrictMath.exp(-30);
        found.assertTime("test-loss-drop-end", timeOf(last + 0.05 * (plateau - last)), 1e-2);
    }

    /** Goal: first and sustained crossings. Method: at one or two samples after t = 1e4 the loss is at its final value. */
    @Test
    void fold_dropWithADip_tellsTheSustainedCrossingsToo() {
        Found found = Found.by(FACTORY, slowPhase(t -> t > 1e4 && t < 1.05e4 ? 0.1 : drop(t)));

        Finding end = found.theFinal("test-loss-drop-end");
        assertThat(end.time().orElseThrow().upper()).isBetween(1e4, 1.05e4);
        double expected = timeOf(end.values().get("testLoss"));
        assertThat(end.values().get("sustainedTime")).isCloseTo(expected, within(0.01 * expected));
        assertThat(end.sentence()).contains("; for good between t = ").contains("; width ");
        Finding start = found.theFinal("test-loss-drop-start");
        assertThat(start.values().get("sustainedTime"))
                .isEqualTo(start.time().orElseThrow().estimate());
        assertThat(start.sentence()).doesNotContain("for good");
    }

    @Test
    void fold_lossThatRisesBackToThePlateau_withdrawsTheLiveVerdict() {
        Found found = Found.by(FACTORY, slowPhase(t -> t > 2e5 ? 0.9 : drop(t)));

        assertThat(found.provisional()).extracting(Finding::kind).containsExactly("test-loss-drop");
        assertThat(found.finals()).extracting(Finding::kind).containsExactly("test-loss-drop-withdrawn");
        assertThat(found.finals().get(0).time())
                .isEqualTo(found.provisional().get(0).time());
    }

    /** A loss that falls in the fast phase and at t_GF, but not after t_WD, is no drop. */
    @Test
    void fold_lossThatFallsOnlyBeforeTheOnset_findsNothing() {
        Found found = Found.by(FACTORY, slowPhase(t -> t < 7 ? 1 : 0.1));

        assertThat(found.all())
                .extracting(recorded -> recorded.finding().kind())
                .containsExactly("completed");
    }

    @Test
    void fold_fallBelowTheMinimumRatio_findsNothing() {
        DoubleUnaryOperator small = t -> 0.6 + 0.4 * StrictMath.exp(-LAMBDA * t);

        assertThat(Found.by(FACTORY, slowPhase(small)).finals()).isEmpty();
        assertThat(Found.by(FACTORY, Map.of("minimumRatio", "1.5"), slowPhase(small))
                        .finals())
                .hasSize(3);
    }

    @Test
    void fold_noWeightDecay_findsNothing() {
        Found found = Found.by(
                FACTORY,
                slowPhase(TestLossDropAnalyzerTest::drop).weightDecay(0).gradientNorm(t -> t > 10 ? 0 : 1));

        assertThat(found.all())
                .extracting(recorded -> recorded.finding().kind())
                .containsExactly("completed");
    }

    @Test
    void fold_noTestData_findsNothing() {
        Found found = Found.by(FACTORY, slowPhase(t -> Double.NaN));

        assertThat(found.all())
                .extracting(recorded -> recorded.finding().kind())
                .containsExactly("completed");
    }

    @Test
    void fold_runThatEndsInTheFastPhase_findsNothing() {
        Found found = Found.by(FACTORY, slowPhase(t -> StrictMath.exp(-t)).logTimes(0.1, 8, 50));

        assertThat(found.all())
                .extracting(recorded -> recorded.finding().kind())
                .containsExactly("completed");
    }

    @Test
    void fold_dropToZero_hasNoRatio() {
        Found found = Found.by(FACTORY, slowPhase(t -> Math.max(0, 1 - LAMBDA * t)));

        assertThat(found.theFinal("test-loss-drop-end").values())
                .containsEntry("finalTestLoss", 0.0)
                .doesNotContainKey("ratio");
        found.assertTime("test-loss-drop-end", 0.95e4, 1e-2);
    }

    /** Many more steps than lows are kept: the true times stay in the brackets, which are a little wider. */
    @Test
    void fold_longRun_findsStartAndEndInNarrowBrackets() {
        Found found =
                Found.by(FACTORY, slowPhase(TestLossDropAnalyzerTest::drop).logTimes(0.1, 3e5, 8000));

        Finding start = found.theFinal("test-loss-drop-start");
        Finding end = found.theFinal("test-loss-drop-end");
        for (Finding finding : new Finding[] {start, end}) {
            var time = finding.time().orElseThrow();
            assertThat(timeOf(finding.values().get("testLoss"))).isBetween(time.lower(), time.upper());
            assertThat(StrictMath.log(time.upper() / time.lower())).isLessThan(0.07);
        }
    }

    @Test
    void fold_drop_isSaidWithItsDefinition() {
        Found found = Found.by(
                FACTORY, slowPhase(t -> t < 100 ? 1 : t < 500 ? 0.5 : 0.25).times(0, 5, 10, 100, 200, 500, 600, 700));

        assertThat(found.finals())
                .extracting(Finding::sentence)
                .containsExactly(
                        "test-loss drop: the test loss fell by a factor of 2 below 1, its value at t_WD,"
                                + " between t = 10 and t = 100",
                        "start of the test-loss drop: 95 % of the drop from 1, the value at t_WD, to 0.25, the final"
                                + " value, were left between t = 10 and t = 100",
                        "end of the test-loss drop: 5 % of the drop from 1, the value at t_WD, to 0.25, the final"
                                + " value, were left between t = 200 and t = 500; width 3.6 in ln t");
    }

    @Test
    void create_endLevelAboveStartLevel_isRefused() {
        assertThatThrownBy(() -> FACTORY.create(Map.of("startLevel", "0.5", "endLevel", "0.6")))
                .hasMessageContaining("endLevel is '0.6'");
    }
}
