/** Explicit methods, which need nothing but gradients, and the step controllers that go with them. */
@NullMarked
package io.driftlog.simulator.flow.explicit;

import org.jspecify.annotations.NullMarked;
