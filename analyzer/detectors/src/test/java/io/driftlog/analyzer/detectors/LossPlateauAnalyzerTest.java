package io.driftlog.analyzer.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.analyzer.detectors.phase.LossPlateauAnalyzer;
import io.driftlog.analyzer.testkit.TrajectoryBuilder;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.BracketedTime;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LossPlateauAnalyzerTest {
    private static final LossPlateauAnalyzer.Factory FACTORY = new LossPlateauAnalyzer.Factory();

    /** The gradient norm is 5 e^{-t}: t_GF = ln 100. */
    private static TrajectoryBuilder exponential() {
        return new TrajectoryBuilder("run")
                .trainLoss(t -> StrictMath.exp(-2 * t))
                .testLoss(t -> 0.5)
                .weightNormSquared(t -> 3)
                .gradientNorm(t -> 5 * StrictMath.exp(-t))
                .logTimes(0.01, 100, 200);
    }

    @Test
    void fold_exponentialGradient_findsTheTime() {
        Found found = Found.by(FACTORY, exponential());

        found.assertTime("loss-plateau", StrictMath.log(100), 1e-3);
        found.assertIssuedAtOnceAndAgainAtTheEnd();
        assertThat(found.provisional()).hasSize(1);
    }

    @Test
    void fold_anotherEpsilon_findsItsTime() {
        Found found = Found.by(FACTORY, Map.of("epsilon", "1e-6"), exponential());

        found.assertTime("loss-plateau", 6 * StrictMath.log(10), 1e-3);
    }

    @Test
    void fold_plateau_carriesTheStepAfterIt() {
        Finding finding = Found.by(FACTORY, exponential()).theFinal("loss-plateau");

        double t = finding.time().orElseThrow().upper();
        assertThat(finding.values())
                .contains(
                        Map.entry("epsilon", 0.01),
                        Map.entry("gradientNorm", 5 * StrictMath.exp(-t)),
                        Map.entry("testLoss", 0.5),
                        Map.entry("trainLoss", StrictMath.exp(-2 * t)),
                        Map.entry("weightNormSquared", 3.0));
    }

    @Test
    void fold_plateau_isSaidWithItsDefinition() {
        Finding finding = Found.by(FACTORY, exponential().times(0, 4, 4.5, 5)).theFinal("loss-plateau");

        assertThat(finding.sentence())
                .isEqualTo("t_GF: the loss gradient fell to 1 % of its initial value between t = 4.5 and t = 5;"
                        + " not for 3 evaluations in a row within the run");
    }

    /** Goal: first and sustained crossing. Method: the curve is below its level at t = 1 and 2, and from t = 4 on. */
    @Test
    void fold_gradientThatRisesAgain_tellsTheSustainedCrossingToo() {
        double[] norms = {100, 0.9, 0.9, 1.1, 0.9, 0.8, 0.7};
        Finding finding = Found.by(
                        FACTORY,
                        new TrajectoryBuilder("run")
                                .gradientNorm(t -> norms[(int) t])
                                .times(0, 1, 2, 3, 4, 5, 6))
                .theFinal("loss-plateau");

        assertThat(finding.time().orElseThrow().upper()).isEqualTo(1);
        assertThat(finding.values()).containsEntry("sustainedTimeLower", 3.0).containsEntry("sustainedTimeUpper", 4.0);
        assertThat(finding.sentence()).endsWith("; for good between t = 3 and t = 4");
    }

    /** Goal: noise around the threshold. Method: the curve crosses it at t = 1, 2 and 3. */
    @Test
    void fold_gradientThatOscillates_firstCrossingCounts() {
        double[] norms = {100, 0.9, 1.1, 0.9};
        Found found = Found.by(
                FACTORY,
                new TrajectoryBuilder("run").gradientNorm(t -> norms[(int) t]).times(0, 1, 2, 3));

        assertThat(found.provisional()).hasSize(1);
        assertThat(found.theFinal("loss-plateau").time().orElseThrow().upper()).isEqualTo(1);
    }

    @Test
    void fold_runThatEndsBefore_findsNothing() {
        Found found = Found.by(FACTORY, exponential().logTimes(0.01, 4, 50));

        assertThat(found.provisional()).isEmpty();
        assertThat(found.finals()).isEmpty();
    }

    @Test
    void fold_startAtRest_isThePlateau() {
        Found found = Found.by(FACTORY, exponential().gradientNorm(t -> 0));

        assertThat(found.theFinal("loss-plateau").time()).isEqualTo(Optional.of(new BracketedTime(0, 0, 0)));
    }

    @Test
    void fold_noTestData_leavesTheTestLossOut() {
        Found found = Found.by(FACTORY, exponential().testLoss(t -> Double.NaN));

        assertThat(found.theFinal("loss-plateau").values()).doesNotContainKey("testLoss");
    }

    @Test
    void create_epsilonOutOfRange_isRefused() {
        assertThatThrownBy(() -> FACTORY.create(Map.of("epsilon", "1")))
                .hasMessage("loss-plateau: epsilon is '1'; it must be a number between 0 and 1, neither included");
    }
}
