package io.driftlog.analyzer.report.figures;

import io.driftlog.analyzer.report.Chart;
import io.driftlog.analyzer.report.Chart.Band;
import io.driftlog.analyzer.report.Chart.Line;
import io.driftlog.analyzer.report.Chart.Scale;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.Measures;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/** The figures of one run: its curves, what it learned, the effective flow beside what was observed. */
public final class RunFigures {
    static final String FLOW_TIME = "flow time t";
    private static final String SLOW_TIME = "slow time lambda t";

    private final RunSample sample;
    private final Found found;
    private final RunSpec spec;
    private final double[] times;

    private RunFigures(RunSample sample, List<FindingRecorded> findings) {
        this.sample = sample;
        this.found = new Found(findings);
        this.spec = sample.started().spec();
        this.times = column(StepTaken::time);
    }

    /**
     * All figures that these events and findings allow.
     *
     * @param sample of the trajectory
     * @param findings about it
     */
    public static List<Figure> of(RunSample sample, List<FindingRecorded> findings) {
        var figures = new RunFigures(sample, findings);
        List<Figure> all = new ArrayList<>();
        all.add(figures.losses("losses", Scale.LOGARITHMIC, "Losses over logarithmic time"));
        all.add(figures.losses("losses-linear", Scale.LINEAR, "The same over linear time"));
        all.add(figures.slowLosses());
        all.add(figures.norm());
        all.add(figures.balance());
        all.addAll(LearnedFigures.of(sample, findings));
        LearnedFigures.problem(sample)
                .filter(problem -> !sample.stepsWithWeights().isEmpty() && ClosedForm.isApart(sample, problem))
                .ifPresent(problem -> all.addAll(new ClosedForm(sample, problem).figures(sample)));
        figures.addEffectiveFlow(all);
        return all.stream().map(figures::withBands).toList();
    }

    /** With the phases of the run where x is a time. */
    private Figure withBands(Figure figure) {
        Chart chart = figure.chart();
        if (!List.of(FLOW_TIME, SLOW_TIME).contains(chart.xLabel())) {
            return figure;
        }
        DoubleUnaryOperator x = chart.xLabel().equals(SLOW_TIME) ? spec.decay()::slowTime : time -> time;
        List<Band> bands = found.bands(times[times.length - 1]).stream()
                .map(band -> new Band(
                        band.name(),
                        band.colour(),
                        x.applyAsDouble(band.from()),
                        x.applyAsDouble(band.to()),
                        band.isUpper()))
                .toList();
        return new Figure(
                figure.id(),
                figure.title(),
                figure.caption(),
                new Chart(chart.xLabel(), chart.yLabel(), chart.xScale(), chart.yScale(), chart.lines(), bands));
    }

    /** Both axes are linear: without what comes before t_WD and long after the drop, which would leave it no room. */
    private Figure slowLosses() {
        double from = found.time(FindingKinds.NORM_DRIFT_ONSET).orElse(0);
        double to = 2 * found.time(FindingKinds.TEST_LOSS_DROP_END).orElse(times[times.length - 1]);
        int first = (int) Arrays.stream(times).takeWhile(time -> time < from).count();
        int last = (int) Arrays.stream(times).takeWhile(time -> time <= to).count();
        List<Line> lines = lossLines().stream()
                .map(line -> new Line(
                        line.name(),
                        Arrays.copyOfRange(line.x(), first, last),
                        Arrays.copyOfRange(line.y(), first, last)))
                .toList();
        return new Figure(
                "losses-slow",
                "The same with a linear ordinate, in the slow phase",
                "From t_WD to twice the end of the drop. The test loss falls slowly while the training loss stays near zero.",
                new Chart(FLOW_TIME, "loss", Scale.LINEAR, Scale.LINEAR, lines));
    }

