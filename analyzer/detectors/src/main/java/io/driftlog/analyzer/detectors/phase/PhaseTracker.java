package io.driftlog.analyzer.detectors.phase;

import io.driftlog.analyzer.detectors.FindingNumbers;
import io.driftlog.analyzer.detectors.Undetermined;
import io.driftlog.events.DecayCurve;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.BracketedTime;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.Measures;
import io.driftlog.events.NumberText;
import io.driftlog.events.Origin;
import io.driftlog.events.RunSpec;
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
    private final DecayCurve decay;
    private final boolean hasSquaredNorm;
    private final String regularizer;

    /**
     * A tracker of one run.
     *
     * @param epsilon the fraction of the initial gradient norm that is the plateau
     * @param spec of the run; without weight decay there is no t_WD
     */
    public PhaseTracker(double epsilon, RunSpec spec) {
        this.epsilon = epsilon;
        decay = spec.decay();
        hasSquaredNorm = spec.hasSquaredNorm();
        regularizer = spec.regularizer();
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
        return inherited(run, State.INITIAL, this::accept);
    }

    /** Takes the next scalars of a run into a state. */
    interface Step<S> {
        S accept(S state, Sample now, double lambda);
    }

    /** A state of a fork, taken through the scalars of its ancestors. */
    static <S> S inherited(RunStarted run, S initial, Step<S> step) {
        S state = initial;
        for (Origin.PastStep past : run.origin().map(Origin::history).orElse(List.of())) {
            state = step.accept(state, Sample.of(past), past.weightDecay());
        }
        return state;
    }

    public State accept(State state, StepTaken step) {
        Sample now = sample(step);
        return accept(state, now, strength(step, now));
    }

    /** The scalars of a step; of a run with another R than l2, with {@code 2 R(w)} in place of {@code ||w||^2}. */
    Sample sample(StepTaken step) {
        Sample sample = Sample.of(step);
        return hasSquaredNorm
                ? sample
                : sample.withNormSquared(2 * step.measures().getOrDefault(Measures.REGULARIZER, Double.NaN));
    }

    /** lambda in force; for another R than l2 times {@code ||grad R||} over the norm of the sample. */
    double strength(StepTaken step, Sample sample) {
        double lambda = decay.at(step.time());
        return hasSquaredNorm
                ? lambda
                : lambda
                        * step.measures().getOrDefault(Measures.REGULARIZER_GRADIENT_NORM, Double.NaN)
                        / Math.sqrt(sample.weightNormSquared());
    }

    /** For a run with another R than l2 whose steps do not tell R: t_WD cannot be known. */
    Optional<Finding> unknownDecay(State state) {
        boolean known = hasSquaredNorm
                || state.last()
                        .filter(sample -> Double.isFinite(sample.weightNormSquared()))
                        .isPresent();
        return known
                ? Optional.empty()
                : Optional.of(Finding.of(
                        Undetermined.KIND,
                        Stage.FINAL,
                        Optional.empty(),
                        Map.of(),
                        "t_WD is undetermined: it is defined by ||grad R||, which the steps do not carry, and this run has "
                                + regularizer));
    }

    /** Slow time at a flow time. */
    double slowTime(double time) {
        return decay.slowTime(time);
    }

    /** lambda at a flow time. */
    double weightDecay(double time) {
        return decay.at(time);
    }

    /** What the norm of a sample is, in words. */
    String norm() {
        return hasSquaredNorm ? "||w||^2" : "2 R(w)";
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

    /** {@code lambda ||grad R||}, which for l2 is {@code lambda ||w||}. */
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
        double time = onset.time().estimate();
        FindingNumbers.put(values, "weightDecay", weightDecay(time));
        FindingNumbers.put(values, FindingKinds.SLOW_TIME, slowTime(time));
        FindingNumbers.put(values, "plateauNormSquared", at.weightNormSquared());
        FindingNumbers.put(values, FindingKinds.PLATEAU_TEST_LOSS, at.testLoss());
        FindingNumbers.put(values, "gradientNorm", at.gradientNorm());
        String sentence = "t_WD: after t_GF, the loss gradient fell to the weight decay lambda "
                + (hasSquaredNorm ? "||w||" : "||grad R||") + ", lambda = " + NumberText.readable(weightDecay(time))
                + ", " + FindingNumbers.bracket(onset.time()) + "; there " + norm() + " = "
                + NumberText.readable(at.weightNormSquared());
        if (stage == Stage.FINAL) {
            state.sustainedOnset().put(values);
            sentence += state.sustainedOnset().inWords(onset.time());
        }
        return Finding.of(NORM_DRIFT_ONSET, stage, Optional.of(onset.time()), values, sentence);
    }
}
