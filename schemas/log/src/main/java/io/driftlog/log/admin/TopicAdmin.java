package io.driftlog.log.admin;

import io.driftlog.events.UserException.Unavailable;
import io.driftlog.events.UserException.Unusable;
import io.driftlog.log.Clients;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RootCause;
import io.driftlog.log.Topics;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics of the log, and refuses existing ones whose configuration would lose events. */
public final class TopicAdmin {
    private static final Logger log = LoggerFactory.getLogger(TopicAdmin.class);

    private TopicAdmin() {}

    /**
     * Creates every topic that is missing, changes none that exists.
     *
     * @param admin stays open
     * @param replicationFactor of the topics created; 1 for a single broker
     * @throws Unusable if an existing topic has another number of partitions, forgets records, or takes
     *     smaller ones than the log needs
     * @throws Unavailable if no broker answers
     */
    public static void ensure(Admin admin, short replicationFactor) {
        missing(admin).forEach(topic -> create(admin, topic, replicationFactor));
        checkPartitions(admin);
        checkConfigs(admin);
    }

    /**
     * Checks, for a reader, that every topic exists with its number of partitions. Changes nothing.
     *
     * @param admin stays open
     * @param kafka what the admin client was made from, for messages
     * @throws NoLogException if the cluster has none of the topics
     * @throws Unusable if some topics are missing, or have another number of partitions
     * @throws Unavailable if no broker answers
     */
    public static void check(Admin admin, LogConnection kafka) {
        List<Topics.Topic> missing = missing(admin);
        if (missing.size() == Topics.all().size()) {
            throw new NoLogException(kafka);
        }
        if (!missing.isEmpty()) {
            throw new Unusable("The log at " + kafka.bootstrapServers() + " lacks the topic "
                    + missing.get(0).name() + "; `driftlog node --kafka " + kafka.bootstrapServers()
                    + "` creates missing topics.");
        }
        checkPartitions(admin);
    }

    private static List<Topics.Topic> missing(Admin admin) {
        Set<String> existing = await(admin.listTopics().names());
        return Topics.all().stream()
                .filter(topic -> !existing.contains(topic.name()))
                .toList();
    }

    private static void create(Admin admin, Topics.Topic topic, short replicationFactor) {
        NewTopic created = new NewTopic(topic.name(), topic.partitions(), replicationFactor).configs(topic.config());
        try {
            await(admin.createTopics(List.of(created)).all());
            log.info("Created topic {} with {} partitions", topic.name(), topic.partitions());
        } catch (Unavailable e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
            log.debug("Topic {} was created by another process meanwhile", topic.name());
        }
    }

    private static void checkPartitions(Admin admin) {
        List<String> names = Topics.all().stream().map(Topics.Topic::name).toList();
        awaitVisible(() -> admin.describeTopics(names).allTopicNames())
                .forEach((name, description) -> checkPartitions(topic(name), description));
    }

    private static void checkPartitions(Topics.Topic topic, TopicDescription found) {
        int partitions = found.partitions().size();
        if (partitions != topic.partitions()) {
            throw new Unusable("Topic " + topic.name() + " has " + partitions
                    + " partitions where Driftlog needs " + topic.partitions()
                    + ", and runs would be looked for in the wrong one; delete the topic if nothing in it is needed,"
                    + " or use another cluster.");
        }
    }

    private static void checkConfigs(Admin admin) {
        List<ConfigResource> topics = Topics.all().stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
                .toList();
        awaitVisible(() -> admin.describeConfigs(topics).all())
                .forEach((resource, config) -> checkConfig(topic(resource.name()), config));
    }

    private static void checkConfig(Topics.Topic topic, Config found) {
        if (!found.get(TopicConfig.CLEANUP_POLICY_CONFIG).value().equals(topic.cleanupPolicy())) {
            throw mismatch(topic, found, TopicConfig.CLEANUP_POLICY_CONFIG, topic.cleanupPolicy());
        }
        for (String retention : List.of(TopicConfig.RETENTION_MS_CONFIG, TopicConfig.RETENTION_BYTES_CONFIG)) {
            if (!topic.compacted() && !found.get(retention).value().equals("-1")) {
                throw mismatch(topic, found, retention, "-1");
            }
        }
        String largest = TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
        if (Long.parseLong(found.get(largest).value()) < topic.maxMessageBytes()) {
            throw mismatch(topic, found, largest, Integer.toString(topic.maxMessageBytes()));
        }
    }

    private static Unusable mismatch(Topics.Topic topic, Config found, String key, String needed) {
        return new Unusable("Topic " + topic.name() + " has " + key + "="
                + found.get(key).value() + " and would lose or refuse records; set it with kafka-configs.sh --alter"
                + " --topic " + topic.name() + " --add-config " + key + "=" + needed + ".");
    }

    private static Topics.Topic topic(String name) {
        return Topics.all().stream()
                .filter(topic -> topic.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Asks again while the broker that answers has not heard of a topic just created. */
    private static <T> T awaitVisible(Supplier<KafkaFuture<T>> request) {
        long begin = System.nanoTime();
        while (true) {
            try {
                return await(request.get());
            } catch (Unavailable e) {
                boolean unheardOf = e.getCause() instanceof UnknownTopicOrPartitionException;
                if (!unheardOf || System.nanoTime() - begin > Clients.PATIENCE.toNanos()) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    private static <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get(Clients.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            throw new Unavailable(
                    "The brokers did not do what the topics of the log need (" + RootCause.inWords(cause)
                            + "); check that they run and that this user may create topics.",
                    cause);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
