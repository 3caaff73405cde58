/** The verdict: grokked or not. */
@NullMarked
package io.driftlog.analyzer.detectors.grokking;

import org.jspecify.annotations.NullMarked;
