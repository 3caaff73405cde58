package io.driftlog.simulator.flow.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.Dataset;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.Outcome;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.events.StopRule;
import io.driftlog.simulator.flow.Specs;
import io.driftlog.simulator.flow.objective.LinearRegressionSolution;
import io.driftlog.simulator.spi.SplitMix64;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: the loop is a pure function of the spec, goes on bit for bit from every restart point, and always ends with a
 * sentence. Method: short runs of a small diagonal network and of linear regression, whose flow has a closed form.
 */
class IntegrationTest {
    private static List<StepTaken> steps(Integration integration) {
        List<StepTaken> steps = new ArrayList<>();
        steps.add(integration.current());
        while (integration.advance() instanceof Advance.Stepped stepped) {
            steps.add(stepped.step());
        }
        return steps;
    }

    private static List<StepTaken> steps(RunSpec spec) {
        return steps(Integration.start("run", spec));
    }

    private static Advance.Ended end(RunSpec spec) {
        Integration integration = Integration.start("run", spec);
        steps(integration);
        return (Advance.Ended) integration.advance();
    }

    @ParameterizedTest
    @ValueSource(strings = {"radaug", "radaug-krylov", "dormand-prince", "rkc", "gradient-descent", "runge-kutta-4"})
    void resume_fromEveryRestartPoint_reproducesTheRestBitForBit(String method) {
        RunSpec spec = Specs.smallNetwork(method, Map.of("restartEvery", 3.0));
        List<StepTaken> whole = steps(spec);
        List<StepTaken> restartPoints =
                whole.stream().filter(StepTaken::restartPoint).toList();
        assertThat(restartPoints).hasSizeGreaterThan(4);
        for (StepTaken restartPoint : restartPoints) {
            List<StepTaken> rest = steps(Integration.resume(spec, restartPoint));
            assertThat(rest).isEqualTo(whole.subList((int) restartPoint.seq(), whole.size()));
        }
    }

    /** More than 64 observations: solved by conjugate gradients, whose preconditioner must not outlive a restart. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-2, 1e-5})
    void resume_matrixCompletion_reproducesTheRestBitForBit(double weightDecay) {
        RunSpec spec = Specs.with(
                Specs.with(
                        Specs.smallNetwork("radaug", Map.of("restartEvery", 7.0)),
                        Specs.generated(
                                "matrix-completion",
                                "low-rank",
                                Map.of("rows", 12.0, "columns", 10.0, "rank", 2.0, "observed", 70.0))),
                weightDecay,
                Specs.untilSlowTime(20));
        List<StepTaken> whole = steps(spec);
        List<StepTaken> restartPoints =
                whole.stream().filter(StepTaken::restartPoint).toList();
        assertThat(restartPoints).hasSizeGreaterThan(10);
        for (StepTaken restartPoint : restartPoints) {
            List<StepTaken> rest = steps(Integration.resume(spec, restartPoint));
            assertThat(rest).isEqualTo(whole.subList((int) restartPoint.seq(), whole.size()));
        }
    }

    /** Restart points right after events and within slides; what the pattern cannot tell from z is in the step. */
    @Test
    void resume_amidKinksAndSlides_reproducesTheRestBitForBit() {
        RunSpec spec = Specs.reluNetwork(12, 6, 1e-2, Map.of("restartEvery", 5.0));
        List<StepTaken> whole = steps(spec);
        List<StepTaken> restartPoints =
                whole.stream().filter(StepTaken::restartPoint).toList();
        assertThat(restartPoints).anyMatch(step -> step.controllerState().length > 4 + 4);
        assertThat(restartPoints).anyMatch(step -> step.controllerState()[4] > 0);
        for (StepTaken restartPoint : restartPoints) {
            List<StepTaken> rest = steps(Integration.resume(spec, restartPoint));
            assertThat(rest).isEqualTo(whole.subList((int) restartPoint.seq(), whole.size()));
        }
        StepTaken last = whole.get(whole.size() - 1);
        assertThat(last.time()).isEqualTo(100);
    }

