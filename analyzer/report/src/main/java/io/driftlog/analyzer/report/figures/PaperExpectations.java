package io.driftlog.analyzer.report.figures;

import static io.driftlog.events.NumberText.exact;
import static io.driftlog.events.NumberText.readableOrHyphen;

import io.driftlog.events.FindingKinds;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.objective.Learned;
import io.driftlog.simulator.flow.spec.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The experiments of Boursier, Pesme & Dragomir, section 4 and appendix E: their settings, the results that runs must
 * show, and what can be read off the figures. Where the paper says "near 0" or "sparse" in words, the bound is one
 * hundredth.
 *
 * @param settings what was given: the paper's and the run's
 * @param results what the paper states
 * @param figures what its figures show, of other data: a factor 2 in norms, ratios and slow times counts as equal
 */
public record PaperExpectations(List<Setting> settings, List<Expectation> results, List<Expectation> figures) {
    /** Expectations of any other run: none. */
    public static final PaperExpectations NONE = new PaperExpectations(List.of(), List.of(), List.of());

    public PaperExpectations {
        settings = List.copyOf(settings);
        results = List.copyOf(results);
        figures = List.copyOf(figures);
    }

    /**
     * An input.
     *
     * @param what the quantity
     * @param paper in the paper
     * @param run in the run
     */
    public record Setting(String what, String paper, String run) {}

    /**
     * The expectations of the experiment of the paper that has this objective; {@link #NONE} for other runs.
     *
     * @param sample of the run
     * @param findings about it
     */
    public static PaperExpectations of(RunSample sample, List<FindingRecorded> findings) {
        Optional<Problem> problem = LearnedFigures.problem(sample);
        if (problem.isEmpty() || sample.stepsWithWeights().isEmpty()) {
            return NONE;
        }
        var making = new Making(sample, new Found(findings), problem.get());
        switch (sample.started().spec().objective().type()) {
            case "diagonal-linear-network" -> making.diagonal();
            case "matrix-completion" -> making.matrixCompletion();
            case "two-layer-relu" -> making.relu();
            case "linear-regression" -> making.linearRegression();
            default -> {}
        }
        return new PaperExpectations(making.settings, making.results, making.figures);
    }

    private static final class Making {
        private static final double HUNDREDTH = 0.01;
        /** The integrator's own tolerance is 1e-6 of the weights for each step. */
        private static final double CLOSED_FORM = 1e-4;
        /** Other data: norms, ratios and slow times may differ by this factor. */
        private static final double FACTOR = 2;
        /** Slow time at which figures show the plateau. */
        private static final double PLATEAU = 0.01;
        /** The lambda of those figures whose numbers are compared. */
        private static final double PAPER = 1e-3;
        /** How many singular values the paper's figure shows. */
        private static final int SHOWN = 10;

        private final RunSample sample;
        private final Found found;
        private final Problem problem;
        private final RunStarted run;
        private final double lambda;
        private final List<Setting> settings = new ArrayList<>();
        private final List<Expectation> results = new ArrayList<>();
        private final List<Expectation> figures = new ArrayList<>();

        private Making(RunSample sample, Found found, Problem problem) {
            this.sample = sample;
            this.found = found;
            this.problem = problem;
            this.run = sample.started();
            this.lambda = run.spec().weightDecay();
        }

        private void diagonal() {
            setting("weight decay lambda", "1e-4", lambda);
            setting("variance of the initial weights", "0.1", variance());
            grokked();
            results.add(
                    Expectation.atMost("training loss at t = 1e2, as a part of that at t = 0", HUNDREDTH, lossAt(1e2)));
            var end = (Learned.Coefficients) learned(1e5);
            results.add(Expectation.equal(
                    "coefficients of at least 1 % of the largest at t = 1e5, the teacher's number",
                    large(end.teacher()), large(end.learned())));
            results.add(Expectation.atMost(
                    "largest error of a coefficient at t = 1e5, as a part of the largest",
                    HUNDREDTH,
                    largestDifference(end.learned(), end.teacher()) / largest(end.teacher())));
        }

