package io.driftlog.http;

import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;

/** An event of a trajectory as JSON. */
public sealed interface EventView permits StartView, StepView, EndView {
    /** The name of the event's type: RunStarted, StepTaken or RunEnded. */
    String event();

    /** The run. */
    String runId();

    /** An event as the API and the command line show it. */
    static EventView of(TrajectoryEvent event) {
        if (event instanceof StepTaken step) {
            return StepView.of(step);
        }
        return event instanceof RunEnded end ? EndView.of(end) : StartView.of((RunStarted) event);
    }
}
