package io.driftlog.simulator.flow.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.DecayCurve;
import io.driftlog.events.Measures;
import io.driftlog.events.RunSpec;
import io.driftlog.events.Schedule;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.Specs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: lambda changes as its schedule says, in steps, slow time and measures. */
final class ScheduledDecayTest {
    private static RunSpec scheduled(String method, Map<String, Double> numbers, Schedule schedule) {
        RunSpec plain = Specs.smallNetwork(method, numbers);
        return new RunSpec(
                plain.objective(),
                plain.initial(),
                schedule.values().get(0),
                plain.regularizers(),
                plain.method(),
                plain.until(),
                plain.seed(),
                List.of(schedule),
                List.of());
    }

    private static Schedule schedule(String curve, List<Double> at, List<Double> values) {
        return new Schedule(RunSpec.WEIGHT_DECAY, curve, new TreeMap<>(), at, values);
    }

    private static List<StepTaken> steps(Integration integration) {
        List<StepTaken> steps = new ArrayList<>(List.of(integration.current()));
        while (integration.advance() instanceof Advance.Stepped stepped) {
            steps.add(stepped.step());
        }
        return steps;
    }

    @ParameterizedTest
    @ValueSource(strings = {"radaug", "radaug-krylov", "dormand-prince", "rkc", "runge-kutta-4", "gradient-descent"})
    void run_lambdaJumps_isTheForkAtThatTime(String method) {
        // The fork counts its steps afresh, and with them radaug's restart points.
        Map<String, Double> numbers = method.startsWith("radaug") ? Map.of("relativeTolerance", 1e-9) : Map.of();
        RunSpec jumping = scheduled(method, numbers, schedule("step", List.of(0.0, 4.0), List.of(0.01, 0.3)));
        List<StepTaken> all = steps(Integration.start("r", jumping));
        StepTaken jump =
                all.stream().filter(step -> step.time() == 4).findFirst().orElseThrow();
        assertThat(jump.restartPoint()).isTrue();
        assertThat(jump.measures()).containsEntry(Measures.WEIGHT_DECAY, 0.3);
        RunSpec first =
                Integration.start("a", Specs.smallNetwork(method, numbers)).spec();
        Forking.Fork fork = Forking.at(first, jump, List.of(), first.withConstant(0.3), new TreeMap<>());
        List<StepTaken> forked = steps(Integration.start("f", fork.spec(), Optional.of(fork.origin())));
        assertThat(all.get(all.size() - 1).weights())
                .containsExactly(forked.get(forked.size() - 1).weights(), within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"linear, radaug", "cosine, radaug", "cosine, radaug-krylov", "linear, runge-kutta-4", "cosine, rkc"})
    void run_smoothCurve_equalsAPreciseReference(String curve, String method) {
        Schedule schedule = schedule(curve, List.of(1.0, 3.0, 8.0), List.of(0.5, 0.01, 0.2));
        Map<String, Double> precise = Map.of("relativeTolerance", 1e-12, "absoluteTolerance", 1e-13);
        double[] expected = last(scheduled("dormand-prince", precise, schedule)).weights();
        Map<String, Double> numbers = switch (method) {
            case "runge-kutta-4" -> Map.of("stepSize", 0.002);
            case "rkc" -> Map.of("relativeTolerance", 1e-8, "absoluteTolerance", 1e-10);
            default -> Map.of("relativeTolerance", 1e-10, "absoluteTolerance", 1e-12);
        };
        double[] found = last(scheduled(method, numbers, schedule)).weights();
        assertThat(found).containsExactly(expected, within(method.equals("rkc") ? 1e-6 : 1e-9));
    }

    private static StepTaken last(RunSpec spec) {
        List<StepTaken> steps = steps(Integration.start("r", spec));
        return steps.get(steps.size() - 1);
    }

    @Test
    void resume_afterAJump_givesTheSameBits() {
        RunSpec spec = scheduled(
                "radaug", Map.of("restartEvery", 4.0), schedule("cosine", List.of(1.0, 3.0), List.of(0.5, 0.01)));
        List<StepTaken> all = steps(Integration.start("r", spec));
        for (StepTaken from : all) {
            if (from.restartPoint() && from.step() > 0) {
                List<StepTaken> rest = steps(Integration.resume(spec, from));
                assertThat(rest.get(rest.size() - 1).digest())
                        .isEqualTo(all.get(all.size() - 1).digest());
            }
        }
    }

    @Test
    void curve_slowTimeAndItsInverse_areTheIntegral() {
        SortedMap<String, Double> restarts = new TreeMap<>(Map.of(DecayCurve.RESTARTS, 2.0, "restartFactor", 2.0));
        for (String shape : List.of("step", "linear", "cosine")) {
            DecayCurve curve = DecayCurve.of(
                    new Schedule(RunSpec.WEIGHT_DECAY, shape, restarts, List.of(1.0, 3.0), List.of(0.5, 0.1)));
            double sum = 0;
            double h = 1e-4;
            for (int i = 0; i < 200_000; i++) {
                sum += h * curve.at((i + 0.5) * h);
            }
            assertThat(curve.slowTime(20)).isCloseTo(sum, within(1e-4));
            for (double tau : new double[] {0.2, 0.9, 2.5, 7}) {
                assertThat(curve.slowTime(curve.timeAt(tau))).isCloseTo(tau, within(1e-12));
            }
            // Two more repetitions, twice and four times as long, begin at 3 and 7.
            assertThat(curve.at(3)).isEqualTo(0.5);
            assertThat(curve.at(2.999999)).isLessThanOrEqualTo(0.5);
            assertThat(curve.nextBreak(3)).isEqualTo(7);
            assertThat(curve.nextBreak(7)).isEqualTo(15);
            assertThat(curve.at(16)).isEqualTo(0.1);
        }
    }

    @Test
    void endTime_slowTimeOfASchedule_isWhereTheIntegralReachesIt() {
        RunSpec spec = scheduled("radaug", Map.of(), schedule("step", List.of(0.0, 4.0), List.of(0.01, 0.3)))
                .with(Specs.untilSlowTime(1));
        assertThat(spec.endTime()).isCloseTo(4 + (1 - 0.04) / 0.3, within(1e-12));
        assertThat(last(spec).time()).isEqualTo(spec.endTime());
    }
}
