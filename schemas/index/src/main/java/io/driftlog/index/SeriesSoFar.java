package io.driftlog.index;

/**
 * A series and its loaded fraction.
 *
 * @param series the steps; it grows while the log is being read
 * @param read the loaded fraction, 0 to 1
 */
public record SeriesSoFar(Series series, double read) {}
