/** The queue of runs that simulators take their work from. */
@NullMarked
package io.driftlog.log.queue;

import org.jspecify.annotations.NullMarked;
