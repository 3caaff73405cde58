package io.driftlog.simulator.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Goal: the same numbers in every release. Method: the published reference sequence, pinned values and moments. */
class SplitMix64Test {
    @Test
    void nextLong_referenceSeed_givesPublishedSequence() {
        SplitMix64 random = new SplitMix64(1234567);
        assertThat(IntStream.range(0, 5).mapToObj(i -> Long.toUnsignedString(random.nextLong())))
                .containsExactly(
                        "6457827717110365317",
                        "3203168211198807973",
                        "9817491932198370423",
                        "4593380528125082431",
                        "16408922859458223821");
    }

    @Test
    void split_anyLabel_dependsOnSeedAndLabelAlone() {
        SplitMix64 fresh = new SplitMix64(7);
        SplitMix64 used = new SplitMix64(7);
        used.nextLong();
        long first = fresh.split("data").nextLong();
        assertThat(used.split("data").nextLong()).isEqualTo(first);
        assertThat(fresh.split("initial").nextLong()).isNotEqualTo(first);
        assertThat(new SplitMix64(8).split("data").nextLong()).isNotEqualTo(first);
        assertThat(fresh.split("data").split("data").nextLong()).isNotEqualTo(first);
    }

    @Test
    void splitAndGaussian_fixedSeed_givePinnedBits() {
        SplitMix64 random = new SplitMix64(42).split("initial");
        assertThat(random.nextLong()).isEqualTo(9095767784180233797L);
        assertThat(Double.doubleToLongBits(random.nextDouble())).isEqualTo(4602996257944936672L);
        assertThat(Double.doubleToLongBits(random.nextGaussian())).isEqualTo(4605427305855963479L);
        assertThat(random.permutation(6)).containsExactly(0, 1, 3, 5, 4, 2);
    }

    @Test
    void nextGaussian_manyDraws_haveNormalMoments() {
        SplitMix64 random = new SplitMix64(3).split("moments");
        int n = 100_000;
        double sum = 0;
        double squares = 0;
        double fourths = 0;
        for (int i = 0; i < n; i++) {
            double x = random.nextGaussian();
            sum += x;
            squares += x * x;
            fourths += x * x * x * x;
        }
        assertThat(sum / n).isCloseTo(0, within(4 / Math.sqrt(n)));
        assertThat(squares / n).isCloseTo(1, within(4 * Math.sqrt(2.0 / n)));
        assertThat(fourths / n).isCloseTo(3, within(4 * Math.sqrt(96.0 / n)));
    }

    @Test
    void split_siblingStreams_areUncorrelated() {
        SplitMix64 a = new SplitMix64(3).split("a");
        SplitMix64 b = new SplitMix64(3).split("b");
        int n = 100_000;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += a.nextGaussian() * b.nextGaussian();
        }
        assertThat(sum / n).isCloseTo(0, within(4 / Math.sqrt(n)));
    }

    @Test
    void choice_anyCount_givesDifferentNumbersInRange() {
        int[] chosen = new SplitMix64(5).choice(20, 8);
        assertThat(chosen).hasSize(8).doesNotHaveDuplicates();
        assertThat(IntStream.of(chosen)).allMatch(i -> i >= 0 && i < 20);
        assertThat(new SplitMix64(5).permutation(20))
                .startsWith(chosen)
                .containsExactlyInAnyOrder(IntStream.range(0, 20).toArray());
        assertThatThrownBy(() -> new SplitMix64(5).choice(3, 4)).hasMessageContaining("4 different numbers out of 3");
    }

    @Test
    void nextInt_smallBound_isUniform() {
        SplitMix64 random = new SplitMix64(9);
        int[] counts = new int[3];
        for (int i = 0; i < 30_000; i++) {
            counts[random.nextInt(3)]++;
        }
        assertThat(IntStream.of(counts)).allMatch(count -> Math.abs(count - 10_000) < 4 * 82);
        assertThatThrownBy(() -> random.nextInt(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
