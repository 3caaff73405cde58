package io.driftlog.simulator.flow.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.events.EmissionPolicy;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.Specs;
import io.driftlog.simulator.flow.StepController;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Goal: a thinned run records what its policy says, in numbers that the whole run has too, and can be resumed. Method: thin
 * the steps of a small network and compare with all of them.
 */
class EmissionTest {
    private static final RunSpec RADAUG = Specs.smallNetwork("radaug", Map.of("restartEvery", 8.0));
    private static final RunSpec DESCENT = Specs.smallNetwork("gradient-descent", Map.of("stepSize", 0.125));

    private static List<StepTaken> all(RunSpec spec) {
        return recorded(Integration.start("run", spec), Emission.start(EmissionPolicy.EVERY_STEP, 1));
    }

    private static List<StepTaken> recorded(RunSpec spec, EmissionPolicy policy) {
        Integration integration = Integration.start("run", spec);
        return recorded(integration, Emission.start(policy, integration.restartEvery()));
    }

    private static List<StepTaken> recorded(Integration integration, Emission emission) {
        List<StepTaken> recorded = new ArrayList<>();
        emission.take(integration.current(), false).ifPresent(recorded::add);
        recorded.addAll(rest(integration, emission));
        return recorded;
    }

    private static List<StepTaken> rest(Integration integration, Emission emission) {
        List<StepTaken> recorded = new ArrayList<>();
        while (integration.advance() instanceof Advance.Stepped stepped) {
            emission.take(stepped.step(), integration.isComplete()).ifPresent(recorded::add);
        }
        emission.takeLast().ifPresent(recorded::add);
        return recorded;
    }

    private static List<Long> numbers(List<StepTaken> steps) {
        return steps.stream().map(StepTaken::step).toList();
    }

    @Test
    void take_everyStep_isEveryStepItself() {
        List<StepTaken> steps = all(RADAUG);
        assertThat(recorded(RADAUG, EmissionPolicy.EVERY_STEP)).isEqualTo(steps);
        assertThat(steps).hasSizeGreaterThan(20);
    }

    @Test
    void take_everyTenth_recordsThoseAndRestartPointsAndTheLast() {
        List<StepTaken> steps = all(RADAUG);
        long last = steps.size() - 1;
        List<StepTaken> thinned = recorded(RADAUG, new EmissionPolicy(10, 0, 3));
        assertThat(numbers(thinned))
                .isEqualTo(numbers(steps).stream()
                        .filter(step -> step % 10 == 0 || step % 8 == 0 || step == last)
                        .toList());
        for (int seq = 0; seq < thinned.size(); seq++) {
            StepTaken step = thinned.get(seq);
            StepTaken whole = steps.get((int) step.step());
            boolean carriesWeights = seq % 3 == 0 || whole.restartPoint() || step.step() == last;
            assertThat(step.seq()).isEqualTo(seq);
            assertThat(step.digest()).isEqualTo(whole.digest());
            assertThat(step.trainLoss()).isEqualTo(whole.trainLoss());
            assertThat(step.weights()).isEqualTo(carriesWeights ? whole.weights() : new double[0]);
            assertThat(step.multiplier()).isEqualTo(carriesWeights ? whole.multiplier() : new double[0]);
            assertThat(step.restartPoint()).isEqualTo(whole.restartPoint());
        }
    }

    @Test
    void take_stepsPerDecade_recordsTheFirstStepBeyondEachPointOfTheGrid() {
        List<StepTaken> steps = all(DESCENT);
        List<StepTaken> thinned = recorded(DESCENT, new EmissionPolicy(0, 5, 1));
        var expected = new ArrayList<Long>(List.of(0L, 1L));
        for (int i = -20; i <= 20; i++) {
            double grid = StrictMath.pow(10, i / 5.0);
            steps.stream()
                    .filter(step -> step.time() >= grid)
                    .findFirst()
                    .map(StepTaken::step)
                    .ifPresent(expected::add);
        }
        expected.add((long) steps.size() - 1);
        assertThat(numbers(thinned)).isEqualTo(expected.stream().distinct().toList());
        assertThat(thinned).hasSizeGreaterThan(8).allMatch(StepTaken::restartPoint);
    }

    /** Every step is a restart point of gradient descent: those recorded without weights are none. */
    @Test
    void take_descentWithSomeWeights_marksOnlyWholeStepsAsRestartPoints() {
        List<StepTaken> thinned = recorded(DESCENT, new EmissionPolicy(1, 0, 4));
        assertThat(thinned).hasSameSizeAs(all(DESCENT));
        assertThat(thinned).allMatch(step -> step.restartPoint() == step.weights().length > 0);
        assertThat(thinned.stream().filter(StepTaken::restartPoint).count())
                .isBetween(thinned.size() / 4L, thinned.size() / 4L + 2);
    }

    @Test
    void take_noWeights_recordsNoneAndNoRestartPoint() {
        List<StepTaken> thinned = recorded(RADAUG, new EmissionPolicy(1, 0, 0));
        assertThat(thinned)
                .hasSameSizeAs(all(RADAUG))
                .allMatch(step -> step.weights().length == 0 && step.multiplier().length == 0)
                .allMatch(step -> step.controllerState().length == StepController.State.LENGTH)
                .noneMatch(StepTaken::restartPoint);
    }

    @Test
    void after_everyRecordedRestartPoint_recordsTheRestBitForBit() {
        var policies = List.of(
                new EmissionPolicy(10, 0, 1),
                new EmissionPolicy(0, 7, 2),
                new EmissionPolicy(3, 4, 5),
                new EmissionPolicy(1, 0, 3));
        var momentum = Specs.smallNetwork("gradient-descent", Map.of("momentum", 0.5, "stepSize", 0.1));
        for (RunSpec spec : List.of(RADAUG, DESCENT, momentum)) {
            for (EmissionPolicy policy : policies) {
                List<StepTaken> whole = recorded(spec, policy);
                List<StepTaken> restartPoints =
                        whole.stream().filter(StepTaken::restartPoint).toList();
                assertThat(restartPoints).hasSizeGreaterThan(2);
                for (StepTaken point : restartPoints) {
                    Integration integration = Integration.resume(spec, point);
                    Emission emission = Emission.after(policy, integration.restartEvery(), point);
                    assertThat(rest(integration, emission))
                            .isEqualTo(whole.subList((int) point.seq() + 1, whole.size()));
                }
            }
        }
    }

    @Test
    void takeLast_runThatFails_recordsTheLastGoodStep() {
        RunSpec spec = Specs.smallNetwork("gradient-descent", Map.of("stepSize", 0.1, "maxSteps", 17.0));
        List<StepTaken> thinned = recorded(spec, new EmissionPolicy(10, 0, 1));
        assertThat(numbers(thinned)).containsExactly(0L, 10L, 17L);
    }
}
