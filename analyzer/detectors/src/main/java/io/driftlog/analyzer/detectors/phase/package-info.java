/** Phase transitions read off the losses and norms: loss plateau, norm drift, test-loss drop. */
@NullMarked
package io.driftlog.analyzer.detectors.phase;

import org.jspecify.annotations.NullMarked;
