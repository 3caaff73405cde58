package io.driftlog.simulator.flow.loop;

import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.Origin;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.StepController;
import io.driftlog.simulator.flow.Stepper;
import io.driftlog.simulator.flow.spec.Methods;
import io.driftlog.simulator.flow.spec.Problem;
import io.driftlog.simulator.flow.spec.Problems;
import io.driftlog.simulator.spi.InvalidSpecException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a fork takes over from a step of its ancestor, besides weights and time: the multiplier where the objective is
 * the same, for grad F at a small weight decay is known by it alone; the step size and what the method carries where
 * the method's numbers are the same too. Otherwise the method begins anew from the weights.
 */
public final class Forking {
    private Forking() {}

    /**
     * The fork of a run.
     *
     * @param spec complete; its initial weights are those of the state
     * @param origin where it comes from
     */
    public record Fork(RunSpec spec, Origin origin) {}

    /**
     * Forks a run at one of its steps.
     *
     * @param ancestor the run's spec, complete
     * @param state a step of it, with weights. Not modified.
     * @param history scalars of the run up to that step; left out for a fork of another objective
     * @param changed the spec of the fork, initial weights aside
     * @param changes what was changed, in words
     * @throws InvalidSpecException when the changed spec cannot be run, or cannot be begun at this step
     */
    public static Fork at(
            RunSpec ancestor,
            StepTaken state,
            List<Origin.PastStep> history,
            RunSpec changed,
            SortedMap<String, String> changes) {
        RunSpec begun = changed.with(new InitialSpec.Given(state.weights()));
        Problem problem = Problems.open(begun, state.time());
        RunSpec spec = Problems.complete(begun, problem);
        if (spec.endTime() <= state.time()) {
            throw new InvalidSpecException(
                    "until",
                    "until is reached at t = " + spec.endTime()
                            + ", and the fork begins at t = " + state.time()
                            + "; fork at an earlier step, or give a later until.time.");
        }
        Stepper<?> stepper = Methods.create(spec.method(), problem).stepper();
        boolean sameObjective = sameObjective(ancestor, spec);
        boolean takesOver = stepper.canTakeOver() && sameObjective;
        boolean sameMethod = takesOver && arithmetic(spec.method()).equals(arithmetic(ancestor.method()));
        double[] multiplier = takesOver && hasMultiplier(stepper, state) ? state.multiplier() : new double[0];
        if (sameMethod) {
            requireCarried(stepper, state);
        }
        Origin origin = new Origin(
                state.runId(),
                state.seq(),
                state.time(),
                state.digest(),
                multiplier,
                sameMethod ? state.controllerState() : new double[0],
                changes,
                sameObjective && ancestor.hasSquaredNorm() && spec.hasSquaredNorm() ? history : List.of());
        return new Fork(spec, origin);
    }

    private static boolean sameObjective(RunSpec ancestor, RunSpec fork) {
        ObjectiveSpec objective = fork.objective();
        boolean sameData = objective.generator().isEmpty() || ancestor.seed() == fork.seed();
        return sameData && objective.equals(ancestor.objective());
    }

    /** A method without the numbers that only say how long a run may be and how often it restarts. */
    private static MethodSpec arithmetic(MethodSpec method) {
        var numbers = new TreeMap<>(method.parameters());
        numbers.remove("maxSteps");
        numbers.remove("restartEvery");
        return new MethodSpec(method.type(), numbers, method.options());
    }

    private static <M> boolean hasMultiplier(Stepper<M> stepper, StepTaken state) {
        var point = new FlowPoint(state.time(), state.weights(), new double[0]);
        return stepper.point(stepper.begin(point)).multiplier().length > 0;
    }

    private static <M> void requireCarried(Stepper<M> stepper, StepTaken state) {
        var point = new FlowPoint(state.time(), state.weights(), state.multiplier());
        boolean carries = stepper.carried(stepper.begin(point)).length > 0;
        if (carries && state.controllerState().length == StepController.State.LENGTH) {
            throw new InvalidSpecException(
                    "method",
                    "step seq " + state.seq() + " does not hold all that the method carries from step to step;"
                            + " fork at a restart point, such as every step whose number is a multiple of"
                            + " method.restartEvery.");
        }
    }
}
