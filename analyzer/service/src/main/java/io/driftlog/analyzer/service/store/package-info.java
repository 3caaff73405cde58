/** The state store of folds. This package alone uses internal interfaces of Kafka Streams. */
@NullMarked
package io.driftlog.analyzer.service.store;

import org.jspecify.annotations.NullMarked;