    /** An event makes a step shorter than what was tried: size and time still belong together. */
    @Test
    void advance_overEvents_statesTheTimeThatEachStepCovered() {
        List<StepTaken> steps = steps(Specs.reluNetwork(12, 6, 1e-2, Map.of()));
        for (int k = 1; k < steps.size(); k++) {
            double before = steps.get(k - 1).time();
            assertThat(steps.get(k).time() - before)
                    .isCloseTo(
                            steps.get(k).stepSize(),
                            within(2 * Math.ulp(steps.get(k).time())));
            assertThat(steps.get(k).time()).isGreaterThan(before);
        }
    }

    /** Section 6 of the paper: norm and test loss fall together, and few kinks are left of dozens. */
    @Test
    void advance_paperRelu_endsWithFewKinksAsNormAndTestLossFall() {
        Integration integration = Integration.start("run", Specs.reluNetwork(100, 10, 1e-3, Map.of(), 20));
        List<StepTaken> steps = steps(integration);
        StepTaken plateau =
                steps.stream().filter(step -> step.time() > 20).findFirst().orElseThrow();
        StepTaken last = steps.get(steps.size() - 1);
        assertThat(plateau.trainLoss()).isLessThan(1e-3 * steps.get(0).trainLoss());
        assertThat(plateau.testLoss()).isGreaterThan(1);
        assertThat(last.testLoss()).isLessThan(0.01);
        assertThat(last.weightNormSquared()).isLessThan(0.02 * plateau.weightNormSquared());
        double earlier = plateau.testLoss();
        for (double fraction : new double[] {0.5, 0.25, 0.1, 0.02}) {
            StepTaken fallen = steps.stream()
                    .filter(step ->
                            step.time() > 20 && step.weightNormSquared() < fraction * plateau.weightNormSquared())
                    .findFirst()
                    .orElseThrow();
            assertThat(fallen.testLoss()).isLessThan(0.8 * earlier);
            earlier = fallen.testLoss();
        }
        for (int k = 1; k < steps.size(); k++) {
            assertThat(regularisedLoss(steps.get(k))).isLessThan((1 + 1e-9) * regularisedLoss(steps.get(k - 1)));
        }
        var network = integration.problem().flow().objective();
        assertThat(network.predictor(plateau.weights())).hasSizeGreaterThan(2 * 30);
        assertThat(network.predictor(last.weights())).hasSizeBetween(2 * 2, 2 * 5);
    }

    /** The velocity is no part of the point: it must come back from the step that a run is resumed from. */
    @Test
    void resume_withMomentum_keepsTheVelocity() {
        RunSpec spec =
                Specs.smallNetwork("gradient-descent", Map.of("restartEvery", 3.0, "momentum", 0.9, "stepSize", 0.02));
        List<StepTaken> whole = steps(spec);
        assertThat(whole).hasSizeGreaterThan(8);
        for (StepTaken step : whole) {
            assertThat(step.controllerState()).hasSize(step.restartPoint() ? 4 + step.weights().length : 4);
            if (step.restartPoint()) {
                assertThat(steps(Integration.resume(spec, step)))
                        .isEqualTo(whole.subList((int) step.seq(), whole.size()));
            }
        }
    }

    /** Linear regression at log-spaced times: resumed anywhere, the same points again. */
    @Test
    void resume_exactSolution_reproducesTheRestBitForBit() {
        RunSpec spec = Specs.with(
                Specs.with(
                        Specs.smallNetwork("exact", Map.of("restartEvery", 3.0)),
                        Specs.generated("linear-regression", "gaussian", Map.of("testSamples", 10.0))),
                1e-5,
                Specs.untilSlowTime(20));
        List<StepTaken> whole = steps(spec);
        assertThat(whole).hasSizeBetween(100, 200);
        assertThat(whole.get(whole.size() - 1).time()).isEqualTo(20 / 1e-5);
        for (StepTaken step : whole) {
            if (step.restartPoint()) {
                assertThat(steps(Integration.resume(spec, step)))
                        .isEqualTo(whole.subList((int) step.seq(), whole.size()));
            }
        }
    }

    private static double regularisedLoss(StepTaken step) {
        return step.trainLoss() + 0.5 * 1e-3 * step.weightNormSquared();
    }

