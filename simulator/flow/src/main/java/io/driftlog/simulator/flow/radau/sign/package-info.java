/** Flows with l1 decay: between events every weight has a fixed sign, or is held at 0. */
@NullMarked
package io.driftlog.simulator.flow.radau.sign;

import org.jspecify.annotations.NullMarked;
