package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.log.Clients;
import io.driftlog.log.LogConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/**
 * The embedded broker alone is killed while many writers commit transactions: whichever state each was in, once the broker
 * is back none holds up the readers of its partitions or the group whose offsets it committed.
 */
class KilledBrokerIT {
    private static final int WRITERS = 12;
    private static final int PARTITIONS = 4;
    private static final int TRANSACTIONS_BEFORE_THE_KILL = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @RepeatedTest(2)
    void kill_writersInTheMiddleOfTransactions_nothingStaysOpen() throws Exception {
        List<Thread> writers = new ArrayList<>();
        try (Driftlog broker = Driftlog.start(directory, "broker", "--port", "0", "--data", "data")
                .awaitText("Ctrl-C")) {
            LogConnection kafka = kafka();
            try (Admin admin = Clients.admin(kafka)) {
                admin.createTopics(List.of(new NewTopic("written", PARTITIONS, (short) 1)))
                        .all()
                        .get(30, TimeUnit.SECONDS);
            }
            var committed = new AtomicInteger();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                var thread = new Thread(() -> write(kafka, writer, committed), "writer-" + writer);
                thread.start();
                writers.add(thread);
            }
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> committed.get() >= TRANSACTIONS_BEFORE_THE_KILL);
            broker.kill();
        }
        try (Driftlog broker = Driftlog.start(directory, "broker", "--port", "0", "--data", "data")
                        .awaitText("Ctrl-C");
                Admin admin = Clients.admin(kafka())) {
            assertThat(broker.isAlive()).isTrue();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(stuck(admin)).isEqualTo("nothing is open"));
        }
        for (Thread writer : writers) {
            writer.join(PATIENCE.toMillis());
        }
    }

    private LogConnection kafka() throws Exception {
        return LogConnection.to(
                Files.readString(directory.resolve("data/broker.address")).strip());
    }

    /** Transactions one after the other, each with a record and an offset of a separate group, until the broker is gone. */
    private static void write(LogConnection kafka, int writer, AtomicInteger committed) {
        Map<String, Object> config = kafka.above(Map.of());
        config.put("transactional.id", "writer-" + writer);
        config.put("transaction.timeout.ms", 5000);
        config.put("max.block.ms", 5000);
        config.put("delivery.timeout.ms", 5000);
        config.put("request.timeout.ms", 4000);
        var to = new TopicPartition("written", writer % PARTITIONS);
        var group = new ConsumerGroupMetadata("group-" + writer);
        var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
            for (long n = 1; ; n++) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(to.topic(), to.partition(), null, new byte[100]));
                producer.sendOffsetsToTransaction(Map.of(to, new OffsetAndMetadata(n)), group);
                producer.commitTransaction();
                committed.incrementAndGet();
            }
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
        }
    }

    /** Whether the offsets of every group are stable and every partition can be read to its end; tells what is not. */
    private static String stuck(Admin admin) throws Exception {
        Map<String, ListConsumerGroupOffsetsSpec> groups = IntStream.range(0, WRITERS)
                .boxed()
                .collect(Collectors.toMap(i -> "group-" + i, i -> new ListConsumerGroupOffsetsSpec()));
        for (String group : groups.keySet()) {
            try {
                admin.listConsumerGroupOffsets(
                                Map.of(group, groups.get(group)),
                                new ListConsumerGroupOffsetsOptions()
                                        .requireStable(true)
                                        .timeoutMs(2000))
                        .all()
                        .get(10, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                return "the offsets of " + group + ": " + e.getCause().getMessage();
            }
        }
        Map<TopicPartition, OffsetSpec> latest = IntStream.range(0, PARTITIONS)
                .boxed()
                .collect(Collectors.toMap(i -> new TopicPartition("written", i), i -> OffsetSpec.latest()));
        Map<TopicPartition, Long> stable = ends(admin, latest, IsolationLevel.READ_COMMITTED);
        Map<TopicPartition, Long> all = ends(admin, latest, IsolationLevel.READ_UNCOMMITTED);
        return stable.equals(all) ? "nothing is open" : "committed to " + stable + " of " + all;
    }

    private static Map<TopicPartition, Long> ends(
            Admin admin, Map<TopicPartition, OffsetSpec> latest, IsolationLevel isolation) throws Exception {
        return admin
                .listOffsets(latest, new ListOffsetsOptions(isolation))
                .all()
                .get(30, TimeUnit.SECONDS)
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        (Map.Entry<TopicPartition, ListOffsetsResultInfo> e) ->
                                e.getValue().offset()));
    }
}
