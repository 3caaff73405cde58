/** The real Kafka broker in this process, for whoever has no cluster. */
@NullMarked
package io.driftlog.node.broker;

import org.jspecify.annotations.NullMarked;
