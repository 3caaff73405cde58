package io.driftlog.analyzer.detectors.phase;

import io.driftlog.analyzer.detectors.FindingNumbers;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.BracketedTime;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.NumberText;
import io.driftlog.events.Origin;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Detects t_GF and t_WD of a run (defined in the package description); a detector that needs them includes this state in
 * its own. The first crossing counts, even if the gradient norm rises again.
 */
public final class PhaseTracker {
    static final String LOSS_PLATEAU = FindingKinds.LOSS_PLATEAU;
    static final String NORM_DRIFT_ONSET = FindingKinds.NORM_DRIFT_ONSET;

    private final double epsilon;
    private final double weightDecay;

    /**
     * A tracker of one run.
     *
     * @param epsilon the fraction of the initial gradient norm that is the plateau
     * @param weightDecay lambda; 0 means no t_WD
     */
    public PhaseTracker(double epsilon, double weightDecay) {
        this.epsilon = epsilon;
        this.weightDecay = weightDecay;
    }

    /**
     * The state.
     *
     * @param initialGradientNorm {@code ||grad F(w_0)||}; NaN before the first step
     * @param last the last step
     * @param plateau t_GF
     * @param onset t_WD
     * @param sustainedPlateau from where the gradient stays below the level of t_GF
     * @param sustainedOnset from where the gradient stays below the weight decay
     */
    public record State(
            double initialGradientNorm,
            Optional<Sample> last,
            Optional<Mark> plateau,
            Optional<Mark> onset,
            Sustained sustainedPlateau,
            Sustained sustainedOnset) {
        public static final State INITIAL = new State(
                Double.NaN, Optional.empty(), Optional.empty(), Optional.empty(), Sustained.NONE, Sustained.NONE);

        /** The same without t_WD: for what begins anew with a fork. */
        public State withoutOnset() {
            return new State(initialGradientNorm, last, plateau, Optional.empty(), sustainedPlateau, Sustained.NONE);
        }
    }

    /** The state before the first step: for a fork, what its ancestor had come to. */
    public State begin(RunStarted run) {
        State state = State.INITIAL;
        for (Origin.PastStep past : history(run)) {
            state = accept(state, Sample.of(past), past.weightDecay());
        }
        return state;
    }

    static List<Origin.PastStep> history(RunStarted run) {
        return run.origin().map(Origin::history).orElse(List.of());
    }

    public State accept(State state, StepTaken step) {
        return accept(state, Sample.of(step), weightDecay);
    }

    /**
     * The same for the scalars of a step.
     *
     * @param lambda the weight decay in force there
     */
    State accept(State state, Sample now, double lambda) {
        Sample last = state.last().orElse(now);
        double initial = state.last().isEmpty() ? now.gradientNorm() : state.initialGradientNorm();
        Optional<BracketedTime> below = belowLevel(initial, last, now);
        Optional<Mark> plateau = state.plateau().or(() -> below.map(time -> new Mark(time, now)));
        Optional<BracketedTime> balanced = plateau.flatMap(mark -> balance(mark, last, now, lambda));
        Optional<Mark> onset = state.onset()
                .or(() -> balanced.map(time -> new Mark(time, Sample.between(last, now, time.estimate()))));
        return new State(
                initial,
                Optional.of(now),
                plateau,
                onset,
                state.sustainedPlateau().accept(below),
                state.sustainedOnset().accept(balanced));
    }

    private Optional<BracketedTime> belowLevel(double initialGradientNorm, Sample last, Sample now) {
        double level = epsilon * initialGradientNorm;
        return now.gradientNorm() <= level
                ? Optional.of(
                        Crossings.between(last.time(), last.gradientNorm(), now.time(), now.gradientNorm(), level))
                : Optional.empty();
    }

    /** If the decay balances the gradient already at t_GF, both times are equal. */
    private static Optional<BracketedTime> balance(Mark plateau, Sample last, Sample now, double lambda) {
        double decay = decay(now, lambda);
        if (!(lambda > 0 && now.gradientNorm() <= decay)) {
            return Optional.empty();
        }
        BracketedTime crossing = Crossings.between(
                last.time(), last.gradientNorm(), decay(last, lambda), now.time(), now.gradientNorm(), decay);
        double estimate = Math.max(crossing.estimate(), plateau.time().estimate());
        return Optional.of(new BracketedTime(estimate, crossing.lower(), crossing.upper()));
    }

    /** {@code lambda ||w||}, the norm of lambda grad R. */
    private static double decay(Sample sample, double lambda) {
        return lambda * Math.sqrt(sample.weightNormSquared());
    }

    /** The finding for t_GF. */
    Finding lossPlateauFinding(State state, Mark plateau, Stage stage) {
        Sample at = plateau.sample();
        Map<String, Double> values = new TreeMap<>();
        FindingNumbers.put(values, "epsilon", epsilon);
        FindingNumbers.put(values, "trainLoss", at.trainLoss());
        FindingNumbers.put(values, FindingKinds.TEST_LOSS, at.testLoss());
        FindingNumbers.put(values, "weightNormSquared", at.weightNormSquared());
        FindingNumbers.put(values, "gradientNorm", at.gradientNorm());
        String sentence = "t_GF: the loss gradient fell to " + FindingNumbers.percent(epsilon)
                + " of its initial value " + FindingNumbers.bracket(plateau.time());
        if (stage == Stage.FINAL) {
            state.sustainedPlateau().put(values);
            sentence += state.sustainedPlateau().inWords(plateau.time());
        }
        return Finding.of(LOSS_PLATEAU, stage, Optional.of(plateau.time()), values, sentence);
    }

    /** The finding for t_WD. */
    Finding driftOnsetFinding(State state, Mark onset, Stage stage) {
        Sample at = onset.sample();
        Map<String, Double> values = new TreeMap<>();
        FindingNumbers.put(values, "epsilon", epsilon);
        FindingNumbers.put(values, "weightDecay", weightDecay);
        FindingNumbers.put(
                values, FindingKinds.SLOW_TIME, weightDecay * onset.time().estimate());
        FindingNumbers.put(values, "plateauNormSquared", at.weightNormSquared());
        FindingNumbers.put(values, FindingKinds.PLATEAU_TEST_LOSS, at.testLoss());
        FindingNumbers.put(values, "gradientNorm", at.gradientNorm());
        String sentence = "t_WD: after t_GF, the loss gradient fell to the weight decay lambda ||w||, lambda = "
                + NumberText.readable(weightDecay) + ", " + FindingNumbers.bracket(onset.time()) + "; there ||w||^2 = "
                + NumberText.readable(at.weightNormSquared());
        if (stage == Stage.FINAL) {
            state.sustainedOnset().put(values);
            sentence += state.sustainedOnset().inWords(onset.time());
        }
        return Finding.of(NORM_DRIFT_ONSET, stage, Optional.of(onset.time()), values, sentence);
    }
}
