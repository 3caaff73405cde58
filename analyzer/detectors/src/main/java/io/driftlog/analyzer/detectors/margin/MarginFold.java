package io.driftlog.analyzer.detectors.margin;

import static io.driftlog.events.NumberText.readable;

import io.driftlog.analyzer.detectors.FindingNumbers;
import io.driftlog.analyzer.detectors.effective.Table;
import io.driftlog.analyzer.detectors.margin.MarginAnalyzer.State;
import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.BracketedTime;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.Measures;
import io.driftlog.events.RunEnded;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.objective.Classifier;
import io.driftlog.simulator.spi.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The fold of {@link MarginAnalyzer} over the run of one classifier. */
final class MarginFold implements RunFold<State> {
    static final String[] COLUMNS = {
        "time", "leastMargin", "normalizedMargin", "kktResidual", "hardMarginAngle", "testLossAtMarginOne"
    };
    private static final int TIME = 0;
    private static final int LEAST = 1;
    private static final int NORMALIZED = 2;
    private static final int KKT = 3;
    private static final int ANGLE = 4;
    private static final int TEST_LOSS = 5;

    private final MarginAnalyzer.Definition definition;
    private final Classifier classifier;
    private final Optional<double[]> hardMargin;

    MarginFold(MarginAnalyzer.Definition definition, Classifier classifier, Optional<double[]> hardMargin) {
        this.definition = definition;
        this.classifier = classifier;
        this.hardMargin = hardMargin;
    }

    @Override
    public State initial() {
        return State.INITIAL;
    }

    @Override
    public Fold<State> accept(State state, StepTaken step) {
        Level separation = level(state.separation(), step, Measures.TRAIN_ACCURACY, 1);
        Table measured = state.measured();
        double[] last = state.last();
        if (step.weights().length == classifier.dimension()) {
            last = measure(step);
            if (isNew(measured, step.time())) {
                measured = measured.with(last);
            }
        }
        State next = new State(
                separation,
                level(state.training(), step, Measures.TRAIN_ACCURACY, definition.accuracy()),
                level(state.test(), step, Measures.TEST_ACCURACY, definition.accuracy()),
                measured,
                last,
                step.step());
        return state.separation().first().isPresent() || separation.first().isEmpty()
                ? Fold.nothing(next)
                : new Fold<>(next, List.of(separated(separation, Stage.PROVISIONAL)));
    }

    private static Level level(Level before, StepTaken step, String measure, double level) {
        double value = step.measures().getOrDefault(measure, Double.NaN);
        return Double.isNaN(value) ? before : before.accept(step.time(), value, level);
    }

    private boolean isNew(Table measured, double time) {
        return measured.rows() == 0 || time > 0 && cell(time) > cell(measured.at(measured.rows() - 1, TIME));
    }

    private double cell(double time) {
        return StrictMath.floor(definition.samplesPerDecade() * StrictMath.log10(time));
    }

    private double[] measure(StepTaken step) {
        double[] w = step.weights();
        double degree = classifier.homogeneity();
        double least = Arrays.stream(classifier.margins(w)).min().orElseThrow();
        double[] row = new double[COLUMNS.length];
        row[TIME] = step.time();
        row[LEAST] = least;
        row[NORMALIZED] = least / StrictMath.pow(Math.sqrt(step.weightNormSquared()), degree);
        row[KKT] = Double.isNaN(degree) ? Double.NaN : classifier.kktResidual(w);
        row[ANGLE] = hardMargin.map(direction -> angle(w, direction)).orElse(Double.NaN);
        row[TEST_LOSS] = Double.NaN;
        if (least > 0 && !Double.isNaN(degree)) {
            double[] scaled = w.clone();
            Vectors.scale(StrictMath.pow(least, -1 / degree), scaled);
            row[TEST_LOSS] = classifier.testLoss(scaled);
        }
        return row;
    }

    /** By half the distance of the unit vectors, which keeps small angles precise. */
    private static double angle(double[] x, double[] y) {
        double xNorm = Math.sqrt(Vectors.normSquared(x));
        double yNorm = Math.sqrt(Vectors.normSquared(y));
        double[] difference = x.clone();
        Vectors.scale(1 / xNorm, difference);
        Vectors.addScaled(-1 / yNorm, y, difference);
        return 2 * StrictMath.asin(Math.min(1, Math.sqrt(Vectors.normSquared(difference)) / 2));
    }

    @Override
    public List<Finding> finish(State state, RunEnded end) {
        List<Finding> findings = new ArrayList<>();
        findings.add(
                state.separation().first().isPresent()
                        ? separated(state.separation(), Stage.FINAL)
                        : notSeparated(state));
        reached(FindingKinds.TRAIN_ACCURACY_REACHED, "training", state.training(), state)
                .ifPresent(findings::add);
        reached(FindingKinds.TEST_ACCURACY_REACHED, "test", state.test(), state).ifPresent(findings::add);
        if (state.last().length > 0 && state.last()[LEAST] > 0) {
            findings.add(margin(state));
        }
        return findings;
    }

