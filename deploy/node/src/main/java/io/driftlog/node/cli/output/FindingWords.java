package io.driftlog.node.cli.output;

import static io.driftlog.events.NumberText.readable;

import io.driftlog.events.Finding;
import io.driftlog.events.Finding.BracketedTime;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.NumberText;
import java.util.Map;

/** Findings in short for the screen; their sentences are what `driftlog findings` shows. */
public final class FindingWords {
    private static final Map<String, String> PHRASES = Map.ofEntries(
            Map.entry(FindingKinds.LOSS_PLATEAU, "t_GF: the training loss comes to rest"),
            Map.entry(FindingKinds.NORM_DRIFT_ONSET, "t_WD: weight decay begins to move the weights"),
            Map.entry(FindingKinds.NORM_DRIFT_FRACTION, "||w||^2 has left its plateau"),
            Map.entry(FindingKinds.TEST_LOSS_DROP, "the test loss is far below its plateau"),
            Map.entry(FindingKinds.TEST_LOSS_DROP_WITHDRAWN, "an earlier drop did not last"),
            Map.entry(FindingKinds.TEST_LOSS_DROP_START, "the test loss begins to fall"),
            Map.entry(FindingKinds.TEST_LOSS_DROP_END, "that fall is over"),
            Map.entry(FindingKinds.SLOW_PHASE_ONSET, "the weights decay as weight decay tells them"),
            Map.entry(FindingKinds.SLOW_PHASE_END, "that decay is over"),
            Map.entry(FindingKinds.GROKKED, "the test loss fell long after the training loss"),
            Map.entry(FindingKinds.EFFECTIVE_FLOW, "the effective flow is derived"),
            Map.entry(FindingKinds.EFFECTIVE_FLOW_DEVIATION, "the run beside the effective flow"),
            Map.entry(FindingKinds.SINGULARITY, "the effective flow tends to a singular point"),
            Map.entry(FindingKinds.NO_SINGULAR_LIMIT, "the effective flow tends to a regular point"),
            Map.entry(FindingKinds.SEPARATION, "all training samples are on the right side"),
            Map.entry(FindingKinds.TRAIN_ACCURACY_REACHED, "the training accuracy is high"),
            Map.entry(FindingKinds.TEST_ACCURACY_REACHED, "the test accuracy is high"),
            Map.entry(FindingKinds.MORSE_BOTT_BOUND_FAILS, "from here on the effective flow is not justified"));

    private FindingWords() {}

    /** A finding in a few words; the beginning of its sentence for kinds without. */
    public static String phrase(Finding finding) {
        return PHRASES.getOrDefault(finding.kind(), finding.sentence());
    }

    /** Its time with the digits that the bracket supports; a hyphen if it states none. */
    public static String time(Finding finding) {
        return finding.time()
                .map(t -> NumberText.within(t.estimate(), t.lower(), t.upper()))
                .orElse("-");
    }

    /** The samples around its time. */
    public static String bracket(Finding finding) {
        return finding.time().map(FindingWords::bracket).orElse("-");
    }

    private static String bracket(BracketedTime time) {
        return "[" + readable(time.lower()) + ", " + readable(time.upper()) + "]";
    }

    /** A finding in one line that fits the screen. */
    public static String line(Finding finding) {
        String time = finding.time().isEmpty() ? "" : " at t = " + time(finding) + " in " + bracket(finding);
        return TextTable.cut("  >> " + finding.kind() + time + ": " + phrase(finding), TextTable.WIDTH);
    }

    /** A kind as words. */
    public static String words(String kind) {
        return kind.replace('-', ' ');
    }

    /** A verdict with its numbers, in one line of at most so many characters. */
    public static String verdict(Finding verdict, int width) {
        double before = verdict.values().getOrDefault(FindingKinds.PLATEAU_TEST_LOSS, Double.NaN);
        double after = verdict.values().getOrDefault(FindingKinds.FINAL_TEST_LOSS, Double.NaN);
        if (Double.isNaN(before) || Double.isNaN(after)) {
            return TextTable.cut(verdict.sentence(), width);
        }
        double none = verdict.values().getOrDefault(FindingKinds.NULL_TEST_LOSS, Double.NaN);
        String beside = Double.isFinite(none)
                ? ", null predictor " + readable(none)
                : before > after && after > 0 ? ", " + readable(before / after) + " times less" : "";
        return words(verdict.kind()) + ": test loss " + readable(before) + " at t_WD, " + readable(after)
                + " at the end" + beside;
    }
}
