/** Recorded runs side by side. */
@NullMarked
package io.driftlog.simulator.service.compare;

import org.jspecify.annotations.NullMarked;
