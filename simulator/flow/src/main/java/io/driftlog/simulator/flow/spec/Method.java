package io.driftlog.simulator.flow.spec;

import io.driftlog.simulator.flow.StepController;
import io.driftlog.simulator.flow.Stepper;

/**
 * A method ready to integrate one run.
 *
 * @param stepper computes steps
 * @param controller accepts them and chooses their size
 * @param restartEvery accepted steps from one restart point to the next
 * @param maxSteps accepted steps after which the run fails
 */
public record Method(Stepper<?> stepper, StepController controller, long restartEvery, long maxSteps) {}
