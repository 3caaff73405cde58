/** What the author of an objective or a regulariser implements, and what its factory says of data and parameters. */
@NullMarked
package io.driftlog.simulator.spi;

import org.jspecify.annotations.NullMarked;
