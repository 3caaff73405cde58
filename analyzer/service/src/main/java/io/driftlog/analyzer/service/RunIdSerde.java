package io.driftlog.analyzer.service;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Run ids as UTF-8. The last id is cached both ways, because consecutive records mostly belong to one run. Safe for use by several threads.
 */
final class RunIdSerde implements Serde<String> {
    private Known last = new Known("", new byte[0]);

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Known(String id, byte[] encoded) {}

    @Override
    public Serializer<String> serializer() {
        return (topic, id) -> encoded(id);
    }

    @Override
    public Deserializer<String> deserializer() {
        return (topic, encoded) -> decoded(encoded);
    }

    /** Its bytes; the same array again for the same id, not to be modified. */
    @SuppressWarnings("ReferenceEquality") // equal but not identical ids are only slower
    private byte @Nullable [] encoded(@Nullable String id) {
        if (id == null) {
            return null;
        }
        Known known = last;
        if (known.id() != id) {
            known = new Known(id, id.getBytes(StandardCharsets.UTF_8));
            last = known;
        }
        return known.encoded();
    }

    private @Nullable String decoded(byte @Nullable [] encoded) {
        if (encoded == null) {
            return null;
        }
        Known known = last;
        if (!Arrays.equals(known.encoded(), encoded)) {
            known = new Known(new String(encoded, StandardCharsets.UTF_8), encoded);
            last = known;
        }
        return known.id();
    }
}
