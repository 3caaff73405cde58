/** The contracts of objectives and regularisers, and the declarations of their data and parameters. */
@NullMarked
package io.driftlog.simulator.spi;

import org.jspecify.annotations.NullMarked;
