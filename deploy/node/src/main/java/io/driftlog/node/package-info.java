/** The only main: it wires the embedded broker, the simulator and the analyzer hosts, and is the driftlog command. */
@NullMarked
package io.driftlog.node;

import org.jspecify.annotations.NullMarked;
