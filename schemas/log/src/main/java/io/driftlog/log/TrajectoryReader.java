package io.driftlog.log;

import io.driftlog.events.TrajectoryEvent;
import java.util.Iterator;

/**
 * The recorded events of one run in order, from the log or from an archive: RunStarted first, up to RunEnded or to where
 * the record ends. For one thread.
 *
 * <p>{@link #hasNext} and {@link #next} throw {@link CorruptEventException} where an event cannot be read. What follows
 * the damage can be read by going on; events are missing there.
 */
public interface TrajectoryReader extends Iterator<TrajectoryEvent>, AutoCloseable {
    /** Never throws. */
    @Override
    void close();
}
