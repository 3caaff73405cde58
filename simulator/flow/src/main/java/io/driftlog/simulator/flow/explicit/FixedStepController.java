package io.driftlog.simulator.flow.explicit;

import io.driftlog.simulator.flow.StepController;

/**
 * Accepts every candidate and keeps the step size.
 *
 * @param mayShrink whether a refused step is tried again with a smaller size, which is then kept; otherwise the step
 *     size becomes 0: the run cannot go on
 */
public record FixedStepController(boolean mayShrink) implements StepController {
    @Override
    public State begin(double stepSize) {
        return new State(stepSize, 0, 1, 0);
    }

    @Override
    public Verdict judge(State state, double error, double safety) {
        return new Verdict(true, new State(state.stepSize(), state.stepSize(), error, 0));
    }

    @Override
    public State refused(State state, double factor) {
        return state.withStepSize(mayShrink ? factor * state.stepSize() : 0);
    }
}
