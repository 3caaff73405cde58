package io.driftlog.http;

import io.micronaut.core.type.Argument;
import io.micronaut.serde.Encoder;
import io.micronaut.serde.Serializer;
import jakarta.inject.Singleton;
import java.io.IOException;

/** Writes {@link Numbers} without boxing. */
@Singleton
final class NumbersSerializer implements Serializer<Numbers> {
    @Override
    public void serialize(Encoder encoder, EncoderContext context, Argument<? extends Numbers> type, Numbers numbers)
            throws IOException {
        try (Encoder array = encoder.encodeArray(type)) {
            for (double value : numbers.values()) {
                if (Double.isFinite(value)) {
                    array.encodeDouble(value);
                } else {
                    array.encodeNull();
                }
            }
        }
    }
}
