/**
 * Training by iterations of an optimiser, on the whole data or on batches, as PyTorch defines the updates. Every
 * iteration is a step of the run, and any step can be a restart point: batches and noise of step k come from the seed
 * and k alone.
 */
@NullMarked
package io.driftlog.simulator.flow.discrete;

import org.jspecify.annotations.NullMarked;
