package io.driftlog.log.queue;

import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.Clients;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunRequest;
import io.driftlog.log.Topics;
import io.driftlog.log.codec.EventSizes;
import io.driftlog.log.codec.RunRequestCodec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;

/** The work queue of simulators: a share group on {@link Topics#RUN_REQUESTS}. */
public final class RunQueue {
    /** The share group of all simulators. */
    static final String GROUP = "driftlog-simulators";

    /** How long a simulator may be silent before another one gets its request. */
    static final int LOCK_MILLIS = 15_000;

    private static final RunRequestCodec CODEC = new RunRequestCodec();

    private RunQueue() {}

    /**
     * Puts a request into the queue; it is there when this returns.
     *
     * @param kafka configuration of Kafka clients, with {@code bootstrap.servers}. Not modified.
     * @throws Unavailable if no broker took it
     */
    public static void submit(LogConnection kafka, RunRequest request) {
        byte[] value = CODEC.encode(request);
        EventSizes.check(request.runId(), value);
        try (KafkaProducer<byte[], byte[]> producer = Clients.plainProducer(kafka)) {
            producer.send(new ProducerRecord<>(Topics.RUN_REQUESTS.name(), Topics.key(request.runId()), value))
                    .get(Clients.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            throw Clients.unavailable(kafka, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /**
     * Sets how the share group works; every simulator does so before it takes its first request. The first one reads the
     * queue from its beginning, and a request is handed out again as often as it takes.
     *
     * @throws Unavailable if no broker answers
     */
    static void configure(LogConnection kafka) {
        var group = new ConfigResource(ConfigResource.Type.GROUP, GROUP);
        List<AlterConfigOp> settings = List.of(
                set("share.auto.offset.reset", "earliest"),
                set("share.isolation.level", "read_committed"),
                set("share.record.lock.duration.ms", Integer.toString(LOCK_MILLIS)),
                set("share.renew.acknowledge.enable", "true"),
                set("share.delivery.count.limit", "10"));
        try (Admin admin = Clients.admin(kafka)) {
            admin.incrementalAlterConfigs(Map.of(group, settings))
                    .all()
                    .get(Clients.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            throw Clients.unavailable(kafka, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static AlterConfigOp set(String key, String value) {
        return new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
    }
}
