package io.driftlog.simulator.service;

import io.driftlog.events.Outcome;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.DenseOutput;
import io.driftlog.simulator.flow.Stepper.Work;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.Integration;
import io.driftlog.simulator.flow.spec.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** The integration of a run without a log: for its solution at given times, and for timing. */
public final class OfflineIntegration {
    private OfflineIntegration() {}

    /**
     * Integrates a spec to its end.
     *
     * @param spec the run
     * @param times when the weights are wanted, in increasing order, from 0 on. Not modified.
     * @param watcher receives every accepted step
     */
    public static Solution solve(RunSpec spec, double[] times, Consumer<StepTaken> watcher) {
        return solve(start(spec), times, watcher);
    }

    /** Starts an integration, which then has its method. */
    public static Integration start(RunSpec spec) {
        return Integration.start("offline", spec);
    }

    /**
     * Continues an integration to its end.
     *
     * @param integration just started. Modified.
     * @param times as above. Not modified.
     * @param watcher as above
     */
    public static Solution solve(Integration integration, double[] times, Consumer<StepTaken> watcher) {
        List<double[]> rows = new ArrayList<>();
        StepTaken first = integration.current();
        while (rows.size() < times.length && times[rows.size()] <= first.time()) {
            rows.add(first.weights());
        }
        while (true) {
            Advance advance = integration.advance();
            if (advance instanceof Advance.Stepped stepped) {
                sample(stepped.interpolant(), first.weights().length, times, rows);
                watcher.accept(stepped.step());
            } else if (advance instanceof Advance.Ended ended) {
                return new Solution(
                        integration.problem(),
                        ended.outcome(),
                        ended.cause(),
                        ended.reason(),
                        integration.current(),
                        integration.work(),
                        integration.rejected(),
                        Arrays.copyOf(times, rows.size()),
                        rows);
            }
        }
    }

    private static void sample(DenseOutput interpolant, int dimension, double[] times, List<double[]> rows) {
        while (rows.size() < times.length && times[rows.size()] <= interpolant.end()) {
            double[] weights = new double[dimension];
            interpolant.weightsAt(times[rows.size()], weights);
            rows.add(weights);
        }
    }

    /**
     * The result of an integration.
     *
     * @param problem what was integrated
     * @param outcome how it ended
     * @param cause one word for it
     * @param reason one sentence for it
     * @param last the last accepted step
     * @param work what the steps cost
     * @param rejected rejected attempts
     * @param times those of the wanted times that were reached
     * @param weights the weights at these times, each of length d
     */
    public record Solution(
            Problem problem,
            Outcome outcome,
            String cause,
            String reason,
            StepTaken last,
            Work work,
            long rejected,
            double[] times,
            List<double[]> weights) {}
}
