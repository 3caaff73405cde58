package io.driftlog.analyzer.detectors.phase;

import io.driftlog.analyzer.detectors.FindingNumbers;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.NumberText;
import io.driftlog.events.StepTaken;
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
     */
    public record State(
            double initialGradientNorm, Optional<Sample> last, Optional<Mark> plateau, Optional<Mark> onset) {
        public static final State INITIAL = new State(Double.NaN, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public State accept(State state, StepTaken step) {
        Sample now = Sample.of(step);
        Sample last = state.last().orElse(now);
        double initial = state.last().isEmpty() ? now.gradientNorm() : state.initialGradientNorm();
        Optional<Mark> plateau = state.plateau().isPresent() ? state.plateau() : lossPlateau(initial, last, now);
        Optional<Mark> onset = state.onset();
        if (onset.isEmpty() && plateau.isPresent()) {
            onset = driftOnset(plateau.get(), last, now);
        }
        return new State(initial, Optional.of(now), plateau, onset);
    }

    private Optional<Mark> lossPlateau(double initialGradientNorm, Sample last, Sample now) {
        double level = epsilon * initialGradientNorm;
        if (!(now.gradientNorm() <= level)) {
            return Optional.empty();
        }
        return Optional.of(new Mark(
                Crossings.between(last.time(), last.gradientNorm(), now.time(), now.gradientNorm(), level), now));
    }

    /** If the decay balances the gradient already at t_GF, both times are equal. */
    private Optional<Mark> driftOnset(Mark plateau, Sample last, Sample now) {
        if (!(weightDecay > 0 && now.gradientNorm() <= decay(now))) {
            return Optional.empty();
        }
        Finding.BracketedTime crossing = Crossings.between(
                last.time(), last.gradientNorm(), decay(last), now.time(), now.gradientNorm(), decay(now));
        double estimate = Math.max(crossing.estimate(), plateau.time().estimate());
        return Optional.of(new Mark(new Finding.BracketedTime(estimate, crossing.lower(), crossing.upper()), now));
    }

    /** {@code lambda ||w||}, the norm of lambda grad R. */
    private double decay(Sample sample) {
        return weightDecay * Math.sqrt(sample.weightNormSquared());
    }

    /** The finding for t_GF. */
    Finding lossPlateauFinding(Mark plateau, Stage stage) {
        Sample at = plateau.sample();
        Map<String, Double> values = new TreeMap<>();
        FindingNumbers.put(values, "epsilon", epsilon);
        FindingNumbers.put(values, "trainLoss", at.trainLoss());
        FindingNumbers.put(values, FindingKinds.TEST_LOSS, at.testLoss());
        FindingNumbers.put(values, "weightNormSquared", at.weightNormSquared());
        FindingNumbers.put(values, "gradientNorm", at.gradientNorm());
        String sentence = "t_GF: the loss gradient fell to " + FindingNumbers.percent(epsilon)
                + " of its initial value " + FindingNumbers.bracket(plateau.time());
        return Finding.of(LOSS_PLATEAU, stage, Optional.of(plateau.time()), values, sentence);
    }

    /** The finding for t_WD. */
    Finding driftOnsetFinding(Mark onset, Stage stage) {
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
        return Finding.of(NORM_DRIFT_ONSET, stage, Optional.of(onset.time()), values, sentence);
    }
}
