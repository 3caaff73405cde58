/** Data sets too large for the first event of a run: written, read and referred to in pieces under their SHA-256. */
@NullMarked
package io.driftlog.log.dataset;

import org.jspecify.annotations.NullMarked;
