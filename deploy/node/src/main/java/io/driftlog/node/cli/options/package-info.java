/** Options that commands share, and what they open. */
@NullMarked
package io.driftlog.node.cli.options;

import org.jspecify.annotations.NullMarked;
