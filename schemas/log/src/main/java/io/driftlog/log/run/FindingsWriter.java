package io.driftlog.log.run;

import io.driftlog.events.FindingRecorded;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.Clients;
import io.driftlog.log.LogConnection;
import io.driftlog.log.Topics;
import io.driftlog.log.codec.FindingCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Appends findings that were made elsewhere; those of live analyzers are written by their hosts. */
public final class FindingsWriter {
    private static final FindingCodec CODEC = new FindingCodec();

    private FindingsWriter() {}

    /**
     * Appends findings and waits until they are in the log.
     *
     * @throws Unavailable if no broker takes them
     */
    public static void append(LogConnection kafka, List<FindingRecorded> findings) {
        if (findings.isEmpty()) {
            return;
        }
        List<Future<RecordMetadata>> acknowledged = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = Clients.plainProducer(kafka)) {
            findings.forEach(finding -> acknowledged.add(producer.send(
                    new ProducerRecord<>(Topics.FINDINGS.name(), Topics.key(finding.runId()), CODEC.encode(finding)))));
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
}
