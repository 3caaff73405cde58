/** Commands that stay up for others: the node and the broker. */
@NullMarked
package io.driftlog.node.cli.serve;

import org.jspecify.annotations.NullMarked;
