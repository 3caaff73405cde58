package io.driftlog.analyzer.detectors.grokking;

import io.driftlog.analyzer.detectors.FindingNumbers;
import io.driftlog.analyzer.detectors.Undetermined;
import io.driftlog.analyzer.detectors.grokking.GrokkingAnalyzer.Definition;
import io.driftlog.analyzer.detectors.grokking.GrokkingAnalyzer.State;
import io.driftlog.analyzer.detectors.phase.Mark;
import io.driftlog.analyzer.detectors.phase.Sample;
import io.driftlog.analyzer.detectors.phase.TestLossDrop;
import io.driftlog.analyzer.detectors.slow.SlowPhase;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.BracketedTime;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.NumberText;
import io.driftlog.events.RunSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The verdict on a run, from the findings of the analyzers that it contains.
 *
 * @param spec the run
 * @param definition what counts as grokking
 * @param baseline the test loss of the null predictor
 * @param state the state
 * @param evidence findings of norm-drift, test-loss-drop and slow-phase. Not modified.
 */
record GrokkingVerdict(RunSpec spec, Definition definition, Baseline baseline, State state, List<Finding> evidence) {
    static final String GROKKED = FindingKinds.GROKKED;
    static final String NOT_GROKKED = FindingKinds.NOT_GROKKED;

    /** A run up to this slow time has shown the effect of weight decay. */
    private static final double LONG_ENOUGH = 1;
    /** Grokking ends at a test loss of at most this fraction of the null predictor's. */
    private static final double LEARNED = 0.5;

    /** During the run: the verdict if it has grokked already. */
    Optional<Finding> soFar() {
        Optional<BracketedTime> fallen = evidence(TestLossDrop.LIVE).flatMap(Finding::time);
        if (fallen.isEmpty() || !hasDrifted() || !hasLearned()) {
            return Optional.empty();
        }
        Map<String, Double> values = values();
        String sentence = "grokking so far: after the training loss had come to rest at t_GF = "
                + NumberText.readable(plateau().time().estimate()) + ", the test loss fell far below "
                + NumberText.readable(onset().sample().testLoss()) + ", its value at t_WD, "
                + FindingNumbers.bracket(fallen.get());
        return Optional.of(Finding.of(GROKKED, Stage.PROVISIONAL, fallen, values, sentence));
    }

    /** After the run: the verdict and its reason. */
    Finding atEnd() {
        if (spec.decay().largest() == 0) {
            return noDrop("there is no weight decay, so the flow stays where the training loss came to rest");
        }
        Optional<Finding> unknown = evidence(Undetermined.KIND)
                .filter(f -> state.drift().phases().last().isEmpty());
        if (unknown.isPresent()) {
            return undetermined(unknown.get().sentence());
        }
        if (state.first().isEmpty()) {
            return undetermined("the run has no steps");
        }
        if (Double.isNaN(first().gradientNorm())) {
            return undetermined("the steps carry no gradient of the loss" + onsetFromWeights());
        }
        boolean knowsNorm = state.drift()
                .phases()
                .last()
                .filter(sample -> Double.isFinite(sample.weightNormSquared()))
                .isPresent();
        if (!spec.hasSquaredNorm() && !knowsNorm) {
            return undetermined("the steps carry no R(w), and this run has " + spec.regularizer() + onsetFromWeights());
        }
        if (!(spec.decay().largest() > 0)) {
            return undetermined("the weight decay is unknown" + onsetFromWeights());
        }
        if (Double.isNaN(first().testLoss())) {
            return undetermined("the run has no test data");
        }
        if (state.drift().phases().plateau().isEmpty()) {
            return withoutPlateau();
        }
        return state.drift().phases().onset().isEmpty() ? withoutOnset() : withOnset();
    }

    private Finding withoutPlateau() {
        String what = "the loss gradient never fell to " + FindingNumbers.percent(definition.epsilon())
                + " of its initial value";
        return slowTime() < LONG_ENOUGH
                ? undetermined(what + " by slow time " + NumberText.readable(slowTime()) + ", where the run ends")
                : not(what + ": there is no phase in which the loss alone acts, and " + criterionInWords());
    }

    private Finding withoutOnset() {
        String what = "weight decay never came to balance the loss gradient after t_GF";
        return slowTime() < LONG_ENOUGH
                ? undetermined(what + " by slow time " + NumberText.readable(slowTime()) + ", where the run ends")
                : not(what);
    }

