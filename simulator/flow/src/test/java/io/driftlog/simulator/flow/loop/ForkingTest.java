package io.driftlog.simulator.flow.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.Origin;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.Specs;
import io.driftlog.simulator.spi.InvalidSpecException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: a fork begins at the exact state of its ancestor. Method: a fork that changes nothing must take its ancestor's steps
 * bit for bit; one that changes something must take over what the change leaves valid.
 */
class ForkingTest {
    private static List<StepTaken> steps(Integration integration) {
        List<StepTaken> steps = new ArrayList<>();
        steps.add(integration.current());
        while (integration.advance() instanceof Advance.Stepped stepped) {
            steps.add(stepped.step());
        }
        return steps;
    }

    private static Forking.Fork fork(RunSpec ancestor, StepTaken state, RunSpec changed) {
        return Forking.at(ancestor, state, List.of(), changed, new TreeMap<>(Map.of("some", "change")));
    }

    private static List<StepTaken> steps(Forking.Fork fork) {
        return steps(Integration.start("fork", fork.spec(), Optional.of(fork.origin())));
    }

    /** All of a step but its numbers and its digest. */
    private static List<Object> values(StepTaken step) {
        return List.of(
                step.time(),
                step.trainLoss(),
                step.weightNormSquared(),
                step.gradientNorm(),
                Arrays.hashCode(step.weights()),
                Arrays.hashCode(step.multiplier()),
                Arrays.hashCode(step.controllerState()),
                step.restartPoint(),
                step.rejected());
    }

    @ParameterizedTest
    @ValueSource(strings = {"radaug", "dormand-prince", "rkc", "gradient-descent", "runge-kutta-4"})
    void at_restartPointWithoutChange_takesTheSameSteps(String method) {
        Map<String, Double> momentum = method.equals("gradient-descent") ? Map.of("momentum", 0.5) : Map.of();
        var parameters = new TreeMap<>(momentum);
        parameters.put("restartEvery", 3.0);
        Integration ancestor = Integration.start("run", Specs.smallNetwork(method, parameters));
        RunSpec spec = ancestor.spec();
        List<StepTaken> whole = steps(ancestor);
        StepTaken state = whole.get(6);

        List<StepTaken> forked = steps(fork(spec, state, spec));

        assertThat(forked.stream().skip(1).map(ForkingTest::values))
                .isEqualTo(whole.stream().skip(7).map(ForkingTest::values).toList());
        assertThat(forked.get(0).weights()).isEqualTo(state.weights());
        assertThat(forked.get(0).time()).isEqualTo(state.time());
        assertThat(forked.get(0).gradientNorm()).isEqualTo(state.gradientNorm());
        assertThat(forked.get(0).digest()).isNotEqualTo(state.digest());
        assertThat(forked.get(forked.size() - 1).step()).isEqualTo(whole.size() - 7);
    }

    @Test
    void at_kinksAndSlidesWithoutChange_takesTheSameSteps() {
        Integration ancestor = Integration.start("run", Specs.reluNetwork(12, 6, 1e-2, Map.of("restartEvery", 5.0)));
        RunSpec spec = ancestor.spec();
        List<StepTaken> whole = steps(ancestor);
        StepTaken state = whole.get(35);

        assertThat(steps(fork(spec, state, spec)).stream().skip(1).map(ForkingTest::values))
                .isEqualTo(whole.stream().skip(36).map(ForkingTest::values).toList());
        assertThatThrownBy(() -> fork(spec, whole.get(36), spec))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("seq 36")
                .hasMessageContaining("restart point");
    }

    @Test
    void start_forkOfLinearModel_staysOnTheExactSolution() {
        RunSpec spec = Specs.with(
                Specs.with(
                        Specs.smallNetwork("exact", Map.of()),
                        Specs.generated("linear-regression", "gaussian", Map.of("features", 8.0, "samples", 4.0))),
                1e-3,
                Specs.untilTime(1e4));
        Integration ancestor = Integration.start("run", spec);
        List<StepTaken> whole = steps(ancestor);
        StepTaken state = whole.get(whole.size() / 2);

        List<StepTaken> forked = steps(fork(ancestor.spec(), state, ancestor.spec()));

        assertThat(forked.get(1).time() - state.time()).isLessThan(0.1 * state.time());
        StepTaken end = whole.get(whole.size() - 1);
        StepTaken forkedEnd = forked.get(forked.size() - 1);
        assertThat(forkedEnd.time()).isEqualTo(end.time());
        for (int i = 0; i < end.weights().length; i++) {
            assertThat(forkedEnd.weights()[i]).isCloseTo(end.weights()[i], within(1e-13));
        }
        StepTaken middle = forked.get(forked.size() / 2);
        assertThat(steps(Integration.resume(ancestor.spec(), whole.get(3))).get(5))
                .isEqualTo(whole.get(8));
        Forking.Fork fork = fork(ancestor.spec(), state, ancestor.spec());
        assertThat(steps(Integration.resume(fork.spec(), Optional.of(fork.origin()), middle)))
                .isEqualTo(forked.subList(forked.size() / 2, forked.size()));
    }

