package io.driftlog.simulator.flow.radau.kink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.objective.FrozenRelu;
import io.driftlog.simulator.flow.objective.KinkSpan;
import io.driftlog.simulator.flow.objective.TwoLayerRelu;
import io.driftlog.simulator.spi.SplitMix64;
import io.driftlog.simulator.spi.Vectors;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Goal: the velocity at several kinks is the shortest. Method: the conditions that only the shortest one meets. */
class LeastVelocityTest {
    @Test
    void solve_randomKinks_meetsTheConditionsOfALeastNorm() {
        SplitMix64 random = new SplitMix64(7);
        int[] states = new int[3];
        for (int trial = 0; trial < 300; trial++) {
            int inputs = 1 + trial % 4;
            int count = 1 + trial % 7;
            FrozenRelu network = network(random, inputs, count);
            double[] base = new double[inputs + 1];
            random.gaussian(2, base);
            int[] kinks = IntStream.range(0, count).toArray();
            double[] jumps = new double[count];
            double[] shares = new double[count];
            for (int k = 0; k < count; k++) {
                jumps[k] = 0.1 + 2 * random.nextDouble();
                shares[k] = Math.rint(random.nextDouble());
            }
            double[] velocity = new LeastVelocity(network).solve(base, kinks, jumps, shares);
            for (int k = 0; k < count; k++) {
                double along = Vectors.dot(network.normal(k), velocity);
                assertThat(shares[k]).isBetween(0.0, 1.0);
                if (shares[k] < 1) {
                    assertThat(along).isLessThan(1e-7);
                }
                if (shares[k] > 0) {
                    assertThat(along).isGreaterThan(-1e-7);
                }
                states[shares[k] == 0 ? 0 : shares[k] == 1 ? 1 : 2]++;
                Vectors.addScaled(-shares[k] * jumps[k], network.normal(k), base);
            }
            assertThat(velocity).containsExactly(base, within(1e-10));
        }
        assertThat(states).doesNotContain(0);
    }

    private static FrozenRelu network(SplitMix64 random, int inputs, int samples) {
        double[] x = new double[inputs * samples];
        random.gaussian(1, x);
        return new TwoLayerRelu(
                        1,
                        new Dataset(samples, inputs, x),
                        new Dataset(samples, 1, new double[samples]),
                        Optional.empty(),
                        Optional.empty(),
                        new double[0])
                .frozen();
    }

    @Test
    void span_ofDependentKinks_leavesThoseOutAndHasDualNormals() {
        FrozenRelu network = new TwoLayerRelu(
                        1,
                        new Dataset(4, 2, new double[] {0, 0, 1, 1, 2, 2, 0, 1}),
                        new Dataset(4, 1, new double[4]),
                        Optional.empty(),
                        Optional.empty(),
                        new double[0])
                .frozen();
        KinkSpan span = KinkSpan.of(network, 0, 1, 2, 3);
        assertThat(span.kinks()).containsExactly(0, 1, 3);
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                double[] normal = network.normal(span.kinks()[b]);
                assertThat(Vectors.dot(span.dual()[a], normal)).isCloseTo(a == b ? 1 : 0, within(1e-13));
                assertThat(Vectors.dot(span.basis()[a], span.basis()[b])).isCloseTo(a == b ? 1 : 0, within(1e-13));
            }
        }
        double[] third = network.normal(2);
        KinkSpan.of(network, 0, 1).remove(third);
        assertThat(third).containsExactly(new double[3], within(1e-13));
    }
}
