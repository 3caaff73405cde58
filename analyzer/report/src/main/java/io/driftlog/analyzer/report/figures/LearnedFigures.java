package io.driftlog.analyzer.report.figures;

import static io.driftlog.events.NumberText.readable;

import io.driftlog.analyzer.report.Chart;
import io.driftlog.analyzer.report.Chart.Line;
import io.driftlog.analyzer.report.Chart.Scale;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.objective.Learned;
import io.driftlog.simulator.flow.spec.Problem;
import io.driftlog.simulator.flow.spec.Problems;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Figures of what a run learned: coefficients or singular values over time, or the function at t1, t2, t3. */
final class LearnedFigures {
    private static final int LINES = 7;

    private LearnedFigures() {}

    /** Empty when the objective is unknown here, or the run records no weights. */
    static List<Figure> of(RunSample sample, List<FindingRecorded> findings) {
        Optional<Objective> objective =
                problem(sample).map(problem -> problem.flow().objective());
        List<StepTaken> steps = sample.stepsWithWeights();
        if (objective.isEmpty() || steps.isEmpty()) {
            return List.of();
        }
        List<Learned> learned = steps.stream()
                .map(step -> Learned.of(objective.get(), step.weights()))
                .toList();
        Learned last = learned.get(learned.size() - 1);
        double[] times = steps.stream().mapToDouble(StepTaken::time).toArray();
        if (last instanceof Learned.Coefficients end) {
            double[][] paths = paths(learned.stream()
                    .map(l -> ((Learned.Coefficients) l).learned())
                    .toList());
            return List.of(
                    overTime("coefficients", "Coefficients of the predictor over time", "coefficient", times, paths),
                    beside("recovered", "Recovered coefficients", "index", end.learned(), end.teacher()));
        }
        if (last instanceof Learned.SingularValues end) {
            double[][] paths = paths(learned.stream()
                    .map(l -> ((Learned.SingularValues) l).learned())
                    .toList());
            return List.of(
                    overTime("singular-values", "Singular values over time", "singular value", times, paths),
                    beside("recovered", "Singular values at the end", "rank", end.learned(), end.teacher()));
        }
        return last instanceof Learned.Function
                ? List.of(functions(sample, objective.get(), new Found(findings)))
                : List.of();
    }

    /** The problem that the run integrates; empty when the objective is unknown here. */
    static Optional<Problem> problem(RunSample sample) {
        try {
            return Optional.of(Problems.open(sample.started().spec()));
        } catch (InvalidSpecException e) {
            return Optional.empty();
        }
    }

    /** One row per entry, one column per step. */
    private static double[][] paths(List<double[]> learned) {
        double[][] paths = new double[learned.get(0).length][learned.size()];
        for (int k = 0; k < learned.size(); k++) {
            for (int i = 0; i < paths.length; i++) {
                paths[i][k] = learned.get(k)[i];
            }
        }
        return paths;
    }

    private static Figure overTime(String id, String title, String what, double[] times, double[][] paths) {
        int end = times.length - 1;
        List<Line> lines = IntStream.range(0, paths.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -Math.abs(paths[i][end])))
                .limit(LINES)
                .map(i -> new Line(what + " " + i, times, paths[i]))
                .toList();
        return new Figure(
                id,
                title,
                "The " + lines.size() + " of " + paths.length + " that are largest at the end.",
                new Chart(RunFigures.FLOW_TIME, what, Scale.LOGARITHMIC, Scale.LINEAR, lines));
    }

    private static Figure beside(String id, String title, String label, double[] learned, double[] teacher) {
        double[] indices = IntStream.range(0, learned.length).asDoubleStream().toArray();
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("learned", indices, learned));
        if (teacher.length == learned.length) {
            lines.add(new Line("teacher", indices, teacher, false));
        }
        return new Figure(
                id, title, "At the end of the run.", new Chart(label, "value", Scale.LINEAR, Scale.LINEAR, lines));
    }

    /** At t1 the data are just interpolated, at t2 the test loss is falling, t3 is the end. */
    private static Figure functions(RunSample sample, Objective objective, Found found) {
        List<StepTaken> steps = sample.stepsWithWeights();
        double end = steps.get(steps.size() - 1).time();
        double t1 = found.time(FindingKinds.LOSS_PLATEAU).orElse(Math.sqrt(end));
        double t2 = found.time(FindingKinds.TEST_LOSS_DROP).orElse(Math.sqrt(t1 * end));
        List<Line> lines = new ArrayList<>();
        double[] wanted = {t1, t2, end};
        for (int i = 0; i < wanted.length; i++) {
            StepTaken step = sample.weightsAt(wanted[i]).orElseThrow();
            var function = (Learned.Function) Learned.of(objective, step.weights());
            lines.add(new Line(
                    "t" + (i + 1) + " = " + readable(step.time()) + ", " + function.kinks().length + " kinks",
                    function.x(),
                    function.y()));
            if (i == wanted.length - 1) {
                lines.add(data(function));
            }
        }
        return new Figure(
                "functions",
                "The learned function at t1, t2, t3",
                "t1: the data are just interpolated; t2: the test loss is falling; t3: the end.",
                new Chart("x", "f(x)", Scale.LINEAR, Scale.LINEAR, lines));
    }

    private static Line data(Learned.Function function) {
        int[] order = IntStream.range(0, function.dataX().length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> function.dataX()[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        return new Line(
                "data",
                Arrays.stream(order).mapToDouble(i -> function.dataX()[i]).toArray(),
                Arrays.stream(order).mapToDouble(i -> function.dataY()[i]).toArray(),
                false);
    }
}
