package io.driftlog.analyzer.detectors.phase;

import io.driftlog.analyzer.detectors.phase.RecordLows.Low;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says of a curve from where it first stayed at or below any level for {@link Sustained#EVALUATIONS} evaluations: keeps the
 * record lows of the largest value among each evaluation and those after it.
 *
 * @param lows those record lows
 * @param pending evaluations whose followers are not all known, in the order of time
 */
public record SustainedLows(RecordLows lows, List<Low> pending) {
    public static final SustainedLows NONE = new SustainedLows(RecordLows.NONE, List.of());

    /** Takes the next sample; see {@link RecordLows#accept}. */
    SustainedLows accept(double start, double timeBefore, double valueBefore, double time, double value) {
        List<Low> all = new ArrayList<>(pending);
        all.add(new Low(timeBefore, valueBefore, time, value));
        if (all.size() < Sustained.EVALUATIONS) {
            return new SustainedLows(lows, all);
        }
        double highest = all.stream().mapToDouble(Low::value).reduce(Double.NEGATIVE_INFINITY, Math::max);
        Low first = all.remove(0);
        return new SustainedLows(
                lows.accept(start, first.timeBefore(), first.valueBefore(), first.time(), highest), all);
    }

    /** From where the curve stayed at or below a level. */
    Sustained below(double level) {
        boolean known = lows.newest().filter(low -> low.value() <= level).isPresent();
        return known ? new Sustained(Optional.of(lows.firstAt(level)), Sustained.EVALUATIONS) : Sustained.NONE;
    }
}
