package io.driftlog.log.run;

import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.CorruptEventException;
import java.util.Iterator;
import java.util.Optional;

/**
 * The recorded events of one run in order, from the log or from an archive: from RunStarted to RunEnded, or to the end
 * of the record. For one thread.
 *
 * <p>{@link #hasNext} and {@link #next} throw {@link CorruptEventException} for an event that cannot be read. Further
 * calls continue after the damage; the damaged events are missing.
 */
public interface TrajectoryReader extends Iterator<TrajectoryEvent>, AutoCloseable {
    /**
     * Damage that does not affect the events, as a sentence; empty if there is none.
     */
    default Optional<String> damage() {
        return Optional.empty();
    }

    /** What the record lacks of the run; known once {@link #hasNext} is false. Empty if nothing is missing. */
    default Optional<LostEvents> lost() {
        return Optional.empty();
    }

    /** Never throws. */
    @Override
    void close();
}
