package io.driftlog.log.codec;

import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.Location;
import io.driftlog.log.Topics;
import java.util.List;

/** Events of {@link Topics#TRAJECTORIES}; the fingerprint of an encoded event determines its type. */
public final class EventCodec implements Codec<TrajectoryEvent> {
    private final SingleObject<RunStarted> started = new SingleObject<>(new RunStartedFormat());
    private final SingleObject<StepTaken> steps = new SingleObject<>(new StepTakenFormat());
    private final SingleObject<RunEnded> ended = new SingleObject<>(new RunEndedFormat());
    private final List<SingleObject<? extends TrajectoryEvent>> oftenFirst = List.of(steps, started, ended);

    @Override
    public byte[] encode(TrajectoryEvent event) {
        if (event instanceof StepTaken step) {
            return steps.encode(step);
        }
        return event instanceof RunStarted start ? started.encode(start) : ended.encode((RunEnded) event);
    }

    @Override
    public TrajectoryEvent decode(byte[] value, Location where) {
        return SingleObject.decode(value, where, oftenFirst);
    }
}
