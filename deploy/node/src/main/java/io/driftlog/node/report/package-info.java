/** Reports of recorded runs, as the verbs and the HTTP API make them. */
@NullMarked
package io.driftlog.node.report;

import org.jspecify.annotations.NullMarked;
