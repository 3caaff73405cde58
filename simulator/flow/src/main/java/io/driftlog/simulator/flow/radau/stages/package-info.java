/** The tableau of Radau IIA, its stage values, and the collocation polynomial through them. */
@NullMarked
package io.driftlog.simulator.flow.radau.stages;

import org.jspecify.annotations.NullMarked;
