/** The queue of run requests for simulators. */
@NullMarked
package io.driftlog.log.queue;

import org.jspecify.annotations.NullMarked;
