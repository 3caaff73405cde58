/**
 * The records of the log as bytes: Avro schemas of every version, single-object encoding, and a codec without boxing.
 */
@NullMarked
package io.driftlog.log.codec;

import org.jspecify.annotations.NullMarked;
