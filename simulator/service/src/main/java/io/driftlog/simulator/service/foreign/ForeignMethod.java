package io.driftlog.simulator.service.foreign;

import io.driftlog.events.UserException.BadInput;
import java.util.OptionalDouble;

/**
 * The method with which another program trained, as far as it is known.
 *
 * @param stepSize its learning rate, above 0
 * @param momentum heavy-ball momentum, in [0, 1)
 * @param decoupledDecay whether its weight decay does not pass through the momentum
 * @param weightDecay lambda, at least 0
 */
public record ForeignMethod(
        OptionalDouble stepSize, OptionalDouble momentum, boolean decoupledDecay, OptionalDouble weightDecay) {
    public ForeignMethod {
        check("--step-size", stepSize, stepSize.orElse(1) > 0, "a number above 0");
        check("--momentum", momentum, momentum.orElse(0) >= 0 && momentum.orElse(0) < 1, "a number from 0 to below 1");
        check("--weight-decay", weightDecay, weightDecay.orElse(0) >= 0, "a number of at least 0");
    }

    private static void check(String option, OptionalDouble value, boolean good, String wanted) {
        if (!good || Double.isInfinite(value.orElse(0))) {
            throw new BadInput(option + " is " + value.getAsDouble() + "; give " + wanted + ".");
        }
    }
}
