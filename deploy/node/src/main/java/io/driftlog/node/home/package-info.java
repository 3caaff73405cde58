/** The data directory of a node, its log file and its address, and the cluster that a command works with. */
@NullMarked
package io.driftlog.node.home;

import org.jspecify.annotations.NullMarked;
