package io.driftlog.simulator.flow.radau;

import io.driftlog.simulator.flow.DenseOutput;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.StepController;
import io.driftlog.simulator.flow.Stepper.Attempt;
import io.driftlog.simulator.flow.radau.RadauMultiplierStepper.Memory;
import java.util.function.BiConsumer;

/** The shortest loop that drives stepper and controller, for tests of the two. */
public final class StepLoop {
    private final RadauMultiplierStepper stepper;
    private final StepController controller = new PredictiveController();
    private final int restartEvery;
    private Memory memory;
    private int steps;

    /** @param restartEvery after so many steps only the point is kept; 0 for never */
    public StepLoop(RadauMultiplierStepper stepper, double[] weights, int restartEvery) {
        this.stepper = stepper;
        this.restartEvery = restartEvery;
        memory = stepper.begin(new FlowPoint(0, weights, new double[0]));
    }

    public StepLoop(RadauMultiplierStepper stepper, double[] weights) {
        this(stepper, weights, 0);
    }

    public int steps() {
        return steps;
    }

    public Memory memory() {
        return memory;
    }

    /** Integrates to the given time. */
    public StepLoop runTo(double endTime) {
        return runTo(endTime, (after, interpolant) -> {});
    }

    /** Integrates to the given time and shows every accepted step. */
    public StepLoop runTo(double endTime, BiConsumer<Memory, DenseOutput> observer) {
        StepController.State state = controller.begin(stepper.initialStepSize(memory));
        int attempts = 0;
        while (memory.point().time() < endTime) {
            if (++attempts > 20_000) {
                throw new AssertionError("stuck at t = " + memory.point().time());
            }
            double left = endTime - memory.point().time();
            if (state.stepSize() > left) {
                state = state.withStepSize(left);
            }
            state = attempt(state, observer);
        }
        return this;
    }

    private StepController.State attempt(StepController.State state, BiConsumer<Memory, DenseOutput> observer) {
        Attempt<Memory> attempt = stepper.attempt(memory, state.stepSize());
        if (attempt instanceof Attempt.Refused<Memory> refused) {
            memory = stepper.retry(memory);
            return controller.refused(state, refused.factor());
        }
        Attempt.Candidate<Memory> candidate = (Attempt.Candidate<Memory>) attempt;
        StepController.Verdict verdict = controller.judge(state, candidate.error(), candidate.safety());
        if (!verdict.accepted()) {
            memory = stepper.retry(memory);
            return verdict.next();
        }
        steps++;
        observer.accept(candidate.memory(), candidate.interpolant());
        double settled = stepper.settle(
                candidate.memory(), state.stepSize(), verdict.next().stepSize());
        boolean restart = restartEvery > 0 && steps % restartEvery == 0;
        memory = restart ? stepper.begin(candidate.memory().point()) : candidate.memory();
        return verdict.next().withStepSize(settled);
    }
}
