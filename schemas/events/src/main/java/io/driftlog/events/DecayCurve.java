package io.driftlog.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The weight decay lambda as a function of flow time t, in pieces that are constant, linear or a half period of a cosine; with
 * it slow time, {@code tau(t) = integral of lambda from 0 to t}.
 */
public final class DecayCurve {
    /** The curves between two values that a schedule can name. */
    public enum Shape {
        /** The first value up to the second one's time. */
        STEP,
        /** A straight line. */
        LINEAR,
        /** Half a period of a cosine, level at both ends. */
        COSINE;

        /** The name in a run spec. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Parameter of a schedule: how often its pieces are repeated after the first time. */
    public static final String RESTARTS = "restarts";
    /** Parameter of a schedule: by which factor each repetition is longer than the one before. */
    public static final String RESTART_FACTOR = "restartFactor";

    /**
     * A piece.
     *
     * @param start where it begins
     * @param end where it ends; positive infinity for the last one
     * @param first lambda at its start
     * @param last lambda at its end
     * @param before slow time at its start
     */
    private record Piece(double start, double end, Shape shape, double first, double last, double before) {
        double at(double t) {
            double fraction = (t - start) / (end - start);
            switch (shape) {
                case LINEAR:
                    return first + (last - first) * fraction;
                case COSINE:
                    return last + (first - last) * 0.5 * (1 + StrictMath.cos(Math.PI * fraction));
                default:
                    return first;
            }
        }

        double slowTime(double t) {
            double length = end - start;
            double past = t - start;
            switch (shape) {
                case LINEAR:
                    return before + past * (first + 0.5 * (last - first) * (past / length));
                case COSINE:
                    double wave = length / Math.PI * StrictMath.sin(Math.PI * (past / length));
                    return before + 0.5 * ((first + last) * past + (first - last) * wave);
                default:
                    return before + past * first;
            }
        }
    }

    private final List<Piece> pieces;

    private DecayCurve(List<Piece> pieces) {
        this.pieces = pieces;
    }

    /** The same lambda at all times. */
    public static DecayCurve constant(double weightDecay) {
        return new DecayCurve(List.of(new Piece(0, Double.POSITIVE_INFINITY, Shape.STEP, weightDecay, weightDecay, 0)));
    }

    /**
     * The curve of a schedule.
     *
     * @param schedule of the weight decay, with increasing times of at least 0, as many values and a known shape
     */
    public static DecayCurve of(Schedule schedule) {
        Shape shape = Shape.valueOf(schedule.curve().toUpperCase(Locale.ROOT));
        List<Double> at = schedule.at();
        List<Double> values = schedule.values();
        int last = at.size() - 1;
        var builder = new Builder();
        builder.add(at.get(0), Shape.STEP, values.get(0), values.get(0));
        double begin = at.get(0);
        double stretch = 1;
        long repeats = schedule.parameters().getOrDefault(RESTARTS, 0.0).longValue();
        for (long k = 0; k <= repeats; k++) {
            for (int i = 0; i < last; i++) {
                double end = begin + stretch * (at.get(i + 1) - at.get(0));
                builder.add(end, shape, values.get(i), values.get(i + 1));
            }
            begin += stretch * (at.get(last) - at.get(0));
            stretch *= schedule.parameters().getOrDefault(RESTART_FACTOR, 1.0);
        }
        builder.add(Double.POSITIVE_INFINITY, Shape.STEP, values.get(last), values.get(last));
        return new DecayCurve(List.copyOf(builder.pieces));
    }

    private static final class Builder {
        private final List<Piece> pieces = new ArrayList<>();
        private double start;
        private double slowTime;

        void add(double end, Shape shape, double first, double last) {
            if (end > start) {
                var piece = new Piece(start, end, shape, first, last, slowTime);
                pieces.add(piece);
                slowTime = piece.slowTime(end);
                start = end;
            }
        }
    }

    /** Whether lambda is the same at all times. */
    public boolean isConstant() {
        return pieces.size() == 1;
    }

    /** Whether lambda only jumps, from one constant to the next. */
    public boolean isPiecewiseConstant() {
        return pieces.stream().allMatch(piece -> piece.shape == Shape.STEP);
    }

    /** lambda at a time; where it jumps, the value after the jump. */
    public double at(double t) {
        return pieceAt(t).at(t);
    }

    /**
     * lambda at a time, by the piece that another time lies in: at a jump, the value on that side.
     *
     * @param within a time inside the piece
     */
    public double at(double t, double within) {
        return pieceAt(within).at(t);
    }

    /** The largest lambda of all times. */
    public double largest() {
        return pieces.stream()
                .mapToDouble(piece -> Math.max(piece.first, piece.last))
                .max()
                .orElseThrow();
    }

    /** tau(t), the integral of lambda up to t. */
    public double slowTime(double t) {
        return pieceAt(t).slowTime(t);
    }

    /** The first time at which slow time reaches a value; positive infinity if it never does. */
    public double timeAt(double slowTime) {
        for (Piece piece : pieces) {
            if (piece.end == Double.POSITIVE_INFINITY) {
                return piece.first > 0 ? piece.start + (slowTime - piece.before) / piece.first : piece.end;
            }
            if (piece.slowTime(piece.end) >= slowTime) {
                return bisect(piece, slowTime);
            }
        }
        throw new IllegalStateException("the last piece has no end");
    }

    private static double bisect(Piece piece, double slowTime) {
        double low = piece.start;
        double high = piece.end;
        while (true) {
            double middle = low + (high - low) / 2;
            if (!(middle > low && middle < high)) {
                return high;
            }
            if (piece.slowTime(middle) >= slowTime) {
                high = middle;
            } else {
                low = middle;
            }
        }
    }

    /** The first time after t at which another piece begins; positive infinity if there is none. */
    public double nextBreak(double t) {
        return pieceAt(t).end;
    }

    private Piece pieceAt(double t) {
        for (Piece piece : pieces) {
            if (t < piece.end) {
                return piece;
            }
        }
        return pieces.get(pieces.size() - 1);
    }
}