    private static Finding separated(Level separation, Stage stage) {
        BracketedTime time = separation.first().orElseThrow();
        SortedMap<String, Double> values = new TreeMap<>();
        separation.sustained().put(values);
        return Finding.of(
                FindingKinds.SEPARATION,
                stage,
                Optional.of(time),
                values,
                "all training samples are on the right side, " + FindingNumbers.bracket(time)
                        + (stage == Stage.FINAL ? separation.sustained().inWords(time) : ""));
    }

    private static Finding notSeparated(State state) {
        SortedMap<String, Double> values = new TreeMap<>();
        FindingNumbers.put(values, "bestAccuracy", state.separation().best());
        return Finding.of(
                FindingKinds.NOT_SEPARATED,
                Stage.FINAL,
                Optional.empty(),
                values,
                "the training samples are not all on the right side within " + state.steps() + " steps"
                        + best(state.separation()));
    }

    private static String best(Level level) {
        return Double.isNaN(level.best())
                ? ", and its steps carry no accuracies"
                : ": at most " + FindingNumbers.percent(level.best());
    }

    /** Empty for a run without this accuracy. */
    private Optional<Finding> reached(String kind, String whose, Level level, State state) {
        if (Double.isNaN(level.best())) {
            return Optional.empty();
        }
        SortedMap<String, Double> values = new TreeMap<>(Map.of("accuracy", definition.accuracy()));
        FindingNumbers.put(values, "bestAccuracy", level.best());
        FindingNumbers.put(values, "lastAccuracy", level.accuracy());
        String what = "the " + whose + " accuracy";
        String of = FindingNumbers.percent(definition.accuracy());
        if (level.first().isEmpty()) {
            return Optional.of(Finding.of(
                    FindingKinds.ACCURACY_NOT_REACHED,
                    Stage.FINAL,
                    Optional.empty(),
                    values,
                    what + " does not reach " + of + " within " + state.steps() + " steps" + best(level)));
        }
        level.sustained().put(values);
        BracketedTime time = level.first().get();
        return Optional.of(Finding.of(
                kind,
                Stage.FINAL,
                level.first(),
                values,
                what + " reaches " + of + " " + FindingNumbers.bracket(time)
                        + level.sustained().inWords(time) + "; at the end it is "
                        + FindingNumbers.percent(level.accuracy())));
    }

    private Finding margin(State state) {
        double[] last = state.last();
        double degree = classifier.homogeneity();
        SortedMap<String, Double> values = new TreeMap<>();
        FindingNumbers.put(values, "homogeneity", degree);
        for (int c = LEAST; c < COLUMNS.length; c++) {
            FindingNumbers.put(values, COLUMNS[c], last[c]);
        }
        double largest =
                hardMargin.map(w -> 1 / Math.sqrt(Vectors.normSquared(w))).orElse(Double.NaN);
        FindingNumbers.put(values, "largestMargin", largest);
        SortedMap<String, double[]> vectors = new TreeMap<>();
        Table all = isNew(state.measured(), last[TIME]) ? state.measured().with(last) : state.measured();
        all.put(vectors, COLUMNS);
        BracketedTime at = new BracketedTime(last[TIME], last[TIME], last[TIME]);
        return new Finding(
                FindingKinds.MARGIN, Stage.FINAL, Optional.of(at), values, vectors, words(last, degree, largest));
    }

    private static String words(double[] last, double degree, double largest) {
        StringBuilder words = new StringBuilder(
                "at t = " + readable(last[TIME]) + " the least margin min_i q_i is " + readable(last[LEAST]));
        if (Double.isNaN(degree)) {
            return words.append("; the model is homogeneous of no degree, so that it has no normalised margin")
                    .toString();
        }
        words.append(", min_i q_i / ||w||").append(degree == 1 ? "" : "^" + readable(degree));
        words.append(" is ").append(readable(last[NORMALIZED]));
        if (!Double.isNaN(largest)) {
            words.append(", ")
                    .append(FindingNumbers.percent(last[NORMALIZED] / largest))
                    .append(" of the largest one, at an angle of ")
                    .append(readable(last[ANGLE]))
                    .append(" rad to its direction");
        }
        words.append("; KKT residual ").append(readable(last[KKT]));
        if (!Double.isNaN(last[TEST_LOSS])) {
            words.append("; test loss of the weights scaled to the least margin 1: ")
                    .append(readable(last[TEST_LOSS]));
        }
        return words.toString();
    }
}
