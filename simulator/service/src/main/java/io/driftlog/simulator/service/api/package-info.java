/** The simulators' part of the HTTP API: runs, presets, and what the weights of a step mean. */
@NullMarked
package io.driftlog.simulator.service.api;

import org.jspecify.annotations.NullMarked;
