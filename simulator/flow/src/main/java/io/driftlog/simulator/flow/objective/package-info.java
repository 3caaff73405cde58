/**
 * Training objectives, each with the products that its structure makes cheap, and the closed forms they are checked
 * against.
 */
@NullMarked
package io.driftlog.simulator.flow.objective;

import org.jspecify.annotations.NullMarked;
