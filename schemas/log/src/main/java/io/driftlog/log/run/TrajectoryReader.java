package io.driftlog.log.run;

import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.CorruptEventException;
import java.util.Iterator;
import java.util.Optional;

/**
 * The recorded events of one run in order, from the log or from an archive: RunStarted first, up to RunEnded or to where
 * the record ends. For one thread.
 *
 * <p>{@link #hasNext} and {@link #next} throw {@link CorruptEventException} where an event cannot be read. What follows
 * the damage can be read by going on; events are missing there.
 */
public interface TrajectoryReader extends Iterator<TrajectoryEvent>, AutoCloseable {
    /**
     * What is wrong with the record besides its events, as a sentence: they can be read all the same. Empty if nothing is.
     */
    default Optional<String> damage() {
        return Optional.empty();
    }

    /** Never throws. */
    @Override
    void close();
}
