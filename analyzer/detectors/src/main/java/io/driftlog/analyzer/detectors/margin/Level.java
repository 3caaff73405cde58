package io.driftlog.analyzer.detectors.margin;

import io.driftlog.analyzer.detectors.phase.Crossings;
import io.driftlog.analyzer.detectors.phase.Sustained;
import io.driftlog.events.Finding.BracketedTime;
import java.util.Optional;

/**
 * When an accuracy rises to a level.
 *
 * @param time of the last step that carried it; NaN before the first
 * @param accuracy at that step
 * @param best the largest so far; NaN before the first
 * @param first the first crossing
 * @param sustained the crossing from which it holds
 */
record Level(double time, double accuracy, double best, Optional<BracketedTime> first, Sustained sustained) {
    static final Level NONE = new Level(Double.NaN, Double.NaN, Double.NaN, Optional.empty(), Sustained.NONE);

    Level accept(double now, double value, double level) {
        Optional<BracketedTime> crossing = value < level
                ? Optional.empty()
                : Optional.of(
                        accuracy < level
                                ? Crossings.between(time, -accuracy, now, -value, -level)
                                : new BracketedTime(now, now, now));
        double largest = value <= best ? best : value;
        return new Level(now, value, largest, first.or(() -> crossing), sustained.accept(crossing));
    }
}
