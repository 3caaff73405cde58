package io.driftlog.log.codec;

import io.driftlog.log.CorruptEventException;

/**
 * The body of one record in the newest version of its schema, field by field in the order of the schema.
 *
 * @param <R> the record
 */
public interface RecordFormat<R> {
    /** The schema that {@link #write} and {@link #read} follow. */
    Schemas.Versions schemas();

    /**
     * Writes the body.
     *
     * @param record Not modified.
     */
    void write(R record, AvroOutput out);

    /**
     * Reads a body.
     *
     * @throws CorruptEventException if the bytes are not such a body
     * @throws IllegalArgumentException if the record refuses the values
     */
    R read(AvroInput in);

    /**
     * Reads a body.
     *
     * @throws CorruptEventException if the bytes are not such a body, or the record refuses the values
     */
    default R readChecked(AvroInput in) {
        try {
            return read(in);
        } catch (IllegalArgumentException refused) {
            throw in.corrupt(String.valueOf(refused.getMessage()));
        }
    }

    /**
     * Reads a body of an older schema.
     *
     * @throws CorruptEventException if the bytes are not such a body, or the record refuses the values
     */
    default R readOlder(Resolution resolution, AvroInput in) {
        AvroInput newest = resolution.toNewest(in);
        R record = readChecked(newest);
        newest.expectEnd();
        return record;
    }
}
