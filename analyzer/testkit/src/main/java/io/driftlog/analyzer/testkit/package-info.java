/**
 * For authors of analyzers: {@link io.driftlog.analyzer.testkit.AnalyzerContract}, the test that every analyzer passes,
 * and {@link io.driftlog.analyzer.testkit.TrajectoryBuilder}, runs made from closed forms whose transitions are known.
 *
 * <p>Nothing here needs a broker.
 */
@NullMarked
package io.driftlog.analyzer.testkit;

import org.jspecify.annotations.NullMarked;
