package io.driftlog.simulator.flow.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.EmissionPolicy;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.Specs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Goal: samples stand where steps are long, they are as accurate as the steps, and neither steps nor digests depend on
 * them. Method: a small diagonal network by an implicit method, recorded with and without samples, and more tightly.
 */
final class RecordedStepsTest {
    private static final double SPACING = 0.05;
    private static final EmissionPolicy SAMPLED = new EmissionPolicy(1, 0, 1, SPACING);
    private static final RunSpec RADAUG = network("radaug", 0.01, Map.of("restartEvery", 8.0), 2000);

    private static RunSpec network(String method, double weightDecay, Map<String, Double> numbers, double time) {
        return new RunSpec(
                Specs.network(8, 4, 2),
                new InitialSpec.Gaussian(0.1),
                weightDecay,
                "l2",
                Specs.method(method, numbers),
                Specs.untilTime(time),
                42);
    }

    private static List<StepTaken> record(RunSpec spec, EmissionPolicy policy) {
        RecordedSteps steps = RecordedSteps.fromStart("run", spec, Optional.empty(), policy);
        List<StepTaken> events = new ArrayList<>(List.of(steps.first()));
        for (Optional<StepTaken> next = steps.next(() -> false); next.isPresent(); next = steps.next(() -> false)) {
            events.add(next.get());
        }
        return events;
    }

    @Test
    void next_longSteps_leaveNoGapInLogTime() {
        List<StepTaken> events = record(RADAUG, SAMPLED);
        for (int i = 1; i < events.size(); i++) {
            StepTaken before = events.get(i - 1);
            StepTaken now = events.get(i);
            assertThat(now.seq()).isEqualTo(i);
            assertThat(now.time()).isGreaterThan(before.time());
            if (before.time() > 0) {
                assertThat(StrictMath.log(now.time() / before.time())).isLessThan(SPACING * (1 + 1e-12));
            }
            if (now.isSample()) {
                assertThat(now.digest()).isEqualTo(before.digest());
                assertThat(now.step()).isEqualTo(before.step());
                assertThat(now.restartPoint()).isFalse();
            }
        }
    }

    @Test
    void next_withSamples_theStepsAreTheSame() {
        List<StepTaken> plain = record(RADAUG, EmissionPolicy.EVERY_STEP);
        List<StepTaken> steps = record(RADAUG, SAMPLED).stream()
                .filter(step -> !step.isSample())
                .toList();
        assertThat(steps).hasSameSizeAs(plain);
        for (int i = 0; i < plain.size(); i++) {
            StepTaken step = plain.get(i);
            assertThat(steps.get(i)
                            .with(i, step.weights(), step.multiplier(), step.controllerState(), step.restartPoint()))
                    .isEqualTo(step);
        }
    }

    @Test
    void after_anyRestartPoint_theSamplesAreTheSame() {
        RunSpec spec = Integration.start("run", RADAUG).spec();
        List<StepTaken> events = record(spec, SAMPLED);
        RunStarted started = new RunStarted("run", "", spec, 1, 0, 0, "", 0, Optional.empty(), SAMPLED, List.of());
        StepTaken point = events.stream()
                .filter(step -> step.restartPoint() && step.step() > 0)
                .findFirst()
                .orElseThrow();
        RecordedSteps resumed = RecordedSteps.after(started, point);
        for (StepTaken expected : events.subList((int) point.seq() + 1, events.size())) {
            assertThat(resumed.next(() -> false)).contains(expected);
        }
    }

    /** The interpolant of every flow method: samples of one trajectory against a tighter one of radaug. */
    @Test
    void next_samplesOfFlowMethods_areOnTheSolution() {
        for (String method : List.of("radaug", "radaug-krylov", "rkc", "dormand-prince", "runge-kutta-4")) {
            List<StepTaken> events = record(
                    network(method, 1e-2, method.startsWith("runge") ? Map.of("stepSize", 0.05) : Map.of(), 100),
                    SAMPLED);
            assertThat(events).as(method).anyMatch(StepTaken::isSample);
            Integration truth =
                    Integration.start("truth", network("radaug", 1e-2, Map.of("relativeTolerance", 1e-10), 100));
            int next = 1;
            while (next < events.size() && truth.advance() instanceof Advance.Stepped step) {
                for (;
                        next < events.size()
                                && events.get(next).time() <= step.interpolant().end();
                        next++) {
                    StepTaken event = events.get(next);
                    double[] weights = step.interpolant().pointAt(event.time()).weights();
                    assertThat(event.weights())
                            .as("%s at t = %s", method, event.time())
                            .hasSameSizeAs(weights);
                    for (int i = 0; i < weights.length; i++) {
                        assertThat(event.weights()[i])
                                .as("%s at t = %s", method, event.time())
                                .isCloseTo(weights[i], within(2e-5));
                    }
                }
            }
            assertThat(next).isEqualTo(events.size());
        }
    }

    @Test
    void next_discreteMethod_hasNoSamples() {
        assertThat(record(network("gradient-descent", 1e-2, Map.of(), 100), SAMPLED))
                .noneMatch(StepTaken::isSample);
    }
}
