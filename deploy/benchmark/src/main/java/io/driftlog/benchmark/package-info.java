/** Measures the pipeline from the simulator's events to readable findings, beside what Kafka itself does. */
@NullMarked
package io.driftlog.benchmark;

import org.jspecify.annotations.NullMarked;
