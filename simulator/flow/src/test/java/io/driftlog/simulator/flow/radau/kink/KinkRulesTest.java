package io.driftlog.simulator.flow.radau.kink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.objective.FrozenRelu;
import io.driftlog.simulator.flow.objective.ReluPattern;
import io.driftlog.simulator.flow.objective.TwoLayerRelu;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Goal: neurons cross, slide, leave and start as Filippov's signs say. Method: one neuron and two samples at x = 0 and
 * x = 1, where {@code z_0 = b} and {@code z_1 = v + b}, with velocities worked out by hand.
 */
class KinkRulesTest {
    private final FrozenRelu network = new TwoLayerRelu(
                    1,
                    new Dataset(2, 1, new double[] {0, 1}),
                    new Dataset(2, 1, new double[2]),
                    Optional.empty(),
                    Optional.empty(),
                    new double[0])
            .frozen();
    private final KinkRules rules = new KinkRules(network, 1e-7);

    /** With u = 1, active at sample 1: {@code z_0' = -mu_1} when inactive at sample 0, {@code -mu_1 - mu_0} when active. */
    @Test
    void reach_velocitiesOfEitherSign_crossesOrSlides() {
        assertThat(reach(false, -1, 0.5).active(0, 0)).isTrue();
        assertThat(reach(true, 1, 0.5).active(0, 0)).isFalse();
        assertThat(reach(true, 1, 0.5).slides(0)).isFalse();
        assertThat(reach(false, -1, 3).slidesOn(0, 0)).isTrue();
        assertThat(reach(true, -1, 3).slidesOn(0, 0)).isTrue();
        assertThat(reach(true, -1, 3).active(0, 0)).isFalse();
        assertThat(reach(true, -1, 3).active(0, 1)).isTrue();
    }

    private ReluPattern reach(boolean active, double mu1, double mu0) {
        ReluPattern pattern = ReluPattern.inactive(1, 2).with(0, 1, true).with(0, 0, active);
        double[] weights = {1, 2, 1e-14};
        KinkRules.Outcome outcome = rules.reach(new KinkRules.Outcome(weights, pattern), new double[] {mu0, mu1}, 0, 0);
        assertThat(weights).containsExactly(1, 2, 1e-14);
        if (outcome.pattern().slides(0)) {
            assertThat(outcome.weights()).containsExactly(1, 2, 0);
        }
        return outcome.pattern();
    }

    @Test
    void start_atAKink_takesTheVelocitiesAndElsewhereTheSigns() {
        assertThat(start(new double[] {1, 2, 0}, 3, -1).slidesOn(0, 0)).isTrue();
        assertThat(start(new double[] {1, 2, 0}, 0.5, -1).slides(0)).isFalse();
        assertThat(start(new double[] {1, 2, 1e-5}, 3, -1).slides(0)).isFalse();
        assertThat(start(new double[] {1, 2, 1e-5}, 3, -1).active(0, 0)).isTrue();
        assertThat(start(new double[] {1, 2, -3}, 3, -1).silent(0)).isTrue();
    }

    /** With u = 1 the velocity of an active neuron is {@code (-mu_1, -mu_0 - mu_1)}. */
    @Test
    void start_atTheOrigin_leavesInTheDirectionOfSteepestDescent() {
        ReluPattern both = start(new double[] {1, 0, 0}, -1, -1);
        assertThat(both.active(0, 0)).isTrue();
        assertThat(both.active(0, 1)).isTrue();
        ReluPattern onlySecond = start(new double[] {1, 0, 0}, 3, -1);
        assertThat(onlySecond.slidesOn(0, 0)).isTrue();
        assertThat(onlySecond.active(0, 1)).isTrue();
        ReluPattern none = start(new double[] {1, 0, 0}, 1, 1);
        assertThat(none.silent(0)).isTrue();
        assertThat(start(new double[] {-1, 0, 0}, 1, 1).active(0, 0)).isTrue();
        assertThat(start(new double[] {0, 0, 0}, 1, -1).silent(0)).isTrue();
        assertThat(start(new double[] {1, 0, 0}, 0, 0).silent(0)).isTrue();
    }

    private ReluPattern start(double[] weights, double mu0, double mu1) {
        return rules.start(weights, new double[] {mu0, mu1}).pattern();
    }

    @Test
    void reach_whileSliding_stopsAtTheOriginOrLeavesIt() {
        ReluPattern pattern = ReluPattern.inactive(1, 2).with(0, 1, true).sliding(0, 0);
        KinkRules.Outcome before = new KinkRules.Outcome(new double[] {1, 1e-13, 0}, pattern);
        KinkRules.Outcome silent = rules.reach(before, new double[] {3, 1}, 0, 1);
        assertThat(silent.weights()).containsExactly(1, 0, 0);
        assertThat(silent.pattern().silent(0)).isTrue();
        KinkRules.Outcome turned = rules.reach(before, new double[] {-3, 1}, 0, 1);
        assertThat(turned.pattern().active(0, 0)).isTrue();
    }

    @Test
    void modes_anyPattern_areReadBackAsTheyWereWritten() {
        double[] weights = {1, 1, 0.5};
        KinkModes modes = new KinkModes(0.25, 7, 1e6, 40);
        for (ReluPattern pattern : new ReluPattern[] {
            ReluPattern.inactive(1, 2),
            ReluPattern.inactive(1, 2).with(0, 0, true).with(0, 1, true),
            ReluPattern.inactive(1, 2).with(0, 0, true).sliding(0, 1)
        }) {
            double[] numbers = modes.write(network, weights, pattern);
            ReluPattern read = KinkModes.pattern(network, weights, numbers);
            for (int i = 0; i < 2; i++) {
                assertThat(read.active(0, i)).isEqualTo(pattern.active(0, i));
                assertThat(read.slidesOn(0, i)).isEqualTo(pattern.slidesOn(0, i));
            }
            assertThat(KinkModes.read(numbers)).isEqualTo(modes);
        }
        assertThat(modes.write(network, weights, ReluPattern.ofSigns(network, weights)))
                .containsExactly(new double[] {0.25, 7, 1e6, 40}, within(0.0));
    }
}