    private Finding withOnset() {
        double plateauLoss = onset().sample().testLoss();
        Optional<Finding> start = evidence(TestLossDrop.START);
        Optional<Finding> end = evidence(TestLossDrop.END);
        if (start.isEmpty() || end.isEmpty()) {
            String what = accuracyInWords() + "the test loss is " + NumberText.readable(plateauLoss) + " at t_WD and "
                    + NumberText.readable(last().testLoss()) + " at the end";
            return slowTime() < LONG_ENOUGH
                    ? undetermined(what + ", which is slow time " + NumberText.readable(slowTime())
                            + " only: a drop may still come")
                    : noDrop(what + ": it does not drop in the slow phase");
        }
        if (!hasLearned()) {
            return verdict(
                    FindingKinds.TEST_LOSS_IMPROVED,
                    "test loss improved, not below the null predictor: it fell from "
                            + NumberText.readable(plateauLoss) + " at t_WD to "
                            + NumberText.readable(last().testLoss()) + ", and that of the null predictor is "
                            + NumberText.readable(baseline.testLoss().orElseThrow())
                            + ", of which grokking leaves at most half: the run has forgotten a large start");
        }
        if (!hasDrifted()) {
            return not("weight decay hardly moves the weights: since t_WD ||w||^2 fell from "
                    + NumberText.readable(onset().sample().weightNormSquared()) + " to "
                    + NumberText.readable(last().weightNormSquared()) + ", less than "
                    + FindingNumbers.percent(definition.fraction()) + ", and what is left of the test loss, "
                    + NumberText.readable(plateauLoss) + ", falls with it");
        }
        double plateauLnT = end.get().values().getOrDefault("plateauLnT", Double.NaN);
        if (!(plateauLnT >= definition.minimumPlateauLnT())) {
            return not("the test loss drops right after the training loss: the plateau spans "
                    + NumberText.readable(plateauLnT) + " of ln t only");
        }
        return grokked(start.get(), end.get(), plateauLnT);
    }

    private Finding grokked(Finding start, Finding end, double plateauLnT) {
        double width = end.values().getOrDefault("widthLnT", Double.NaN);
        Map<String, Double> values = values();
        FindingNumbers.put(values, "plateauLnT", plateauLnT);
        FindingNumbers.put(values, "widthLnT", width);
        start.time().ifPresent(time -> FindingNumbers.put(values, "dropStart", time.estimate()));
        end.time().ifPresent(time -> FindingNumbers.put(values, "dropEnd", time.estimate()));
        String sentence = "grokked: the training loss came to rest at t_GF = "
                + NumberText.readable(plateau().time().estimate()) + "; the test loss stayed up for "
                + NumberText.readable(plateauLnT) + " of ln t and then, in the slow phase, fell from "
                + NumberText.readable(onset().sample().testLoss()) + " to " + NumberText.readable(last().testLoss())
                + " over "
                + NumberText.readable(width)
                + " of ln t, because weight decay moved the weights among those that fit the data; "
                + accuracyInWords()
                + baselineInWords() + "; " + criterionInWords();
        return Finding.of(GROKKED, Stage.FINAL, start.time(), values, sentence);
    }

    /** Whether the test loss is far enough below the null predictor's; true where that is not known. */
    private boolean hasLearned() {
        OptionalDouble loss = baseline.testLoss();
        return loss.isEmpty() || last().testLoss() <= LEARNED * loss.getAsDouble();
    }

    private String accuracyInWords() {
        GrokkingAnalyzer.Accuracy accuracy = state.accuracy();
        return Double.isNaN(accuracy.onset())
                ? ""
                : "the test accuracy went from " + NumberText.readable(accuracy.onset()) + " to "
                        + NumberText.readable(accuracy.last()) + "; ";
    }

    private String baselineInWords() {
        OptionalDouble loss = baseline.testLoss();
        return loss.isEmpty()
                ? "the null predictor's test loss is not known"
                : "the null predictor's test loss is " + NumberText.readable(loss.getAsDouble());
    }

    private Finding not(String why) {
        return verdict(NOT_GROKKED, "not grokked: " + why);
    }

    private Finding noDrop(String why) {
        return verdict(FindingKinds.NO_DROP, "no drop: " + why);
    }

    private Finding verdict(String kind, String sentence) {
        return Finding.of(kind, Stage.FINAL, Optional.empty(), values(), sentence);
    }

