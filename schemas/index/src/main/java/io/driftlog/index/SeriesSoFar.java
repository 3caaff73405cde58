package io.driftlog.index;

/**
 * The scalars of a run's steps as far as they were read from the log.
 *
 * @param series the steps; more come while the log is being read
 * @param read how much of what the log has was read, 0 to 1
 */
public record SeriesSoFar(Series series, double read) {}
