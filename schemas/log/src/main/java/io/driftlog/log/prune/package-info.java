/** Deletion of archived runs from the log. */
@NullMarked
package io.driftlog.log.prune;

import org.jspecify.annotations.NullMarked;
