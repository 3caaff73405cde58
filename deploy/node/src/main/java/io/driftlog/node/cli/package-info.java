/**
 * The verbs of the driftlog command: they parse, call a service, and show what came of it.
 *
 * <p>2026-11: all verbs live here and not in the services, because each of them shares the options {@code --data},
 * {@code --kafka} and {@code --json} and the choice between the embedded broker and a cluster, which belong to the node.
 */
@NullMarked
package io.driftlog.node.cli;

import org.jspecify.annotations.NullMarked;
