package io.driftlog.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.net.URL;
import java.util.Objects;
import org.apache.kafka.common.utils.Time;

/**
 * Lets the brokers and clients of this process measure time by the monotonic clock. Kafka measures by the wall clock: when
 * that is set forward, requests and transactions time out at once; when it is set back, heartbeats and retries stop until
 * it is where it was.
 */
public final class SteadyClock {
    private SteadyClock() {}

    /**
     * Defines our {@code SystemTime} before Kafka's is loaded. Kafka has no setting for its clock, and the order of jars in
     * the class path is not fixed.
     *
     * @throws IllegalStateException if Kafka has been used in this process already
     */
    public static void use() {
        try (InputStream file = new URL(
                        Objects.requireNonNull(SteadyClock.class.getResource("SteadyClock.class")),
                        "../../../org/apache/kafka/common/utils/SystemTime.class")
                .openStream()) {
            MethodHandles.privateLookupIn(Time.class, MethodHandles.lookup()).defineClass(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalAccessException | LinkageError e) {
            throw new IllegalStateException("Kafka's clock cannot be replaced", e);
        }
    }
}
