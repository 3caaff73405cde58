/** The contracts of objectives and regularisers as tests; see {@link io.driftlog.simulator.testkit.ObjectiveContract}. */
@NullMarked
package io.driftlog.simulator.testkit;

import org.jspecify.annotations.NullMarked;