    private List<Line> lossLines() {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("training loss", times, column(StepTaken::trainLoss)));
        double[] test = column(StepTaken::testLoss);
        if (Arrays.stream(test).anyMatch(Double::isFinite)) {
            lines.add(new Line("test loss", times, test));
        }
        return lines;
    }

    private Figure losses(String id, Scale scale, String title) {
        String caption = scale == Scale.LOGARITHMIC
                ? "The training loss vanishes early; if the run groks, the test loss falls much later, and suddenly."
                : "In linear time the same fall of the test loss is slow: it takes times of order 1/lambda.";
        return new Figure(id, title, caption, new Chart(FLOW_TIME, "loss", scale, Scale.LOGARITHMIC, lossLines()));
    }

    private Figure norm() {
        return new Figure(
                "norm",
                "Squared norm of the weights",
                "In the slow phase the norm falls along the manifold of minimisers.",
                new Chart(
                        FLOW_TIME,
                        "||w||^2",
                        Scale.LOGARITHMIC,
                        Scale.LINEAR,
                        List.of(new Line("||w||^2", times, column(StepTaken::weightNormSquared)))));
    }

    private Figure balance() {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("||grad F||", times, column(StepTaken::gradientNorm)));
        if (spec.decay().largest() > 0) {
            String name = spec.hasSquaredNorm() ? "lambda ||w||" : "lambda ||grad R||";
            lines.add(new Line(name, times, column(step -> spec.decay().at(step.time()) * slope(step))));
        }
        return new Figure(
                "balance",
                "Loss gradient against weight decay",
                "Where the two meet, at t_WD, the slow phase begins.",
                new Chart(FLOW_TIME, "norm", Scale.LOGARITHMIC, Scale.LOGARITHMIC, lines));
    }

    private static double slope(StepTaken step) {
        return step.measures().getOrDefault(Measures.REGULARIZER_GRADIENT_NORM, Math.sqrt(step.weightNormSquared()));
    }

    private void addEffectiveFlow(List<Figure> figures) {
        double[] slow = found.vector(FindingKinds.EFFECTIVE_FLOW, FindingKinds.SLOW_TIME);
        if (slow.length == 0) {
            return;
        }
        double[] observed = column(step -> spec.decay().slowTime(step.time()));
        figures.add(beside(
                "effective-norm",
                "Squared norm",
                "||w||^2",
                Scale.LINEAR,
                observed,
                slow,
                FindingKinds.NORM_SQUARED,
                column(StepTaken::weightNormSquared)));
        if (found.vector(FindingKinds.EFFECTIVE_FLOW, FindingKinds.TEST_LOSS).length > 0) {
            figures.add(beside(
                    "effective-test-loss",
                    "Test loss",
                    "test loss",
                    Scale.LOGARITHMIC,
                    observed,
                    slow,
                    FindingKinds.TEST_LOSS,
                    column(StepTaken::testLoss)));
        }
        double[] deviation = found.vector(FindingKinds.EFFECTIVE_FLOW_DEVIATION, FindingKinds.DEVIATION);
        if (deviation.length > 0) {
            figures.add(new Figure(
                    "effective-deviation",
                    "Distance to the effective flow",
                    "How far the observed weights are from the effective flow at equal slow time, relative to its norm.",
                    new Chart(
                            SLOW_TIME,
                            "relative distance",
                            Scale.LOGARITHMIC,
                            Scale.LOGARITHMIC,
                            List.of(new Line(
                                    "distance",
                                    found.vector(FindingKinds.EFFECTIVE_FLOW_DEVIATION, FindingKinds.SLOW_TIME),
                                    deviation)))));
        }
    }

    private Figure beside(
            String id,
            String what,
            String label,
            Scale scale,
            double[] observedAt,
            double[] slow,
            String name,
            double[] observed) {
        int from = 0;
        while (from < observedAt.length - 1 && observedAt[from] < slow[0]) {
            from++;
        }
        return new Figure(
                id,
                what + ": observed beside the effective flow",
                "The effective flow dw/dtau = -P(w) grad R(w), derived from the first event alone, over slow time.",
                new Chart(
                        SLOW_TIME,
                        label,
                        Scale.LOGARITHMIC,
                        scale,
                        List.of(
                                new Line(
                                        "observed",
                                        Arrays.copyOfRange(observedAt, from, observedAt.length),
                                        Arrays.copyOfRange(observed, from, observed.length)),
                                new Line("effective flow", slow, found.vector(FindingKinds.EFFECTIVE_FLOW, name)))));
    }

    private double[] column(ToDoubleFunction<StepTaken> of) {
        return sample.steps().stream().mapToDouble(of).toArray();
    }
}
