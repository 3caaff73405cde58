package io.driftlog.analyzer.report.figures;

import io.driftlog.analyzer.report.Chart;
import io.driftlog.analyzer.report.Chart.Line;
import io.driftlog.analyzer.report.Chart.Scale;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.exact.LinearFlowSolution;
import io.driftlog.simulator.flow.spec.Problem;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Objective;
import java.util.Arrays;
import java.util.List;

/** The closed form of a model that is linear in its weights, from the first recorded state of a run, at its times. */
final class ClosedForm {
    private final Objective objective;
    private final double[] times;
    private final double[][] recorded;
    private final double[][] exact;

    /**
     * Evaluates it.
     *
     * @param sample a run with weights
     * @param problem its problem, for which {@link #isApart} holds
     */
    ClosedForm(RunSample sample, Problem problem) {
        objective = problem.flow().objective();
        List<StepTaken> steps = sample.stepsWithWeights();
        times = steps.stream().mapToDouble(StepTaken::time).toArray();
        recorded = steps.stream().map(StepTaken::weights).toArray(double[][]::new);
        exact = new double[times.length][objective.dimension()];
        LinearFlowSolution solution = LinearFlowSolution.of(
                (LeastSquaresObjective) objective, problem.flow().weightDecay(), recorded[0]);
        for (int i = 0; i < times.length; i++) {
            solution.weightsAt(times[i] - times[0], exact[i]);
        }
    }

    /** Whether the Jacobian is constant, so that a closed form exists, and the run was not integrated by it. */
    static boolean isApart(RunSample sample, Problem problem) {
        return !sample.started().spec().method().type().equals("exact")
                && problem.flow().objective() instanceof LeastSquaresObjective model
                && model.hasConstantJacobian();
    }

    /** The largest distance of recorded weights to it, relative to its norm. */
    double largestDistance() {
        return Arrays.stream(distances()).max().orElse(Double.NaN);
    }

    private double[] distances() {
        double[] distances = new double[times.length];
        for (int i = 0; i < times.length; i++) {
            double square = 0;
            double norm = 0;
            for (int j = 0; j < exact[i].length; j++) {
                double difference = recorded[i][j] - exact[i][j];
                square += difference * difference;
                norm += exact[i][j] * exact[i][j];
            }
            distances[i] = Math.sqrt(square / norm);
        }
        return distances;
    }

    /** The closed form beside the run, and the distance between them. */
    List<Figure> figures(RunSample sample) {
        double[] all = sample.steps().stream().mapToDouble(StepTaken::time).toArray();
        return List.of(
                new Figure(
                        "closed-form",
                        "The run beside the closed form",
                        "Each component decays at the rate sigma_i^2/n + lambda off the manifold of minimisers, and at the rate"
                                + " lambda along it.",
                        new Chart(
                                RunFigures.FLOW_TIME,
                                "loss",
                                Scale.LOGARITHMIC,
                                Scale.LOGARITHMIC,
                                List.of(
                                        new Line(
                                                "training loss of the run",
                                                all,
                                                sample.steps().stream()
                                                        .mapToDouble(StepTaken::trainLoss)
                                                        .toArray()),
                                        new Line(
                                                "test loss of the run",
                                                all,
                                                sample.steps().stream()
                                                        .mapToDouble(StepTaken::testLoss)
                                                        .toArray()),
                                        new Line(
                                                "training loss of the closed form",
                                                times,
                                                Arrays.stream(exact)
                                                        .mapToDouble(objective::value)
                                                        .toArray()),
                                        new Line(
                                                "test loss of the closed form",
                                                times,
                                                Arrays.stream(exact)
                                                        .mapToDouble(objective::testLoss)
                                                        .toArray())))),
                new Figure(
                        "closed-form-distance",
                        "Distance to the closed form",
                        "||w - w_exact|| / ||w_exact||, at every recorded state that is kept for this report.",
                        new Chart(
                                RunFigures.FLOW_TIME,
                                "relative distance",
                                Scale.LOGARITHMIC,
                                Scale.LOGARITHMIC,
                                List.of(new Line("relative distance", times, distances())))));
    }
}
