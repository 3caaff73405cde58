/** The real Kafka broker and controller in this process. */
@NullMarked
package io.driftlog.broker;

import org.jspecify.annotations.NullMarked;