    @ParameterizedTest
    @CsvSource({"radaug, 1e16", "dormand-prince, 1e4", "gradient-descent, 1e-4"})
    void resume_whereStepsAreRejected_reproducesTheRestBitForBit(String method, double variance) {
        RunSpec paper = Specs.paperNetwork(method, 0.01, Specs.untilTime(200));
        RunSpec spec = Specs.with(
                Specs.with(paper, new InitialSpec.Gaussian(variance)),
                Specs.method(method, Map.of("maxSteps", 80.0, "restartEvery", 4.0)));
        List<StepTaken> whole = steps(spec);
        assertThat(whole).anyMatch(step -> step.rejected() > 0);
        for (StepTaken restartPoint : whole) {
            if (restartPoint.restartPoint()) {
                List<StepTaken> rest = steps(Integration.resume(spec, restartPoint));
                assertThat(rest).isEqualTo(whole.subList((int) restartPoint.seq(), whole.size()));
            }
        }
    }

    @Test
    void resume_fromAnotherStep_isRefused() {
        RunSpec spec = Specs.smallNetwork("radaug", Map.of());
        StepTaken ordinary = steps(spec).get(1);
        assertThat(ordinary.restartPoint()).isFalse();
        assertThatThrownBy(() -> Integration.resume(spec, ordinary)).hasMessageContaining("step 1 is not a restart");
        RunSpec larger = Specs.with(spec, Specs.network(10, 4, 2));
        assertThatThrownBy(() -> Integration.resume(larger, steps(spec).get(0)))
                .hasMessageContaining("16 weights")
                .hasMessageContaining("20");
    }

    @ParameterizedTest
    @ValueSource(strings = {"radaug", "radaug-krylov", "dormand-prince", "rkc", "gradient-descent", "runge-kutta-4"})
    void start_sameSpecTwice_givesTheSameStepsUnderAnyName(String method) {
        RunSpec spec = Specs.smallNetwork(method, Map.of());
        Integration first = Integration.start("a", spec);
        Integration second = Integration.start("b", Integration.start("c", spec).spec());
        List<StepTaken> steps = steps(first);
        assertThat(steps(second))
                .extracting(step -> hex(step))
                .isEqualTo(steps.stream().map(IntegrationTest::hex).toList());
        assertThat(first.spec()).isEqualTo(second.spec());
        assertThat(first.spec().method().parameters()).containsKeys("maxSteps", "restartEvery");
    }

    @Test
    void current_beforeAnyStep_isTheInitialState() {
        RunSpec spec = Specs.smallNetwork("radaug", Map.of());
        Integration integration = Integration.start("run", spec);
        StepTaken initial = integration.current();
        assertThat(initial.seq()).isZero();
        assertThat(initial.step()).isZero();
        assertThat(initial.time()).isZero();
        assertThat(initial.stepSize()).isZero();
        assertThat(initial.restartPoint()).isTrue();
        assertThat(initial.weights()).isEqualTo(integration.problem().initialWeights());
        assertThat(initial.digest()).isEqualTo(new StepDigest().first(integration.spec()));
        assertThat(initial.multiplier()).hasSize(4);
    }

    @Test
    void advance_severalSteps_numbersThemAndFlagsEverySixteenth() {
        List<StepTaken> steps = steps(Specs.smallNetwork("radaug", Map.of()));
        for (int k = 0; k < steps.size(); k++) {
            assertThat(steps.get(k).seq()).isEqualTo(k);
            assertThat(steps.get(k).step()).isEqualTo(k);
            assertThat(steps.get(k).restartPoint()).isEqualTo(k % 16 == 0);
        }
        assertThat(steps).hasSizeGreaterThan(17);
    }

