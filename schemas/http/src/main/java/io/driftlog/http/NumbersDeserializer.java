package io.driftlog.http;

import io.micronaut.core.type.Argument;
import io.micronaut.serde.Decoder;
import io.micronaut.serde.Deserializer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.stream.DoubleStream;

/** Reads {@link Numbers}; what is null becomes NaN. */
@Singleton
final class NumbersDeserializer implements Deserializer<Numbers> {
    @Override
    public Numbers deserialize(Decoder decoder, DecoderContext context, Argument<? super Numbers> type)
            throws IOException {
        var values = DoubleStream.builder();
        try (Decoder array = decoder.decodeArray()) {
            while (array.hasNextArrayValue()) {
                values.add(array.decodeNull() ? Double.NaN : array.decodeDouble());
            }
        }
        return new Numbers(values.build().toArray());
    }
}
