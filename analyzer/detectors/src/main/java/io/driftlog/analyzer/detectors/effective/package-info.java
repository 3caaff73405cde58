/** The effective Riemannian flow of the slow phase and the singular points it tends to. */
@NullMarked
package io.driftlog.analyzer.detectors.effective;

import org.jspecify.annotations.NullMarked;
