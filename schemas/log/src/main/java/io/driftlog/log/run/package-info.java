/** Trajectories and findings: the transactional writer of a run, and readers. */
@NullMarked
package io.driftlog.log.run;

import org.jspecify.annotations.NullMarked;
