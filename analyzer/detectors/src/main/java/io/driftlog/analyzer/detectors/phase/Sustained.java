package io.driftlog.analyzer.detectors.phase;

import io.driftlog.analyzer.detectors.FindingNumbers;
import io.driftlog.events.Finding.BracketedTime;
import java.util.Map;
import java.util.Optional;

/**
 * The first crossing of a level after which the next evaluations all stay beyond it.
 *
 * @param candidate the crossing that is being watched; empty while the quantity is not beyond its level
 * @param held evaluations beyond the level since then
 */
public record Sustained(Optional<BracketedTime> candidate, int held) {
    public static final Sustained NONE = new Sustained(Optional.empty(), 0);

    /** Evaluations in a row, the first one beyond the level among them. */
    static final int EVALUATIONS = 3;

    private static final String TIME = "sustainedTime";

    /**
     * Takes the next evaluation.
     *
     * @param crossing the crossing before it if it lies beyond the level, otherwise empty; used where a streak begins
     */
    public Sustained accept(Optional<BracketedTime> crossing) {
        if (held >= EVALUATIONS) {
            return this;
        }
        if (crossing.isEmpty()) {
            return NONE;
        }
        return new Sustained(candidate.or(() -> crossing), held + 1);
    }

    /** The crossing; empty before it is known to hold. */
    Optional<BracketedTime> time() {
        return held >= EVALUATIONS ? candidate : Optional.empty();
    }

    /** Adds its time with the samples around it to the values of a finding about the first crossing. */
    public void put(Map<String, Double> values) {
        FindingNumbers.put(values, "sustainedEvaluations", EVALUATIONS);
        time().ifPresent(found -> {
            FindingNumbers.put(values, TIME, found.estimate());
            FindingNumbers.put(values, TIME + "Lower", found.lower());
            FindingNumbers.put(values, TIME + "Upper", found.upper());
        });
    }

    /** The end of a sentence: where it holds from, if that is not the first crossing. */
    public String inWords(BracketedTime first) {
        if (time().isEmpty()) {
            return "; not for " + EVALUATIONS + " evaluations in a row within the run";
        }
        return time().get().lower() == first.lower() ? "" : "; for good " + FindingNumbers.bracket(time().get());
    }
}