    @Test
    void advance_eachStep_interpolatesBetweenItsEnds() {
        for (String method : List.of("radaug", "dormand-prince", "gradient-descent")) {
            Integration integration = Integration.start("run", Specs.smallNetwork(method, Map.of()));
            StepTaken before = integration.current();
            double[] weights = new double[before.weights().length];
            while (integration.advance() instanceof Advance.Stepped stepped) {
                assertThat(stepped.interpolant().start()).isEqualTo(before.time());
                assertThat(stepped.interpolant().end()).isEqualTo(stepped.step().time());
                stepped.interpolant().weightsAt(before.time(), weights);
                assertThat(weights).containsExactly(before.weights(), within(1e-13));
                stepped.interpolant().weightsAt(stepped.step().time(), weights);
                assertThat(weights).containsExactly(stepped.step().weights(), within(1e-13));
                before = stepped.step();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"radaug", "radaug-krylov", "dormand-prince", "rkc", "gradient-descent", "runge-kutta-4"})
    void advance_anyEndTime_landsOnItExactly(String method) {
        SplitMix64 random = new SplitMix64(11).split("times");
        for (int i = 0; i < 20; i++) {
            double time = 10 * random.nextDouble();
            RunSpec spec = Specs.with(Specs.smallNetwork(method, Map.of()), 0.01, Specs.untilTime(time));
            Integration integration = Integration.start("run", spec);
            List<StepTaken> steps = steps(integration);
            assertThat(steps.get(steps.size() - 1).time()).isEqualTo(time);
            assertThat(((Advance.Ended) integration.advance()).cause()).isEqualTo("time-reached");
        }
    }

    @Test
    void stepOnto_anyTwoTimes_roundsToTheEnd() {
        SplitMix64 random = new SplitMix64(12).split("times");
        for (int i = 0; i < 100_000; i++) {
            double start = StrictMath.exp(10 * random.nextGaussian());
            double end = start + StrictMath.exp(10 * random.nextGaussian());
            assertThat(start + Integration.stepOnto(start, end)).isEqualTo(end);
        }
    }

    @Test
    void advance_afterTheEnd_saysTheSameAgain() {
        Integration integration = Integration.start("run", Specs.smallNetwork("radaug", Map.of()));
        steps(integration);
        Advance first = integration.advance();
        assertThat(integration.advance()).isSameAs(first);
        assertThat(integration.work().evaluations()).isPositive();
    }

    @Test
    void advance_slowTimeAsked_endsThere() {
        Advance.Ended end = end(Specs.with(Specs.smallNetwork("radaug", Map.of()), 0.01, Specs.untilSlowTime(2)));
        assertThat(end.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(end.cause()).isEqualTo("slow-time-reached");
        assertThat(end.reason()).contains("slow time 2 at t = 200 ");
    }

    @Test
    void advance_severalConditions_endsAtTheFirst() {
        StopRule both = new StopRule(OptionalDouble.of(1e9), OptionalDouble.empty(), OptionalDouble.of(1e-6));
        Advance.Ended end = end(Specs.with(Specs.smallNetwork("radaug", Map.of()), 0, both));
        assertThat(end.cause()).isEqualTo("gradient-norm-reached");
        StopRule times = new StopRule(OptionalDouble.of(5), OptionalDouble.of(1), OptionalDouble.empty());
        assertThat(end(Specs.with(Specs.smallNetwork("radaug", Map.of()), 0.1, times))
                        .cause())
                .isEqualTo("time-reached");
        assertThat(end(Specs.with(Specs.smallNetwork("radaug", Map.of()), 0.5, times))
                        .cause())
                .isEqualTo("slow-time-reached");
    }

    @Test
    void advance_stepLimit_failsWithNumbers() {
        Advance.Ended end = end(Specs.smallNetwork("dormand-prince", Map.of("maxSteps", 5.0)));
        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.cause()).isEqualTo("step-limit");
        assertThat(end.reason()).contains("its 5 steps").contains("t = 10").contains("method.maxSteps");
    }

    @Test
    void advance_fixedStepFarTooLarge_failsAsNonFinite() {
        Advance.Ended end = end(
                Specs.with(Specs.smallNetwork("gradient-descent", Map.of("stepSize", 50.0)), 0, Specs.untilTime(1e6)));
        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.cause()).isEqualTo("non-finite");
        assertThat(end.reason()).contains("50").contains("smaller");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1e-4})
    void advance_automaticStepOnPaperNetwork_isStable(double variance) {
        RunSpec spec = Specs.with(
                Specs.paperNetwork("gradient-descent", 1e-3, Specs.untilTime(2000)),
                new InitialSpec.Gaussian(variance));
        List<StepTaken> steps = steps(spec);
        StepTaken last = steps.get(steps.size() - 1);
        assertThat(last.time()).isEqualTo(2000);
        assertThat(last.trainLoss()).isLessThan(1e-4);
        double largestRise = 0;
        for (int k = 1; k < steps.size(); k++) {
            largestRise = Math.max(largestRise, energy(steps.get(k)) - energy(steps.get(k - 1)));
        }
        assertThat(largestRise).isLessThan(1e-9);
    }

    private static double energy(StepTaken step) {
        return step.trainLoss() + 0.5e-3 * step.weightNormSquared();
    }

    @ParameterizedTest
    @ValueSource(strings = {"radaug", "dormand-prince"})
    void advance_linearRegression_followsTheClosedForm(String method) {
        RunSpec spec = Specs.with(
                Specs.smallNetwork(method, Map.of()),
                Specs.given("linear-regression", Map.of("features", FEATURES, "targets", TARGETS)));
        spec = Specs.with(spec, new InitialSpec.Given(new double[] {1, -1, 2}));
        LinearRegressionSolution exact = new LinearRegressionSolution(FEATURES, TARGETS, 0.01, new double[] {1, -1, 2});
        double[] expected = new double[3];
        for (StepTaken step : steps(spec)) {
            exact.weightsAt(step.time(), expected);
            assertThat(step.weights()).containsExactly(expected, within(2e-6));
        }
    }

    private static final Dataset FEATURES = new Dataset(2, 3, new double[] {1, 2, 0.5, -1, 1, 3});
    private static final Dataset TARGETS = new Dataset(2, 1, new double[] {3, -2});

    @ParameterizedTest
    @ValueSource(strings = {"radaug", "dormand-prince"})
    void advance_diagonalNetwork_keepsItsInvariant(String method) {
        double weightDecay = 0.05;
        RunSpec spec = Specs.with(
                Specs.smallNetwork(method, Map.of("relativeTolerance", 1e-8, "absoluteTolerance", 1e-10)),
                weightDecay,
                Specs.untilTime(100));
        List<StepTaken> steps = steps(spec);
        double[] start = steps.get(0).weights();
        for (StepTaken step : steps) {
            for (int k = 0; k < 8; k++) {
                double expected = difference(start, k) * Math.exp(-2 * weightDecay * step.time());
                assertThat(difference(step.weights(), k)).isCloseTo(expected, within(1e-7));
            }
        }
    }

    private static double difference(double[] w, int k) {
        return w[k] * w[k] - w[8 + k] * w[8 + k];
    }

    @ParameterizedTest
    @ValueSource(strings = {"radaug", "radaug-krylov", "dormand-prince", "rkc", "gradient-descent", "runge-kutta-4"})
    void advance_extremeSpecs_endWithASentenceAndFiniteSteps(String method) {
        RunSpec usual = Specs.smallNetwork(method, Map.of("maxSteps", 3000.0));
        Dataset twice = new Dataset(3, 2, new double[] {1, 2, 1, 2, -1, 0.5});
        List<RunSpec> extremes = List.of(
                Specs.with(usual, new InitialSpec.Gaussian(0)),
                Specs.with(usual, new InitialSpec.Gaussian(1e16)),
                Specs.with(usual, new InitialSpec.Gaussian(1e60)),
                Specs.with(usual, Specs.network(8, 1, 2)),
                Specs.with(usual, Specs.network(2, 30, 0)),
                Specs.with(
                        usual,
                        Specs.given(
                                "diagonal-linear-network",
                                Map.of("features", twice, "targets", new Dataset(3, 1, new double[] {1, 1, 2})))),
                Specs.with(usual, 0, Specs.untilTime(1e3)),
                Specs.with(usual, 0, Specs.untilGradientNorm(1e-300)),
                Specs.with(usual, 10, Specs.untilSlowTime(100)),
                Specs.with(usual, 1e-8, Specs.untilSlowTime(20)),
                Specs.with(usual, 1e6, Specs.untilTime(1e3)));
        for (RunSpec spec : extremes) {
            Integration integration = Integration.start("run", spec);
            boolean hasTest = !Double.isNaN(integration.current().testLoss());
            for (StepTaken step : steps(integration)) {
                assertThat(step.weights()).doesNotContain(Double.NaN);
                double sum = step.trainLoss()
                        + step.gradientNorm()
                        + step.weightNormSquared()
                        + (hasTest ? step.testLoss() : 0);
                assertThat(sum).isFinite();
            }
            Advance.Ended end = (Advance.Ended) integration.advance();
            assertThat(end.reason()).matches("[A-Z].*\\d.*\\.");
            assertThat(end.outcome() == Outcome.COMPLETED || end.reason().contains(";"))
                    .isTrue();
        }
    }

    private static String hex(StepTaken step) {
        return HexFormat.of().formatHex(step.digest());
    }
}
