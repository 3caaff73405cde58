package io.driftlog.analyzer.report.figures;

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

/**
 * The experiments of Boursier, Pesme & Dragomir, section 4 and appendix E, as numbers: their settings, and the results that
 * runs must show. Where the paper says "near 0" or "sparse" in words, the bound is one hundredth.
 */
public final class PaperExpectations {
    private static final double HUNDREDTH = 0.01;
    /** The integrator's own tolerance is 1e-6 of the weights for each step. */
    private static final double CLOSED_FORM = 1e-4;

    private final RunSample sample;
    private final Problem problem;
    private final RunStarted run;
    private final List<Expectation> rows = new ArrayList<>();

    private PaperExpectations(RunSample sample, Problem problem) {
        this.sample = sample;
        this.problem = problem;
        this.run = sample.started();
    }

    /** The expectations of the experiment of the paper that has this objective; empty for other runs. */
    public static List<Expectation> of(RunSample sample) {
        Optional<Problem> problem = LearnedFigures.problem(sample);
        if (problem.isEmpty() || sample.stepsWithWeights().isEmpty()) {
            return List.of();
        }
        var expectations = new PaperExpectations(sample, problem.get());
        switch (sample.started().spec().objective().type()) {
            case "diagonal-linear-network" -> expectations.diagonal();
            case "matrix-completion" -> expectations.matrixCompletion();
            case "two-layer-relu" -> expectations.relu();
            case "linear-regression" -> expectations.linearRegression();
            default -> {}
        }
        return List.copyOf(expectations.rows);
    }

    private void diagonal() {
        setting(1e-4, 0.1);
        rows.add(Expectation.atMost("training loss at t = 1e2, as a part of that at t = 0", HUNDREDTH, lossAt(1e2)));
        var end = (Learned.Coefficients) learned(1e5);
        rows.add(Expectation.equal(
                "coefficients of at least 1 % of the largest at t = 1e5, the teacher's number",
                large(end.teacher()), large(end.learned())));
        rows.add(Expectation.atMost(
                "largest error of a coefficient at t = 1e5, as a part of the largest",
                HUNDREDTH,
                largestDifference(end.learned(), end.teacher()) / largest(end.teacher())));
    }

    private void matrixCompletion() {
        setting(1e-3);
        rows.add(Expectation.equal(
                "rows of the matrix, as many as columns",
                20,
                Math.sqrt(problem.flow().objective().predictor(problem.initialWeights()).length)));
        var end = (Learned.SingularValues) learned(Double.MAX_VALUE);
        rows.add(Expectation.equal("rank of the matrix behind the data", 3, large(end.teacher())));
        rows.add(Expectation.atLeast(
                "inner dimension of U V^T: more than the rank",
                4,
                run.spec().objective().parameters().getOrDefault("innerDimension", 0.0)));
        var plateau = (Learned.SingularValues) learned(0.01 / run.spec().weightDecay());
        rows.add(Expectation.atLeast(
                "singular values of at least 1 % of the largest at slow time 0.01: more than the rank",
                4, large(plateau.learned())));
        rows.add(Expectation.equal(
                "singular values of at least 1 % of the largest at the end", 3, large(end.learned())));
    }

    private void relu() {
        setting(1e-3, 4);
        rows.add(Expectation.equal(
                "neurons m", 100, run.spec().objective().parameters().getOrDefault("neurons", 0.0)));
        rows.add(Expectation.equal("samples n", 10, run.samples()));
        var start = (Learned.Function) learned(0);
        rows.add(Expectation.atMost("largest input, without its sign", 2, largest(start.dataX())));
        rows.add(Expectation.atMost("training loss at the end, as a part of that at t = 0", HUNDREDTH, lossAt(1e300)));
        var plateau = (Learned.Function) learned(0.01 / run.spec().weightDecay());
        var end = (Learned.Function) learned(Double.MAX_VALUE);
        rows.add(Expectation.atMost(
                "kinks of the function at the end, as a part of those at slow time 0.01",
                0.5,
                (double) end.kinks().length / plateau.kinks().length));
    }

    private void linearRegression() {
        rows.add(Expectation.atMost(
                "largest relative distance of the weights to the closed form",
                CLOSED_FORM,
                new ClosedForm(sample, problem).largestDistance()));
    }

    private void setting(double weightDecay) {
        rows.add(
                Expectation.equal("weight decay lambda", weightDecay, run.spec().weightDecay()));
    }

    private void setting(double weightDecay, double variance) {
        setting(weightDecay);
        RunSpec spec = run.spec();
        rows.add(Expectation.equal(
                "variance of the initial weights",
                variance,
                spec.initial() instanceof InitialSpec.Gaussian gaussian ? gaussian.variance() : Double.NaN));
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
                problem.flow().objective(), sample.weightsAt(time).orElseThrow().weights());
    }

    /** How many entries are at least a hundredth of the largest. */
    private static long large(double[] values) {
        double bound = HUNDREDTH * largest(values);
        return Arrays.stream(values).filter(value -> Math.abs(value) >= bound).count();
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(Double.NaN);
    }

    private static double largestDifference(double[] a, double[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }
}