    @Test
    void at_anyChange_takesOverWhatStaysValid() {
        Integration ancestor = Integration.start("run", Specs.smallNetwork("radaug", Map.of("restartEvery", 4.0)));
        RunSpec spec = ancestor.spec();
        StepTaken state = steps(ancestor).get(9);

        Origin decay = fork(spec, state, Specs.with(spec, 0, spec.until())).origin();
        assertThat(decay.multiplier()).isEqualTo(state.multiplier()).isNotEmpty();
        assertThat(decay.controllerState()).isEqualTo(state.controllerState());
        assertThat(decay.digest()).isEqualTo(state.digest());
        assertThat(decay.changes()).containsEntry("some", "change");

        Origin tolerance = fork(
                        spec, state, Specs.with(spec, Specs.method("radaug", Map.of("relativeTolerance", 1e-8))))
                .origin();
        assertThat(tolerance.multiplier()).isEqualTo(state.multiplier());
        assertThat(tolerance.controllerState()).isEmpty();

        Origin limit = fork(spec, state, Specs.with(spec, Specs.method("radaug", Map.of("maxSteps", 1e3))))
                .origin();
        assertThat(limit.controllerState()).isEqualTo(state.controllerState());

        Forking.Fork method = fork(spec, state, Specs.with(spec, new MethodSpec("dormand-prince", new TreeMap<>())));
        assertThat(method.origin().multiplier()).isEmpty();
        assertThat(method.origin().controllerState()).isEmpty();
        assertThat(steps(method)).allMatch(step -> step.multiplier().length == 0);

        Origin data =
                fork(spec, state, Specs.with(spec, Specs.network(8, 5, 2))).origin();
        assertThat(data.multiplier()).isEmpty();
        assertThat(data.controllerState()).isEmpty();
    }

    @Test
    void at_stateAtOrAfterTheEnd_isRefused() {
        Integration ancestor = Integration.start("run", Specs.smallNetwork("radaug", Map.of()));
        List<StepTaken> whole = steps(ancestor);
        RunSpec spec = ancestor.spec();
        assertThatThrownBy(() -> fork(spec, whole.get(whole.size() - 1), spec))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("t = 10.0")
                .hasMessageContaining("later until.time");
    }

    @Test
    void first_anyPartOfTheOriginChanged_differs() {
        RunSpec spec = Specs.with(Specs.smallNetwork("radaug", Map.of()), new InitialSpec.Given(new double[16]));
        var digest = new StepDigest();
        double[] none = {};
        double[] one = {1};
        var changes = new TreeMap<String, String>();
        List<Origin> all = List.of(
                new Origin("a", 1, 2, new byte[32], one, none, changes),
                new Origin("a", 1, 3, new byte[32], one, none, changes),
                new Origin("a", 1, 2, new byte[] {1}, one, none, changes),
                new Origin("a", 1, 2, new byte[32], none, one, changes),
                new Origin("a", 1, 2, new byte[32], none, none, changes));
        assertThat(all.stream().map(origin -> Arrays.toString(digest.first(spec, Optional.of(origin)))))
                .doesNotHaveDuplicates()
                .doesNotContain(Arrays.toString(digest.first(spec)));
        Origin renamed = new Origin("b", 7, 2, new byte[32], one, none, new TreeMap<>(Map.of("k", "v")));
        assertThat(digest.first(spec, Optional.of(renamed))).isEqualTo(digest.first(spec, Optional.of(all.get(0))));
        assertThat(digest.first(spec, Optional.empty())).isEqualTo(new StepDigest().first(spec));
    }
}