    private Finding undetermined(String why) {
        return verdict(Undetermined.KIND, "whether the run grokked is undetermined: " + why);
    }

    /** Whether weight decay has moved the weights: otherwise they were small from the start. */
    private boolean hasDrifted() {
        return state.drift().drift().isPresent();
    }

    /** {@code lambda ||w_GF|| / ||grad F(w_0)||}; with the last weights where there is no t_GF; NaN for another R than l2. */
    private double criterion() {
        double normSquared = state.drift()
                .phases()
                .plateau()
                .map(Mark::sample)
                .orElseGet(this::last)
                .weightNormSquared();
        double lambda = spec.decay().at(0);
        return spec.hasSquaredNorm() ? lambda * Math.sqrt(normSquared) / initialGradientNorm() : Double.NaN;
    }

    private String criterionInWords() {
        double criterion = criterion();
        if (Double.isNaN(criterion)) {
            return "the criterion of small weight decay is stated for l2 alone";
        }
        boolean met = criterion <= definition.muchLess();
        return "the criterion lambda << ||grad F(w0)|| / ||w_GF|| is " + (met ? "" : "not ") + "met: lambda is "
                + NumberText.readable(criterion) + " of it";
    }

    private String onsetFromWeights() {
        return evidence(SlowPhase.ONSET)
                .flatMap(Finding::time)
                .map(time -> ", so that t_GF and t_WD cannot be told; from the weights alone the slow phase begins "
                        + FindingNumbers.bracket(time))
                .orElse(", so that t_GF and t_WD cannot be told");
    }

    private Map<String, Double> values() {
        Map<String, Double> values = new TreeMap<>();
        FindingNumbers.put(values, "epsilon", definition.epsilon());
        FindingNumbers.put(values, "muchLess", definition.muchLess());
        FindingNumbers.put(values, "weightDecay", spec.weightDecay());
        if (state.first().isPresent()) {
            FindingNumbers.put(values, "criterion", criterion());
            FindingNumbers.put(values, "initialGradientNorm", first().gradientNorm());
            FindingNumbers.put(values, "initialTestLoss", first().testLoss());
            FindingNumbers.put(values, FindingKinds.FINAL_TEST_LOSS, last().testLoss());
            FindingNumbers.put(values, "endSlowTime", slowTime());
        }
        state.drift().phases().plateau().ifPresent(mark -> {
            FindingNumbers.put(values, "lossPlateauTime", mark.time().estimate());
            FindingNumbers.put(values, "plateauNormSquared", mark.sample().weightNormSquared());
        });
        state.drift().phases().onset().ifPresent(mark -> {
            FindingNumbers.put(values, "driftOnsetTime", mark.time().estimate());
            FindingNumbers.put(
                    values, FindingKinds.PLATEAU_TEST_LOSS, mark.sample().testLoss());
        });
        FindingNumbers.put(values, "plateauTestAccuracy", state.accuracy().onset());
        FindingNumbers.put(values, "finalTestAccuracy", state.accuracy().last());
        baseline.testLoss().ifPresent(loss -> FindingNumbers.put(values, FindingKinds.NULL_TEST_LOSS, loss));
        state.last().ifPresent(step -> FindingNumbers.put(values, FindingKinds.FINAL_TEST_LOSS, step.testLoss()));
        evidence(SlowPhase.ONSET).ifPresent(finding -> {
            finding.time().ifPresent(time -> FindingNumbers.put(values, "slowPhaseOnset", time.estimate()));
            FindingNumbers.put(values, "effectiveDecay", finding.values().getOrDefault("effectiveDecay", Double.NaN));
        });
        return values;
    }

    /** That of the first ancestor for a fork. */
    private double initialGradientNorm() {
        double inherited = state.drift().phases().initialGradientNorm();
        return Double.isNaN(inherited) ? first().gradientNorm() : inherited;
    }

    private double slowTime() {
        return spec.decay().slowTime(last().time());
    }

    private Sample first() {
        return state.first().orElseThrow();
    }

    private Sample last() {
        return state.last().orElseThrow();
    }

    private Mark plateau() {
        return state.drift().phases().plateau().orElseThrow();
    }

    private Mark onset() {
        return state.drift().phases().onset().orElseThrow();
    }

    private Optional<Finding> evidence(String kind) {
        return evidence.stream().filter(finding -> finding.kind().equals(kind)).findFirst();
    }
}
