package io.driftlog.simulator.benchmark;

/**
 * How long to measure.
 *
 * @param rounds how often each cost is measured; the smallest counts
 * @param warmUpNanos CPU time that a solver in this JVM spends before its first measurement on a problem
 * @param limitNanos an integration that takes longer is given up
 */
record BenchmarkSettings(int rounds, long warmUpNanos, long limitNanos) {}
