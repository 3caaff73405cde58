/**
 * Runs: read from a spec, integrated, and emitted event by event into the log; resumed from the log; cancelled.
 *
 * <p>{@link io.driftlog.simulator.service.RunSpecReader} turns YAML into a {@code RunSpec},
 * {@link io.driftlog.simulator.service.RunService} turns a spec into a trajectory in Kafka, and
 * {@link io.driftlog.simulator.service.OfflineIntegration} integrates the same spec without any log. The mathematics is
 * in {@code io.driftlog.simulator.flow}; there are no formulas here.
 */
@NullMarked
package io.driftlog.simulator.service;

import org.jspecify.annotations.NullMarked;
