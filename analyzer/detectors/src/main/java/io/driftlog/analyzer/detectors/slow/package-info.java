/** The slow phase, detected from the weights alone. */
@NullMarked
package io.driftlog.analyzer.detectors.slow;

import org.jspecify.annotations.NullMarked;
