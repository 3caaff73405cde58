/**
 * The live host of analyzers: one Kafka Streams application per analyzer, version and parameters, exactly once from the
 * trajectories to the findings.
 *
 * <p>It knows no particular analyzer: {@link io.driftlog.analyzer.spi.driver.Analyzers} finds them at run time, and the fold
 * driver of {@code io.driftlog.analyzer.spi} folds here as it does on replay.
 */
@NullMarked
package io.driftlog.analyzer.service;

import org.jspecify.annotations.NullMarked;
