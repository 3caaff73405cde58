package io.driftlog.analyzer.detectors.slow;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Neighbouring secants whose decay stays near one level.
 *
 * @param secants those of the run
 * @param level the decay they stay near
 * @param from the first secant
 * @param to the last secant, included
 */
record SlowSpan(Secants secants, double level, int from, int to) {
    /** The most decay that the formula of one secant can show. */
    private static final double COARSE = 2;
    /** A plateau of unknown level is flat within this factor: a decay like 1/t leaves it in 0.4 of ln t. */
    private static final double FLAT = 1.5;

    /** The longest span within a factor of the level; empty when no secant lies there. */
    static Optional<SlowSpan> near(Secants secants, double level, double factor) {
        Optional<SlowSpan> longest = Optional.empty();
        int i = 0;
        while (i < secants.size()) {
            int from = i;
            while (i < secants.size() && isNear(secants, i, level, factor)) {
                i++;
            }
            if (i > from) {
                SlowSpan span = new SlowSpan(secants, level, from, i - 1);
                longest = Optional.of(longest.filter(other -> other.lengthLnT() >= span.lengthLnT())
                        .orElse(span));
            } else {
                i++;
            }
        }
        return longest;
    }

    /** The span within a factor of the level that the last secant ends; empty when that is not in one. */
    static Optional<SlowSpan> last(Secants secants, double level, double factor) {
        int to = secants.size() - 1;
        int before = lastWhereNot(to, i -> isNear(secants, i, level, factor));
        return before < to ? Optional.of(new SlowSpan(secants, level, before + 1, to)) : Optional.empty();
    }

    /**
     * The longest span over which the decay is flat, at the level of its median; extended on both sides as far as the
     * decay stays within a factor of that. It must come after something faster: every curve is flat in ln t at its
     * beginning.
     *
     * @param minimumLnT no plateau is shorter
     * @param minimumSlowTime none ends before its level has had so much effect: a convergence without decay,
     *     {@code 1 + a e^{-t}}, is flat up to a slow time of 0.4
     */
    static Optional<SlowSpan> plateau(Secants secants, double factor, double minimumLnT, double minimumSlowTime) {
        return IntStream.range(0, secants.size())
                .mapToObj(from -> flatFrom(secants, from))
                .flatMap(Optional::stream)
                .filter(span -> span.lengthLnT() >= minimumLnT)
                .filter(span -> span.endTime() * span.quantile(0.5) >= minimumSlowTime)
                .map(span -> span.extended(factor))
                .filter(SlowSpan::followsSomethingFaster)
                .max(Comparator.comparingDouble(SlowSpan::lengthLnT).thenComparing(span -> -span.from));
    }

    private boolean followsSomethingFaster() {
        return from > 0 && !(secants.decay(from - 1) > 0 && secants.decay(from - 1) < level);
    }

    private static Optional<SlowSpan> flatFrom(Secants secants, int from) {
        double lowest = Double.POSITIVE_INFINITY;
        double highest = 0;
        int to = from;
        while (to < secants.size() && secants.decay(to) > 0) {
            lowest = Math.min(lowest, secants.decay(to));
            highest = Math.max(highest, secants.decay(to));
            if (!(highest <= FLAT * lowest) || isCoarse(secants, to, lowest)) {
                break;
            }
            to++;
        }
        return to > from ? Optional.of(new SlowSpan(secants, Double.NaN, from, to - 1)) : Optional.empty();
    }

    private SlowSpan extended(double factor) {
        double median = quantile(0.5);
        int before = lastWhereNot(to, i -> isNear(secants, i, median, factor));
        int end = to;
        while (end + 1 < secants.size() && isNear(secants, end + 1, median, factor)) {
            end++;
        }
        return new SlowSpan(secants, median, before + 1, end);
    }

    private static int lastWhereNot(int from, IntPredicate holds) {
        int i = from;
        while (i >= 0 && holds.test(i)) {
            i--;
        }
        return i;
    }

    private static boolean isNear(Secants secants, int i, double level, double factor) {
        double decay = secants.decay(i);
        return decay >= level / factor && decay <= factor * level && !isCoarse(secants, i, level);
    }

    private static boolean isCoarse(Secants secants, int i, double level) {
        return level * (secants.end(i) - secants.start(i)) > COARSE;
    }

    /** How much of ln t is near the level but spanned by too few samples to tell. */
    static double coarseLnT(Secants secants, double level, double factor) {
        double length = 0;
        for (int i = 0; i < secants.size(); i++) {
            if (isCoarse(secants, i, level) && secants.decay(i) <= factor * level) {
                length += secants.lengthLnT(i, i);
            }
        }
        return length;
    }

    double lengthLnT() {
        return secants.lengthLnT(from, to);
    }

    double endTime() {
        return secants.end(to);
    }

    /** Whether the decay is seen to leave the level; otherwise the run ends, or its samples tell no more. */
    boolean isLeft() {
        return to + 1 < secants.size() && !isCoarse(secants, to + 1, level);
    }

    /** The decay below which this fraction of the span lies, by its length in ln t. */
    double quantile(double fraction) {
        Integer[] order = IntStream.rangeClosed(from, to).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(secants::decay));
        double total = 0;
        for (int i : order) {
            total += secants.lengthLnT(i, i);
        }
        double below = 0;
        for (int i : order) {
            below += secants.lengthLnT(i, i);
            if (below >= fraction * total) {
                return secants.decay(i);
            }
        }
        return secants.decay(order[order.length - 1]);
    }
}