        private void matrixCompletion() {
            var end = (Learned.SingularValues) learned(Double.MAX_VALUE);
            setting("weight decay lambda", "1e-3", lambda);
            setting("variance of the initial weights", "unknown", variance());
            setting(
                    "rows of the matrix, as many as columns",
                    "20",
                    Math.sqrt(problem.flow().objective().predictor(problem.initialWeights()).length));
            setting("rank of the matrix behind the data", "3", large(end.teacher()));
            setting("inner dimension of U V^T", "more than the rank", parameter("innerDimension"));
            grokked();
            var plateau = (Learned.SingularValues) learned(PLATEAU / lambda);
            results.add(Expectation.atLeast(
                    "singular values of at least 1 % of the largest at slow time 0.01: more than the rank",
                    4, large(plateau.learned())));
            results.add(Expectation.equal(
                    "singular values of at least 1 % of the largest at the end", 3, large(end.learned())));
            double nuclear = Arrays.stream(end.learned()).sum();
            results.add(Expectation.near(
                    "||w||^2 at the end over twice the nuclear norm",
                    1,
                    1 + HUNDREDTH,
                    last().weightNormSquared() / (2 * nuclear)));
            norms(308, 106);
            times(
                    "excess of ||w||^2 over its end",
                    StepTaken::weightNormSquared,
                    new double[] {0.5, 0.1, 0.01},
                    new double[] {192, 699, 1672});
            losses(7.43, 0.0019);
            times(
                    "excess of the test loss over its end",
                    StepTaken::testLoss,
                    new double[] {0.95, 0.5, 0.05},
                    new double[] {17.7, 192, 890});
            double[] halvings = halvings(plateau.learned(), end.learned());
            figures.add(Expectation.equal("of the 10 largest singular values, those that die", 7, halvings.length));
            figures.add(near("slow time at which the first of them is halved", PAPER * 285, smallest(halvings)));
            figures.add(near("slow time at which the last of them is halved", PAPER * 447, largest(halvings)));
        }

        private void relu() {
            var start = (Learned.Function) learned(0);
            setting("weight decay lambda", "1e-3", lambda);
            setting("variance of the initial weights", "4", variance());
            setting("neurons m", "100", parameter("neurons"));
            setting("samples n", "10", run.samples());
            setting("largest input, without its sign", "at most 2", largest(start.dataX()));
            grokked();
            results.add(Expectation.atMost(
                    "training loss at the end, as a part of that at t = 0", HUNDREDTH, lossAt(1e300)));
            var plateau = (Learned.Function) learned(PLATEAU / lambda);
            var end = (Learned.Function) learned(Double.MAX_VALUE);
            results.add(Expectation.atMost(
                    "kinks of the function at the end, as a part of those at slow time 0.01",
                    0.5,
                    (double) end.kinks().length / plateau.kinks().length));
            norms(1251, 28);
            StepTaken first = plateau();
            figures.add(near(
                    "slow time at which ||w||^2 is half of its plateau",
                    PAPER * 347,
                    slowTime(StepTaken::weightNormSquared, 0.5 * first.weightNormSquared())));
            times("excess of ||w||^2 over its end", StepTaken::weightNormSquared, new double[] {0.1}, new double[] {1088
            });
            figures.add(near(
                    "slow time at which the test loss is half of its plateau",
                    PAPER * 178,
                    slowTime(StepTaken::testLoss, 0.5 * first.testLoss())));
            StepTaken least = least(StepTaken::trainLoss);
            figures.add(near("slow time of the least training loss", PAPER * 311, lambda * least.time()));
            figures.add(near("training loss: end over least", 3.3e-4 / 2.1e-6, last().trainLoss() / least.trainLoss()));
            StepTaken best = least(StepTaken::testLoss);
            figures.add(near("slow time of the least test loss", PAPER * 1327, lambda * best.time()));
            figures.add(near("test loss: end over least", 0.0125 / 0.0053, last().testLoss() / best.testLoss()));
        }

        private void linearRegression() {
            results.add(Expectation.atMost(
                    "largest relative distance of the weights to the closed form",
                    CLOSED_FORM,
                    new ClosedForm(sample, problem).largestDistance()));
        }

        private void setting(String what, String paper, double value) {
            settings.add(new Setting(what, paper, readableOrHyphen(value)));
        }

        private void grokked() {
            results.add(Expectation.same(
                    "verdict",
                    FindingKinds.GROKKED,
                    found.finals().stream()
                            .filter(FindingKinds::isVerdict)
                            .map(recorded -> recorded.finding().kind())
                            .reduce((first, second) -> second)
                            .orElse("-")));
        }

        private void norms(double plateau, double end) {
            figures.add(near(
                    "||w||^2 on the plateau, at slow time 0.01",
                    plateau,
                    plateau().weightNormSquared()));
            figures.add(near("||w||^2 at the end", end, last().weightNormSquared()));
            figures.add(near(
                    "||w||^2: plateau over end",
                    plateau / end,
                    plateau().weightNormSquared() / last().weightNormSquared()));
        }

