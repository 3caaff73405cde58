/** Radau steps of ReLU networks: kinks are located, crossed, or slid along in the sense of Filippov. */
@NullMarked
package io.driftlog.simulator.flow.radau.kink;

import org.jspecify.annotations.NullMarked;
