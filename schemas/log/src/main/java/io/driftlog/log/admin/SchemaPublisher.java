package io.driftlog.log.admin;

import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.BoundedRead;
import io.driftlog.log.Clients;
import io.driftlog.log.LogConnection;
import io.driftlog.log.Topics;
import io.driftlog.log.codec.Schemas;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Puts every schema into {@link Topics#SCHEMAS}, so that a reader in another language can look a fingerprint up. */
public final class SchemaPublisher {
    private SchemaPublisher() {}

    /**
     * Publishes the schemas that are not there yet: key the fingerprint in hexadecimal, value the schema as JSON.
     *
     * @param kafka how the log is reached
     * @return how many were published
     * @throws Unavailable if no broker answers
     */
    public static int publish(LogConnection kafka) {
        Set<String> published = publishedKeys(kafka);
        List<Schema> missing = Schemas.all().stream()
                .flatMap(versions -> versions.schemas().stream())
                .filter(schema -> !published.contains(key(schema)))
                .toList();
        if (!missing.isEmpty()) {
            send(kafka, missing);
        }
        return missing.size();
    }

    private static Set<String> publishedKeys(LogConnection kafka) {
        Set<String> keys = new HashSet<>();
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(kafka)) {
            BoundedRead.whole(kafka, consumer, Topics.SCHEMAS)
                    .forEachRemaining(found -> keys.add(new String(found.key(), StandardCharsets.US_ASCII)));
        }
        return keys;
    }

    private static void send(LogConnection kafka, List<Schema> schemas) {
        List<Future<RecordMetadata>> acknowledged = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = Clients.plainProducer(kafka)) {
            schemas.forEach(schema -> acknowledged.add(producer.send(toRecord(schema))));
            producer.flush();
            for (Future<RecordMetadata> each : acknowledged) {
                each.get();
            }
        } catch (KafkaException | ExecutionException e) {
            throw Clients.unavailable(kafka, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static ProducerRecord<byte[], byte[]> toRecord(Schema schema) {
        return new ProducerRecord<>(
                Topics.SCHEMAS.name(),
                key(schema).getBytes(StandardCharsets.US_ASCII),
                schema.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String key(Schema schema) {
        return Schemas.hex(Schemas.fingerprint(schema));
    }
}
