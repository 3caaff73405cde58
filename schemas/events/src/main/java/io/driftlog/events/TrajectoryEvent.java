package io.driftlog.events;

/** An event of one run's trajectory. */
public sealed interface TrajectoryEvent permits RunStarted, StepTaken, RunEnded {
    /** The run it belongs to; the key of its Kafka record. */
    String runId();
}
