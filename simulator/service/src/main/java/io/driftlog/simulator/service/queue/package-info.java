/** Simulators that take their work from the queue: the one that is free first makes the run. */
@NullMarked
package io.driftlog.simulator.service.queue;

import org.jspecify.annotations.NullMarked;
