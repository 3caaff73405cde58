package io.driftlog.analyzer.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.analyzer.detectors.phase.RecordLows;
import io.driftlog.events.Finding.BracketedTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class RecordLowsTest {
    private static RecordLows of(DoubleUnaryOperator curve, double[] times) {
        RecordLows lows = RecordLows.NONE;
        double start = curve.applyAsDouble(times[0]);
        for (int i = 1; i < times.length; i++) {
            lows = lows.accept(
                    start, times[i - 1], curve.applyAsDouble(times[i - 1]), times[i], curve.applyAsDouble(times[i]));
        }
        return lows;
    }

    private static double[] logTimes(double first, double last, int count) {
        double[] times = new double[count];
        for (int i = 0; i < count; i++) {
            times[i] = first * StrictMath.pow(last / first, i / (count - 1.0));
        }
        return times;
    }

    @Test
    void firstAt_shortRun_isTheExactBracket() {
        double[] times = logTimes(1, 1e4, 400);
        RecordLows lows = of(t -> 1 / t, times);

        for (int i = 1; i < times.length; i++) {
            double level = 1 / Math.sqrt(times[i - 1] * times[i]);
            BracketedTime time = lows.firstAt(level);
            assertThat(time.lower()).isEqualTo(times[i - 1]);
            assertThat(time.upper()).isEqualTo(times[i]);
        }
    }

    @Test
    void firstAt_curveThatRisesInBetween_isTheFirstTime() {
        // Values 4 3 5 6 2: the level 2.5 is crossed from 6, not from the record low 3 before it.
        double[] values = {4, 3, 5, 6, 2};
        RecordLows lows = of(t -> values[(int) t - 1], new double[] {1, 2, 3, 4, 5});

        assertThat(lows.firstAt(2.5)).satisfies(time -> {
            assertThat(time.lower()).isEqualTo(4);
            assertThat(time.upper()).isEqualTo(5);
        });
        assertThat(lows.firstAt(3.5).upper()).isEqualTo(2);
    }

    /** Thousands of lows over six decades: memory stays, and every bracket holds its crossing and stays narrow. */
    @Test
    void firstAt_longRun_holdsTheCrossingInANarrowBracket() {
        double[] times = logTimes(1, 1e6, 20_000);
        RecordLows lows = of(t -> 1 / t, times);

        assertThat(lows.size()).isEqualTo(RecordLows.CAPACITY);
        double uniform = StrictMath.log(1e6) / RecordLows.CAPACITY;
        for (double level = 0.9; level > 1.1e-6; level *= 0.97) {
            BracketedTime time = lows.firstAt(level);
            assertThat(1 / level).isBetween(time.lower(), time.upper());
            assertThat(time.estimate()).isBetween(time.lower(), time.upper());
            assertThat(StrictMath.log(time.upper() / time.lower())).isLessThan(3 * uniform);
        }
    }

    @Test
    void accept_longRunOfUniformSteps_keepsBracketsThatFollowEachOther() {
        double[] times = new double[5000];
        for (int i = 0; i < times.length; i++) {
            times[i] = i; // from t = 0
        }
        RecordLows lows = of(t -> 1 / (1 + t), times);

        double[] entries = lows.entries();
        for (int i = 0; i < entries.length; i += 4) {
            assertThat(entries[i]).isLessThan(entries[i + 2]);
            assertThat(entries[i + 1]).isGreaterThan(entries[i + 3]);
            assertThat(entries[i]).isEqualTo(i == 0 ? 0 : entries[i - 2]);
        }
        assertThat(entries[entries.length - 2]).isEqualTo(4999);
    }

    /** Goal: what is kept is what the definition says. Method: the same curve on a list, merged one pair at a time. */
    @Test
    void accept_moreThanFit_joinsTheTwoThatLieClosest() {
        Random random = new Random(7);
        double[] times = new double[4000];
        for (int i = 1; i < times.length; i++) {
            // Doubling now and then, so that ratios differ; some steps alike, so that pairs tie.
            times[i] = times[i - 1] + (i % 3 == 0 ? 0.5 : random.nextDouble()) * (i % 700 == 0 ? times[i - 1] + 1 : 1);
        }
        List<double[]> expected = new ArrayList<>();
        for (int i = 1; i < times.length; i++) {
            expected.add(new double[] {times[i - 1], 1 / (1 + times[i - 1]), times[i], 1 / (1 + times[i])});
            if (expected.size() > RecordLows.CAPACITY) {
                joinClosest(expected);
            }
        }

        RecordLows lows = of(t -> 1 / (1 + t), times);

        assertThat(lows.entries())
                .isEqualTo(expected.stream().flatMapToDouble(Arrays::stream).toArray());
    }

    private static void joinClosest(List<double[]> lows) {
        int closest = 0;
        for (int i = 1; i + 1 < lows.size(); i++) {
            if (lows.get(i + 1)[2] / lows.get(i)[0] < lows.get(closest + 1)[2] / lows.get(closest)[0]) {
                closest = i;
            }
        }
        double[] later = lows.remove(closest + 1);
        System.arraycopy(later, 2, lows.get(closest), 2, 2);
    }

    @Test
    void accept_notANumber_isNoLow() {
        assertThat(RecordLows.NONE.accept(1, 1, 1, 2, Double.NaN)).isSameAs(RecordLows.NONE);
        assertThat(RecordLows.NONE.accept(Double.NaN, 1, 1, 2, 0.5)).isSameAs(RecordLows.NONE);
    }

    @Test
    void firstAt_levelNeverReached_isRefused() {
        assertThatThrownBy(() -> RecordLows.NONE.firstAt(1)).isInstanceOf(IllegalArgumentException.class);
    }
}
