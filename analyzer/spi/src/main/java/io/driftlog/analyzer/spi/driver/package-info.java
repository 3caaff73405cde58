/** The driver that every host folds with, the registry of analyzers, and their states as bytes. */
@NullMarked
package io.driftlog.analyzer.spi.driver;

import org.jspecify.annotations.NullMarked;
