package io.driftlog.events;

import java.util.Set;

/**
 * The kinds of findings that the built-in analyzers issue, and the names of those values and vectors that others read. A
 * report, a command or a page that is about one kind names it from here.
 */
public final class FindingKinds {
    /** The last finding about a run that the analyzer has seen to its end. */
    public static final String COMPLETED = Finding.COMPLETED;

    /** The last finding about a run on which the analyzer threw. */
    public static final String FAILED = Finding.FAILED;

    /** What the analyzer looks for cannot be decided from the recorded events; the sentence says why. */
    public static final String UNDETERMINED = "undetermined";

    /** The training loss has reached its plateau: the data are interpolated. */
    public static final String LOSS_PLATEAU = "loss-plateau";

    /** The weight decay begins to move the weights: t_WD. */
    public static final String NORM_DRIFT_ONSET = "norm-drift-onset";

    /** The squared norm has fallen by {@link #FRACTION} of its value on the plateau. */
    public static final String NORM_DRIFT_FRACTION = "norm-drift-fraction";

    /** The test loss has fallen to half of its value on the plateau. */
    public static final String TEST_LOSS_DROP = "test-loss-drop";

    /** A provisional {@link #TEST_LOSS_DROP} did not last. */
    public static final String TEST_LOSS_DROP_WITHDRAWN = "test-loss-drop-withdrawn";

    /** The fall of the test loss from its plateau to its last value begins. */
    public static final String TEST_LOSS_DROP_START = "test-loss-drop-start";

    /** That fall is over. */
    public static final String TEST_LOSS_DROP_END = "test-loss-drop-end";

    /** The run grokked: interpolation first, generalisation much later. */
    public static final String GROKKED = "grokked";

    /** The test loss fell in the slow phase, but not to half of the null predictor's: a large start was forgotten. */
    public static final String TEST_LOSS_IMPROVED = "test-loss-improved";

    /** The test loss did not drop in the slow phase. */
    public static final String NO_DROP = "no-drop";

    /** The run did not grok, though its test loss may have dropped; the sentence says why. */
    public static final String NOT_GROKKED = "not-grokked";

    /** The effective flow derived from the first event, as vectors over {@link #SLOW_TIME}. */
    public static final String EFFECTIVE_FLOW = "effective-flow";

    /** The {@link #DEVIATION} of the recorded weights from the effective flow. */
    public static final String EFFECTIVE_FLOW_DEVIATION = "effective-flow-deviation";

    /** The manifold of minimisers degenerates along the effective flow. */
    public static final String SINGULARITY = "singularity";

    /** The effective flow stays away from points where the manifold degenerates. */
    public static final String NO_SINGULAR_LIMIT = "no-singular-limit";

    /** The Morse-Bott constant has come close to the weight decay: the effective flow loses its meaning from here on. */
    public static final String MORSE_BOTT_BOUND_FAILS = "morse-bott-bound-fails";

    /** The weights begin to decay at the rate that the weight decay imposes. */
    public static final String SLOW_PHASE_ONSET = "slow-phase-onset";

    /** The slow phase is over. */
    public static final String SLOW_PHASE_END = "slow-phase-end";

    /** The run has no slow phase; the sentence says why. */
    public static final String NO_SLOW_PHASE = "no-slow-phase";

    /** All training samples of a classifier are on the right side. */
    public static final String SEPARATION = "separation";

    /** They are not, up to the end of the run. */
    public static final String NOT_SEPARATED = "not-separated";

    /** The training accuracy reaches the level that the analyzer is asked for. */
    public static final String TRAIN_ACCURACY_REACHED = "train-accuracy-reached";

    /** The test accuracy reaches that level. */
    public static final String TEST_ACCURACY_REACHED = "test-accuracy-reached";

    /** An accuracy does not reach that level within the run. */
    public static final String ACCURACY_NOT_REACHED = "accuracy-not-reached";

    /** The margin of the last weights, and as vectors over time its way there. */
    public static final String MARGIN = "margin";

    /** Value: the fraction that a finding is defined by. */
    public static final String FRACTION = "fraction";

    /** Value: test loss on the plateau. */
    public static final String PLATEAU_TEST_LOSS = "plateauTestLoss";

    /** Value: test loss of the last step. */
    public static final String FINAL_TEST_LOSS = "finalTestLoss";

    /** Value: test loss of the null predictor, which knows the mean of the training targets and no more. */
    public static final String NULL_TEST_LOSS = "nullTestLoss";

    /** Vector: slow time lambda t of the entries of the other vectors; also a value. */
    public static final String SLOW_TIME = "slowTime";

    /** Vector: {@code ||w||^2} along the effective flow. */
    public static final String NORM_SQUARED = "normSquared";

    /** Vector: test loss along the effective flow; also a value. */
    public static final String TEST_LOSS = "testLoss";

    /** Vector: distance of the recorded weights to the effective flow, relative to its norm. */
    public static final String DEVIATION = "deviation";

    private static final String GROKKING_ANALYZER = "grokking";
    private static final Set<String> VERDICTS = Set.of(GROKKED, TEST_LOSS_IMPROVED, NO_DROP, NOT_GROKKED);

    private FindingKinds() {}

    /** Whether a finding says that a run grokked, that it did not, or that this cannot be decided. */
    public static boolean isVerdict(FindingRecorded recorded) {
        String kind = recorded.finding().kind();
        return VERDICTS.contains(kind)
                || recorded.analyzer().equals(GROKKING_ANALYZER) && (kind.equals(UNDETERMINED) || kind.equals(FAILED));
    }
}
