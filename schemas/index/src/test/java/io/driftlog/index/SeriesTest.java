package io.driftlog.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.events.StepTaken;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Goal: what a plot gets is what was recorded. Method: seeded times of all sizes, compared with a scan. */
final class SeriesTest {
    private static final double[] NONE = {};

    private static StepTaken step(long seq, double time) {
        return new StepTaken(
                "run", seq, seq, time, 0, -time, Double.NaN, seq, 2 * time, NONE, NONE, NONE, false, 0, new byte[32]);
    }

    private static Series series(int mostRows, double[] times) {
        Series series = new Series(mostRows);
        for (int seq = 0; seq < times.length; seq++) {
            series.append(step(seq, times[seq]), 1000 + seq);
        }
        return series;
    }

    /** Zero first, then rising over many orders of magnitude. */
    private static double[] times(int count, long seed) {
        Random random = new Random(seed);
        double[] times = new double[count];
        double exponent = -6;
        for (int i = 1; i < count; i++) {
            exponent += random.nextDouble() * 14 / count;
            times[i] = Math.pow(10, exponent);
        }
        return times;
    }

    @Test
    void spread_anyAxis_answersEachGridPointByTheLastStepBefore() {
        double[] times = times(5_000, 1);
        Series series = series(1 << 20, times);
        for (Series.Axis axis : Series.Axis.values()) {
            Rows rows = series.spread(axis, 0, Double.MAX_VALUE, 100);
            double[] seqs = rows.column(Scalar.SEQ);
            assertThat(rows.count()).isBetween(20, 100);
            assertThat(seqs[0]).isZero();
            assertThat(seqs[seqs.length - 1]).isEqualTo(4_999);
            for (int i = 1; i < seqs.length; i++) {
                assertThat(seqs[i]).isGreaterThan(seqs[i - 1]);
                assertThat(rows.column(Scalar.TIME)[i]).isEqualTo(times[(int) seqs[i]]);
            }
            boolean log = axis == Series.Axis.LOG;
            double low = log ? Math.log(times[1]) : 0;
            double high = log ? Math.log(times[4_999]) : times[4_999];
            int intervals = log ? 98 : 99;
            for (int i = 0; i < intervals; i++) {
                double point = low + (high - low) * i / intervals;
                int last = log ? 1 : 0;
                while (last + 1 < times.length && (log ? Math.log(times[last + 1]) : times[last + 1]) <= point) {
                    last++;
                }
                assertThat(Arrays.binarySearch(seqs, last))
                        .as("%s, point %d", axis, i)
                        .isNotNegative();
            }
        }
    }

    @Test
    void spread_noMoreStepsThanPoints_givesAll() {
        Series series = series(1 << 20, times(50, 2));
        assertThat(series.spread(Series.Axis.LOG, 0, Double.MAX_VALUE, 50).count())
                .isEqualTo(50);
        assertThat(series.spread(Series.Axis.LINEAR, 1e300, Double.MAX_VALUE, 50)
                        .count())
                .isZero();
    }

    @Test
    void append_moreThanItHolds_keepsTheFirstQuarterWholeAndTheRestSpread() {
        int most = 1_024;
        Series series = series(most, times(20_000, 3));
        double[] seqs = series.page(0, 20_000).column(Scalar.SEQ);
        assertThat(series.recorded()).isEqualTo(20_000);
        assertThat(series.isWhole()).isFalse();
        assertThat(seqs.length).isBetween(most / 2, most);
        for (int i = 0; i < most / 4; i++) {
            assertThat(seqs[i]).isEqualTo(i);
        }
        for (int i = most / 4 + 1; i < seqs.length; i++) {
            assertThat(seqs[i] - seqs[i - 1]).isBetween(1.0, 64.0);
        }
        assertThat(series.offsetAtOrBefore(15_000)).isBetween(1000L + 15_000 - 64, 1000L + 15_000);
    }

    @Test
    void append_repeatedSteps_passesThemOver() {
        Series series = series(1 << 20, times(10, 4));
        series.append(step(3, 1), 7);
        assertThat(series.page(0, 100).count()).isEqualTo(10);
        assertThat(series.from(8, 1).column(Scalar.SEQ)).containsExactly(9);
    }
}
