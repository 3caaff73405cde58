package io.driftlog.analyzer.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.analyzer.detectors.phase.LossPlateauAnalyzer;
import io.driftlog.analyzer.detectors.phase.NormDriftAnalyzer;
import io.driftlog.analyzer.testkit.TrajectoryBuilder;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.BracketedTime;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NormDriftAnalyzerTest {
    private static final NormDriftAnalyzer.Factory FACTORY = new NormDriftAnalyzer.Factory();
    private static final double LAMBDA = 1e-4;

    /** {@code ||w||^2 = 4 e^{-2 lambda t}}, gradient norm e^{-t}: t_WD solves e^{-t} = 2 lambda e^{-lambda t}. */
    private static TrajectoryBuilder exponential() {
        return new TrajectoryBuilder("run")
                .weightDecay(LAMBDA)
                .weightNormSquared(t -> 4 * StrictMath.exp(-2 * LAMBDA * t))
                .gradientNorm(t -> StrictMath.exp(-t))
                .logTimes(0.1, 1e5, 400);
    }

    private static double onset() {
        return -StrictMath.log(2 * LAMBDA) / (1 - LAMBDA);
    }

    private static Finding onsetOf(Found found) {
        return found.theFinal("norm-drift-onset");
    }

    @Test
    void fold_exponentialNorm_findsTheOnset() {
        Found found = Found.by(FACTORY, exponential());

        found.assertTime("norm-drift-onset", onset(), 1e-3);
        found.assertIssuedAtOnceAndAgainAtTheEnd();
        double t = onsetOf(found).time().orElseThrow().estimate();
        assertThat(onsetOf(found).values().get("plateauNormSquared"))
                .isCloseTo(4 * StrictMath.exp(-2 * LAMBDA * t), within(2e-6));
        assertThat(onsetOf(found).values()).doesNotContainKey("plateauTestLoss");
    }

    /** From t_WD = s, the fraction f is lost at s - ln(1 - f) / (2 lambda). */
    @Test
    void fold_exponentialNorm_findsTheFraction() {
        for (double fraction : new double[] {0.01, 0.05, 0.5, 0.95}) {
            Found found = Found.by(FACTORY, Map.of("fraction", Double.toString(fraction)), exponential());

            double plateau = onsetOf(found).time().orElseThrow().estimate();
            found.assertTime("norm-drift-fraction", plateau - StrictMath.log(1 - fraction) / (2 * LAMBDA), 1e-2);
            assertThat(found.provisional()).hasSize(2);
            found.assertIssuedAtOnceAndAgainAtTheEnd();
        }
    }

    /** {@code ||w||^2 = 1 + e^{-2 lambda t}} loses f of its value P at {@code -ln((1 - f) P - 1) / (2 lambda)}. */
    @Test
    void fold_normWithALimit_findsTheFraction() {
        Found found = Found.by(FACTORY, exponential().weightNormSquared(t -> 1 + StrictMath.exp(-2 * LAMBDA * t)));

        double plateau = onsetOf(found).values().get("plateauNormSquared");
        found.assertTime("norm-drift-fraction", -StrictMath.log(0.95 * plateau - 1) / (2 * LAMBDA), 1e-2);
    }

    /** Goal: the plateau is the norm at t_WD, not at t_GF. Method: the norm rises from 1 to 4 in between. */
    @Test
    void fold_normThatRisesBeforeTheOnset_measuresFromTheOnset() {
        Found found = Found.by(
                FACTORY, exponential().weightNormSquared(t -> (t < 6 ? 1 : 4) * StrictMath.exp(-2 * LAMBDA * t)));

        double plateau = onsetOf(found).time().orElseThrow().upper();
        found.assertTime("norm-drift-fraction", plateau - StrictMath.log(0.95) / (2 * LAMBDA), 1e-2);
    }

    @Test
    void fold_noWeightDecay_findsNothing() {
        Found found = Found.by(FACTORY, exponential().weightDecay(0).gradientNorm(t -> t > 10 ? 0 : 1));

        assertThat(found.provisional()).isEmpty();
        assertThat(found.finals()).isEmpty();
    }

    @Test
    void fold_runThatEndsBeforeTheSlowPhase_findsNothing() {
        Found found = Found.by(FACTORY, exponential().logTimes(0.1, 8, 100));

        assertThat(found.provisional()).isEmpty();
        assertThat(found.finals()).isEmpty();
    }

    @Test
    void fold_runThatEndsBeforeTheFraction_findsOnlyTheOnset() {
        Found found = Found.by(FACTORY, exponential().logTimes(0.1, 100, 100));

        assertThat(found.finals()).extracting(Finding::kind).containsExactly("norm-drift-onset");
    }

    /** With a large lambda the decay already outweighs the gradient at t_GF: both times are one. */
    @Test
    void fold_decayAboveTheGradientAtThePlateau_onsetIsThePlateau() {
        Found found = Found.by(FACTORY, exponential().weightDecay(0.5).weightNormSquared(t -> 4));
        Found plateau = Found.by(new LossPlateauAnalyzer.Factory(), exponential());

        assertThat(onsetOf(found).time())
                .isEqualTo(plateau.theFinal("loss-plateau").time());
    }

    @Test
    void fold_gradientThatOscillatesAroundTheDecay_firstCrossingCounts() {
        double[] norms = {1, 1e-3, 0.9e-4, 1.1e-4, 0.9e-4};
        Found found = Found.by(
                FACTORY,
                exponential()
                        .weightNormSquared(t -> 1)
                        .gradientNorm(t -> norms[(int) t])
                        .times(0, 1, 2, 3, 4));

        assertThat(found.provisional()).hasSize(1);
        assertThat(onsetOf(found).time().orElseThrow())
                .extracting(BracketedTime::lower, BracketedTime::upper)
                .containsExactly(1.0, 2.0);
    }

    @Test
    void fold_anotherRegularizer_saysThatItCannotKnow() {
        Found found = Found.by(FACTORY, exponential().regularizer("l1"));

        assertThat(found.finals()).extracting(Finding::kind).containsExactly("undetermined");
        assertThat(found.theFinal("undetermined").sentence()).contains("this run has l1");
    }

    @Test
    void fold_findings_areSaidWithTheirDefinition() {
        Found found = Found.by(FACTORY, exponential().times(0, 5, 8, 9, 250, 300));

        assertThat(found.finals())
                .extracting(Finding::sentence)
                .containsExactly(
                        "t_WD: after t_GF, the loss gradient fell to the weight decay lambda ||w||, lambda = 1e-4,"
                                + " between t = 8 and t = 9; there ||w||^2 = 3.993",
                        "norm drift: ||w||^2 fell by 5 % below 3.993, its value at t_WD, between t = 250 and t = 300;"
                                + " not for 3 evaluations in a row within the run");
    }
}
