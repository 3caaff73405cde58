/**
 * The integration methods beside other solvers: the same problem files, the same machine, the same minutes.
 *
 * <p>{@link io.driftlog.simulator.benchmark.BenchmarkCommand} is what {@code simulator/benchmark/run} starts. A {@link
 * io.driftlog.simulator.benchmark.ProblemFile} is integrated by every {@link
 * io.driftlog.simulator.benchmark.Contender}, one after another and round by round, so that a slow minute of the
 * machine meets them all. A cost is the smallest CPU time seen over the rounds, garbage collection included, and is
 * read off at equal measured error: see {@link io.driftlog.simulator.benchmark.Ladder}.
 *
 * <p>The sub-package {@code kernels} holds JMH benchmarks of the parts of a step; the command {@code kernels} beside
 * {@code run} starts them.
 */
@NullMarked
package io.driftlog.simulator.benchmark;

import org.jspecify.annotations.NullMarked;
