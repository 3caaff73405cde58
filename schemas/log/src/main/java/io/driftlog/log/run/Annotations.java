package io.driftlog.log.run;

import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.BoundedRead;
import io.driftlog.log.Clients;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunAnnotated;
import io.driftlog.log.Topics;
import io.driftlog.log.codec.RunAnnotatedCodec;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** Reads and writes the tags and the note of a run. */
public final class Annotations {
    private static final RunAnnotatedCodec CODEC = new RunAnnotatedCodec();

    private Annotations() {}

    /**
     * All changes of a run's tags and note as one; empty if there is none.
     *
     * @throws Unavailable if no broker answers
     */
    public static Optional<RunAnnotated> read(LogConnection kafka, String runId) {
        byte[] key = Topics.key(runId);
        var all = new Object() {
            @Nullable
            RunAnnotated folded;
        };
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(kafka)) {
            BoundedRead.whole(kafka, consumer, Topics.ANNOTATIONS).forEachReadable(found -> {
                if (Arrays.equals(found.key(), key)) {
                    RunAnnotated next = CODEC.decode(found.value(), BoundedRead.locationOf(found));
                    all.folded = all.folded == null ? next : all.folded.then(next);
                }
            });
        }
        return Optional.ofNullable(all.folded);
    }

    /**
     * Appends a change and waits for the acknowledgement.
     *
     * @throws Unavailable if no broker acknowledges it
     */
    public static void append(LogConnection kafka, RunAnnotated change) {
        try (KafkaProducer<byte[], byte[]> producer = Clients.plainProducer(kafka)) {
            var acknowledged = producer.send(
                    new ProducerRecord<>(Topics.ANNOTATIONS.name(), Topics.key(change.runId()), CODEC.encode(change)));
            producer.flush();
            acknowledged.get();
        } catch (KafkaException | ExecutionException e) {
            throw Clients.unavailable(kafka, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
