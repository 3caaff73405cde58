package io.driftlog.log.admin;

import static io.driftlog.log.Trajectories.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.events.FindingRecorded;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.events.UserException.Unusable;
import io.driftlog.log.BoundedRead;
import io.driftlog.log.Clients;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.LogBroker;
import io.driftlog.log.LogConnection;
import io.driftlog.log.Topics;
import io.driftlog.log.Trajectories;
import io.driftlog.log.codec.FindingCodec;
import io.driftlog.log.codec.RandomEvents;
import io.driftlog.log.codec.Schemas;
import io.driftlog.log.run.FindingsReader;
import io.driftlog.log.run.RunWriter;
import io.driftlog.log.run.WriterSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Goal: topics are created once, left alone, and refused when they would lose or scatter events; findings and schemas
 * are found in them. Method: one real broker, whose topics the last tests bend.
 */
@Timeout(60)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class TopicsIT {
    @RegisterExtension
    static final LogBroker broker = LogBroker.withTopics();

    private static final LogConnection kafka = broker.connection();

    @Test
    @Order(1)
    void ensure_topicsExist_changesNothing() throws Exception {
        try (Admin admin = broker.admin()) {
            assertThat(TopicAdmin.ensure(admin, kafka))
                    .as("warnings of one broker")
                    .isEmpty();
            ConfigResource trajectories = new ConfigResource(ConfigResource.Type.TOPIC, Topics.TRAJECTORIES.name());
            var config =
                    admin.describeConfigs(List.of(trajectories)).all().get().get(trajectories);
            Topics.TRAJECTORIES
                    .config()
                    .forEach((key, value) -> assertThat(config.get(key).value()).isEqualTo(value));
            assertThat(admin.listTopics().names().get())
                    .containsAll(Topics.all().stream().map(Topics.Topic::name).toList());
        }
    }

    @Test
    @Order(2)
    void publish_twice_publishesEverySchemaOnce() {
        List<Long> all = Schemas.all().stream()
                .flatMap(versions -> versions.schemas().stream())
                .map(Schemas::fingerprint)
                .toList();
        assertThat(SchemaPublisher.publish(kafka)).isEqualTo(all.size());
        assertThat(SchemaPublisher.publish(kafka)).isZero();

        List<Long> published = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(kafka)) {
            BoundedRead.whole(kafka, consumer, Topics.SCHEMAS).forEachRemaining(found -> {
                long fingerprint = Schemas.fingerprint(new Schema.Parser().parse(text(found.value())));
                assertThat(text(found.key())).isEqualTo(Schemas.hex(fingerprint));
                published.add(fingerprint);
            });
        }
        assertThat(published).containsExactlyElementsOf(all);
    }

    @Test
    @Order(3)
    void findings_readAndFollowed_areThoseOfTheRun() {
        FindingRecorded first = finding("r1", 1);
        FindingRecorded second = finding("r1", 2);
        try (KafkaProducer<byte[], byte[]> producer = Clients.plainProducer(kafka);
                FindingsReader follower = FindingsReader.follow(kafka, "r1")) {
            send(producer, first);
            send(producer, finding("r2", 1));
            assertThat(FindingsReader.read(kafka, "r1")).containsExactly(first);
            assertThat(FindingsReader.read(kafka, "nobody")).isEmpty();

            List<FindingRecorded> followed = new ArrayList<>();
            Awaitility.await().until(() -> followed.addAll(follower.poll(Duration.ofMillis(100))));
            send(producer, second);
            Awaitility.await().until(() -> followed.addAll(follower.poll(Duration.ofMillis(100))));
            assertThat(followed).containsExactly(first, second);
        }
    }

    @Test
    @Order(4)
    void read_corruptFinding_namesItsRecord() {
        try (KafkaProducer<byte[], byte[]> producer = Clients.plainProducer(kafka)) {
            send(producer, "bad", new byte[] {1, 2, 3});
        }
        assertThatThrownBy(() -> FindingsReader.read(kafka, "bad"))
                .isInstanceOf(CorruptEventException.class)
                .hasMessageContaining("driftlog.findings.v1, partition " + Topics.partitionOf("bad") + ", offset ");
    }

    @Test
    @Order(5)
    void append_topicTakesOnlySmallRecords_saysWhatToRaise() throws Exception {
        alter(Topics.TRAJECTORIES, "max.message.bytes", "10000");
        RunWriter writer = RunWriter.start(WriterSettings.of(kafka), started("small", 2000));
        assertThatThrownBy(() -> {
                    writer.append(Trajectories.step("small", 0, 2000));
                    writer.close();
                })
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("raise max.message.bytes of driftlog.trajectories.v1 to 16777216");
    }

    @Test
    @Order(6)
    void ensure_topicTakesOnlySmallRecords_isRefused() throws Exception {
        assertRefused("Topic driftlog.trajectories.v1 has max.message.bytes=10000");
        alter(Topics.TRAJECTORIES, "max.message.bytes", "16777216");
    }

    @Test
    @Order(7)
    void ensure_finiteRetention_isRefused() throws Exception {
        alter(Topics.FINDINGS, "retention.ms", "86400000");
        assertRefused("Topic driftlog.findings.v1 has retention.ms=86400000");
        alter(Topics.FINDINGS, "retention.ms", "-1");
    }

    @Test
    @Order(8)
    void ensure_otherPartitionCount_isRefused() throws Exception {
        try (Admin admin = broker.admin()) {
            admin.createPartitions(Map.of(Topics.TRAJECTORIES.name(), NewPartitions.increaseTo(7)))
                    .all()
                    .get();
        }
        Awaitility.await()
                .untilAsserted(
                        () -> assertRefused("Topic driftlog.trajectories.v1 has 7 partitions where Driftlog needs 6"));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void assertRefused(String sentence) {
        try (Admin admin = broker.admin()) {
            assertThatThrownBy(() -> TopicAdmin.ensure(admin, kafka))
                    .isInstanceOf(Unusable.class)
                    .hasMessageContaining(sentence);
        }
    }

    private static void alter(Topics.Topic topic, String key, String value) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
        try (Admin admin = broker.admin()) {
            AlterConfigOp set = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get();
            Awaitility.await()
                    .until(() -> admin.describeConfigs(List.of(resource))
                            .all()
                            .get()
                            .get(resource)
                            .get(key)
                            .value()
                            .equals(value));
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, FindingRecorded finding) {
        send(producer, finding.runId(), new FindingCodec().encode(finding));
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String runId, byte[] value) {
        assertThat(producer.send(new ProducerRecord<>(Topics.FINDINGS.name(), Topics.key(runId), value)))
                .succeedsWithin(Duration.ofSeconds(10));
    }

    private static FindingRecorded finding(String runId, long seq) {
        FindingRecorded random = new RandomEvents(seq).finding();
        return new FindingRecorded(
                runId, random.analyzer(), random.version(), random.parameters(), seq, 0, random.finding());
    }
}
