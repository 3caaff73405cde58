/** Commands that read, move or delete what the log holds. */
@NullMarked
package io.driftlog.node.cli.log;

import org.jspecify.annotations.NullMarked;
