package io.driftlog.node.cli;

import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.RunReader;
import io.driftlog.node.broker.Cluster;
import io.driftlog.node.cli.Errors.UsageException;
import java.util.Iterator;

/** The events of a recorded run in order, as a verb takes them. */
final class RecordedRun implements Iterator<TrajectoryEvent>, AutoCloseable {
    private final Iterator<TrajectoryEvent> events;
    private final AutoCloseable source;

    private RecordedRun(Iterator<TrajectoryEvent> events, AutoCloseable source) {
        this.events = events;
        this.source = source;
    }

    /**
     * Opens a run of the log.
     *
     * @throws UsageException when there is none of this id
     */
    static RecordedRun open(Cluster cluster, String runId) {
        RunReader reader = RunReader.open(cluster.clientConfig(), runId);
        if (!reader.hasNext()) {
            reader.close();
            throw new UsageException("The log at " + cluster.bootstrapServers() + " has no run " + runId
                    + "; `driftlog runs` lists those it has.");
        }
        return new RecordedRun(eventsOf(reader), reader);
    }

    private static Iterator<TrajectoryEvent> eventsOf(RunReader reader) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return reader.hasNext();
            }

            @Override
            public TrajectoryEvent next() {
                return reader.next().event();
            }
        };
    }

    @Override
    public boolean hasNext() {
        return events.hasNext();
    }

    @Override
    public TrajectoryEvent next() {
        return events.next();
    }

    @Override
    public void close() {
        try {
            source.close();
        } catch (Exception e) {
            throw new IllegalStateException("a reader failed to close", e);
        }
    }
}
