/** The findings of {@code verify-theory} in words: as text, as JSON and as HTML. */
@NullMarked
package io.driftlog.analyzer.report.theory;

import org.jspecify.annotations.NullMarked;
