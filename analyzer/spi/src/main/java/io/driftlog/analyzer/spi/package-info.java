/**
 * What the author of an analyzer needs: {@link io.driftlog.analyzer.spi.Analyzer}, its fold over one run, and base
 * classes. Hosts use {@code io.driftlog.analyzer.spi.driver}.
 */
@NullMarked
package io.driftlog.analyzer.spi;

import org.jspecify.annotations.NullMarked;