        private void losses(double plateau, double end) {
            figures.add(
                    near("test loss: plateau over end", plateau / end, plateau().testLoss() / last().testLoss()));
        }

        /** Slow times at which parts of an excess are left, measured from the plateau on. */
        private void times(String what, ToDoubleFunction<StepTaken> of, double[] parts, double[] paper) {
            double end = of.applyAsDouble(last());
            double excess = of.applyAsDouble(plateau()) - end;
            for (int i = 0; i < parts.length; i++) {
                figures.add(near(
                        "slow time at which " + exact(100 * parts[i]) + " % are left of the " + what,
                        PAPER * paper[i],
                        slowTime(of, end + parts[i] * excess)));
            }
        }

        private static Expectation near(String what, double expected, double measured) {
            return Expectation.near(what, expected, FACTOR, measured);
        }

        /** The first crossing from above after the plateau, interpolated in ln t; NaN when there is none. */
        private double slowTime(ToDoubleFunction<StepTaken> of, double level) {
            double[] times = slow(sample.steps());
            return crossing(times, sample.steps().stream().mapToDouble(of).toArray(), level);
        }

        private double[] slow(List<StepTaken> steps) {
            return steps.stream().mapToDouble(step -> lambda * step.time()).toArray();
        }

        private static double crossing(double[] slow, double[] values, double level) {
            for (int i = 1; i < slow.length; i++) {
                if (slow[i] > PLATEAU && values[i] <= level && values[i - 1] > level) {
                    double part = (values[i - 1] - level) / (values[i - 1] - values[i]);
                    return slow[i - 1] * Math.pow(slow[i] / slow[i - 1], part);
                }
            }
            return Double.NaN;
        }

        /** Slow times at which those of the largest singular values that die are half of their plateau. */
        private double[] halvings(double[] plateau, double[] end) {
            List<StepTaken> steps = sample.stepsWithWeights();
            List<double[]> values = steps.stream()
                    .map(step ->
                            ((Learned.SingularValues) Learned.of(problem.flow().objective(), step.weights())).learned())
                    .toList();
            return IntStream.range(0, Math.min(SHOWN, end.length))
                    .filter(k -> end[k] < HUNDREDTH * end[0])
                    .mapToDouble(k -> crossing(
                            slow(steps),
                            values.stream().mapToDouble(all -> all[k]).toArray(),
                            0.5 * plateau[k]))
                    .toArray();
        }

        private StepTaken plateau() {
            return sample.steps().stream()
                    .filter(step -> lambda * step.time() <= PLATEAU)
                    .reduce((first, second) -> second)
                    .orElse(sample.steps().get(0));
        }

        private StepTaken last() {
            return sample.steps().get(sample.steps().size() - 1);
        }

        private StepTaken least(ToDoubleFunction<StepTaken> of) {
            return sample.steps().stream()
                    .reduce((a, b) -> of.applyAsDouble(b) < of.applyAsDouble(a) ? b : a)
                    .orElseThrow();
        }

        private double variance() {
            RunSpec spec = run.spec();
            return spec.initial() instanceof InitialSpec.Gaussian gaussian ? gaussian.variance() : Double.NaN;
        }

        private double parameter(String name) {
            return run.spec().objective().parameters().getOrDefault(name, Double.NaN);
        }

        private double lossAt(double time) {
            List<StepTaken> steps = sample.steps();
            StepTaken at = steps.stream()
                    .filter(step -> step.time() <= time)
                    .reduce((first, second) -> second)
                    .orElse(steps.get(0));
            return at.trainLoss() / steps.get(0).trainLoss();
        }

        private Learned learned(double time) {
            return Learned.of(
                    problem.flow().objective(),
                    sample.weightsAt(time).orElseThrow().weights());
        }

        /** How many entries are at least a hundredth of the largest. */
        private static long large(double[] values) {
            double bound = HUNDREDTH * largest(values);
            return Arrays.stream(values)
                    .filter(value -> Math.abs(value) >= bound)
                    .count();
        }

        private static double largest(double[] values) {
            return Arrays.stream(values).map(Math::abs).max().orElse(Double.NaN);
        }

        private static double smallest(double[] values) {
            return Arrays.stream(values).min().orElse(Double.NaN);
        }

        private static double largestDifference(double[] a, double[] b) {
            double largest = 0;
            for (int i = 0; i < a.length; i++) {
                largest = Math.max(largest, Math.abs(a[i] - b[i]));
            }
            return largest;
        }
    }
}
