package io.driftlog.simulator.benchmark;

import io.driftlog.simulator.flow.DenseOutput;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.StepController;
import io.driftlog.simulator.flow.Stepper;
import io.driftlog.simulator.flow.spec.Method;
import java.util.Optional;

/**
 * Stepper, controller, restart points and the weights at the output times, and nothing else: the work that the peers do
 * too. It takes the same steps as the product's integration loop, without losses, norms, digests and events.
 */
final class BareSteps {
    private static final double STRETCH = 1.01;
    /** The last step ends at the end time up to this. */
    private static final double ROUNDING = 1e-14;

    private BareSteps() {}

    /** Integrates to the last of the times; empty when the method fails or the deadline passes. */
    static Optional<InProcessSolver.Solution> run(Method method, double[] initial, double[] times, long deadline) {
        return new Run<>(method.stepper(), method, initial, times).toEnd(deadline);
    }

    private static final class Run<M> {
        private final Stepper<M> stepper;
        private final Method method;
        private final double[] times;
        private final double end;
        private final double[][] weights;
        private M memory;
        private StepController.State state;
        private int found;
        private long steps;

        Run(Stepper<M> stepper, Method method, double[] initial, double[] times) {
            this.stepper = stepper;
            this.method = method;
            this.times = times;
            end = times[times.length - 1];
            weights = new double[times.length][initial.length];
            memory = stepper.begin(new FlowPoint(0, initial, new double[0]));
            state = method.controller().begin(stepper.initialStepSize(memory));
        }

        Optional<InProcessSolver.Solution> toEnd(long deadline) {
            while (found < times.length) {
                double time = stepper.point(memory).time();
                if (System.nanoTime() - deadline > 0 || !(state.stepSize() > 4 * Math.ulp(time))) {
                    return Optional.empty();
                }
                attempt(time, end - time <= STRETCH * state.stepSize() ? end - time : state.stepSize());
            }
            Stepper.Work work = stepper.work();
            return Optional.of(new InProcessSolver.Solution(weights, steps, work.evaluations(), work.factorizations()));
        }

        private void attempt(double time, double stepSize) {
            Stepper.Attempt<M> attempt = stepper.attempt(memory, stepSize);
            if (attempt instanceof Stepper.Attempt.Candidate<M> candidate) {
                double reached = candidate.interpolant().end();
                double covered = reached == time + stepSize ? stepSize : reached - time;
                StepController.Verdict verdict =
                        method.controller().judge(state.withStepSize(covered), candidate.error(), candidate.safety());
                state = verdict.next();
                if (verdict.accepted()) {
                    accept(candidate, covered);
                    return;
                }
            } else if (attempt instanceof Stepper.Attempt.Refused<M> refused) {
                state = method.controller().refused(state.withStepSize(stepSize), refused.factor());
            }
            memory = stepper.retry(memory);
        }

        private void accept(Stepper.Attempt.Candidate<M> candidate, double stepSize) {
            steps++;
            memory = candidate.memory();
            if (steps % method.restartEvery() == 0) {
                memory = stepper.begin(stepper.point(memory), stepper.carried(memory));
            }
            state = state.withStepSize(stepper.settle(memory, stepSize, state.stepSize()));
            DenseOutput solution = candidate.interpolant();
            double reached = solution.end() * (1 + ROUNDING);
            while (found < times.length && times[found] <= reached) {
                solution.weightsAt(Math.min(times[found], solution.end()), weights[found]);
                found++;
            }
        }
    }
}
