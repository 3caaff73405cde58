package io.driftlog.log.codec;

import io.driftlog.log.CorruptEventException;
import io.driftlog.log.Location;

/**
 * Turns records into Avro single-object encoding and back: the bytes C3 01, the CRC-64-AVRO fingerprint of the schema
 * (little-endian), the Avro body. Implementations are stateless and may be shared between threads.
 *
 * @param <T> the records
 */
public sealed interface Codec<T>
        permits EventCodec, FindingCodec, RunStatusCodec, DatasetChunkCodec, RunRequestCodec, RunAnnotatedCodec {
    /**
     * Encodes with the newest schema.
     *
     * @param value Not modified.
     * @return a new array, header and body
     */
    byte[] encode(T value);

    /**
     * Decodes a value of any known version of the schema.
     *
     * @param value header and body, nothing after them. Not modified.
     * @param where the place of the bytes, for messages
     * @throws CorruptEventException if they cannot be read; no other exception is thrown
     */
    T decode(byte[] value, Location where);
}
