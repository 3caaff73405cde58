package io.driftlog.log.codec;

import org.jspecify.annotations.Nullable;

/**
 * Run ids that were read or written lately: each comes again with every step, and needs no new String or bytes then.
 * Threads may share it; one that overwrites the other's id costs it a String.
 */
final class RunIdCache {
    private static final int SLOTS = 64;
    private static final int LONGEST = 256;

    private final @Nullable Known[] known = new Known[SLOTS];
    private @Nullable Known written;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Known(byte[] encoded, String text) {}

    /** Reads an Avro string; the text is the same as that of {@link AvroInput#readString}. */
    String read(AvroInput in) {
        int begin = in.position();
        in.skipBytes();
        int length = in.position() - begin;
        int slot = (length * 31 + in.byteBack(1)) & (SLOTS - 1);
        Known candidate = known[slot];
        if (candidate != null && in.isSince(begin, candidate.encoded())) {
            return candidate.text();
        }
        in.reset(begin);
        String text = in.readString();
        if (length <= LONGEST) {
            in.reset(begin);
            known[slot] = new Known(in.readFixed(length), text);
        }
        return text;
    }

    /** Writes an Avro string; the bytes are the same as those of {@link AvroOutput#writeString}. */
    @SuppressWarnings("ReferenceEquality") // an equal one is only slower
    void write(String runId, AvroOutput out) {
        Known last = written;
        if (last == null || last.text() != runId) {
            AvroOutput measure = AvroOutput.measuring();
            measure.writeString(runId);
            byte[] encoded = new byte[measure.position()];
            AvroOutput.into(encoded).writeString(runId);
            last = new Known(encoded, runId);
            written = last;
        }
        out.writeFixed(last.encoded(), last.encoded().length);
    }
}
