/**
 * JMH benchmarks of the parts of a step: products of an objective, and one attempt of the default stepper. Those of the
 * factorisations lie in the package of the factors, which is not open to others.
 */
@NullMarked
package io.driftlog.simulator.benchmark.kernels;

import org.jspecify.annotations.NullMarked;
