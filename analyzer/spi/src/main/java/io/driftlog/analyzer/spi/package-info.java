/**
 * All that the author of an analyzer needs: {@link io.driftlog.analyzer.spi.Analyzer}, its fold over one run, and
 * the one driver through which every host folds.
 */
@NullMarked
package io.driftlog.analyzer.spi;

import org.jspecify.annotations.NullMarked;
