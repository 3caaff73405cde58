package io.driftlog.simulator.flow.spec;

import static io.driftlog.events.NumberText.exact;

import io.driftlog.events.DecayCurve;
import io.driftlog.events.RunSpec;
import io.driftlog.events.Schedule;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Checks schedules of run specs. */
final class Schedules {
    private static final List<Parameter> PARAMETERS = List.of(
            Parameter.count(DecayCurve.RESTARTS, "how often the pieces are repeated", 0, 0, 1000),
            Parameter.real(DecayCurve.RESTART_FACTOR, "how much longer each repetition is", 1, 1, 100));

    private Schedules() {}

    /** @throws InvalidSpecException for a schedule that says nothing, or that no run can follow */
    static void check(Schedule schedule) {
        String key = schedule.quantity();
        if (!key.equals(RunSpec.WEIGHT_DECAY)) {
            throw bad(key, "cannot change while a run goes on; give one number");
        }
        if (Arrays.stream(DecayCurve.Shape.values())
                .noneMatch(shape -> shape.word().equals(schedule.curve()))) {
            throw bad(
                    key + ".curve",
                    schedule.curve() + " is not known; use "
                            + Arrays.stream(DecayCurve.Shape.values())
                                    .map(DecayCurve.Shape::word)
                                    .collect(Collectors.joining(", ")));
        }
        Parameter.complete(key, PARAMETERS, schedule.parameters());
        if (schedule.at().size() < 2
                || schedule.at().size() != schedule.values().size()) {
            throw bad(
                    key + ".at",
                    "names " + schedule.at().size() + " times and there are "
                            + schedule.values().size() + " values; give a value for each time, and at least two");
        }
        double last = -1;
        for (double time : schedule.at()) {
            if (!(time >= 0 && time > last && Double.isFinite(time))) {
                throw bad(
                        key + ".at",
                        "holds " + exact(time) + (last < 0 ? "" : " after " + exact(last))
                                + "; give flow times of at least 0 in increasing order");
            }
            last = time;
        }
        for (double value : schedule.values()) {
            if (!(value >= 0 && Double.isFinite(value))) {
                throw bad(key, "takes the value " + exact(value) + "; give finite numbers of at least 0");
            }
        }
    }

    private static InvalidSpecException bad(String key, String problem) {
        return new InvalidSpecException(key, key + " " + problem + ".");
    }
}
