/** The margin of classifiers: when the classes are separated, and where the direction of the weights tends. */
@NullMarked
package io.driftlog.analyzer.detectors.margin;

import org.jspecify.annotations.NullMarked;
