package io.driftlog.log.admin;

import io.driftlog.events.UserException.Unavailable;
import io.driftlog.events.UserException.Unusable;
import io.driftlog.log.Clients;
import io.driftlog.log.KafkaRefusals;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RootCause;
import io.driftlog.log.Topics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics of the log, and refuses existing ones whose configuration would lose events. */
public final class TopicAdmin {
    private static final Logger log = LoggerFactory.getLogger(TopicAdmin.class);

    private TopicAdmin() {}

    /**
     * Creates missing topics; changes no existing topic.
     *
     * @param admin stays open
     * @param kafka what the admin client was made from
     * @return warnings about the settings of the topics, a sentence each
     * @throws Unusable if an existing topic has another number of partitions, deletes old records, or takes
     *     only smaller records
     * @throws Unavailable if no broker answers
     */
    public static List<String> ensure(Admin admin, LogConnection kafka) {
        missing(admin, kafka).forEach(topic -> create(admin, topic, kafka));
        Map<String, TopicDescription> found = checkTopics(admin, kafka);
        int replicas = found.values().stream()
                .flatMap(topic -> topic.partitions().stream())
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(1);
        return weaknesses(await(kafka, admin.describeCluster().nodes()).size(), replicas, checkConfigs(admin, kafka));
    }

    /** What a cluster of several brokers could lose or refuse, with the settings of the topics. */
    private static List<String> weaknesses(int brokers, int replicas, int minInSync) {
        if (brokers == 1) {
            return List.of();
        }
        if (replicas == 1) {
            return List.of("topics of the log have one replica on " + brokers
                    + " brokers: with any broker away, runs stop, and"
                    + " with its disk their events are lost; add replicas with kafka-reassign-partitions.sh");
        }
        if (minInSync == 1) {
            return List.of(
                    "topics of the log have min.insync.replicas=1: acknowledged events can be lost with one broker;"
                            + " set it with kafka-configs.sh --alter --entity-type topics --entity-name TOPIC --add-config"
                            + " min.insync.replicas=2");
        }
        return minInSync < replicas
                ? List.of()
                : List.of("topics of the log have as many replicas as min.insync.replicas, " + replicas
                        + ": with one broker away no event can be written; set min.insync.replicas=" + (replicas - 1));
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
        List<Topics.Topic> missing = missing(admin, kafka);
        if (missing.size() == Topics.all().size()) {
            throw new NoLogException(kafka);
        }
        if (!missing.isEmpty()) {
            throw new Unusable("The log at " + kafka.bootstrapServers() + " lacks the topic "
                    + missing.get(0).name() + "; `driftlog node --kafka " + kafka.bootstrapServers()
                    + "` creates missing topics.");
        }
        checkTopics(admin, kafka);
    }

    /**
     * Checks that this user may write to some topics, where the brokers tell it.
     *
     * @throws Unavailable if not, with the command that grants it
     */
    public static void requireWrites(Admin admin, LogConnection kafka, List<Topics.Topic> written) {
        describe(admin, kafka, written).forEach((name, description) -> {
            Set<AclOperation> allowed = description.authorizedOperations();
            if (allowed != null && !allowed.contains(AclOperation.WRITE)) {
                throw new Unavailable(
                        KafkaRefusals.missing(kafka, ResourceType.TOPIC, name, List.of(AclOperation.WRITE)), null);
            }
        });
    }

    private static Map<String, TopicDescription> describe(Admin admin, LogConnection kafka, List<Topics.Topic> topics) {
        List<String> names = topics.stream().map(Topics.Topic::name).toList();
        return awaitVisible(
                kafka,
                () -> admin.describeTopics(names, new DescribeTopicsOptions().includeAuthorizedOperations(true))
                        .allTopicNames());
    }

    /** The topics that the cluster lacks; one that it hides from this user is refused. */
    private static List<Topics.Topic> missing(Admin admin, LogConnection kafka) {
        Set<String> existing = await(kafka, admin.listTopics().names());
        List<Topics.Topic> missing = Topics.all().stream()
                .filter(topic -> !existing.contains(topic.name()))
                .toList();
        admin.describeTopics(missing.stream().map(Topics.Topic::name).toList())
                .topicNameValues()
                .values()
                .forEach(each -> refuseHidden(kafka, each));
        return missing;
    }

    private static void refuseHidden(LogConnection kafka, KafkaFuture<TopicDescription> topic) {
        try {
            await(kafka, topic);
        } catch (Unavailable e) {
            throwIfForbidden(kafka, AclOperation.READ, e);
        }
    }

    private static void throwIfForbidden(LogConnection kafka, AclOperation operation, Unavailable e) {
        if (e.getCause() instanceof AuthorizationException) {
            throw lacks(kafka, operation, e);
        }
    }

    private static Unavailable lacks(LogConnection kafka, AclOperation operation, @Nullable Throwable cause) {
        return new Unavailable(
                KafkaRefusals.missing(kafka, ResourceType.TOPIC, Topics.PREFIX, List.of(operation)), cause);
    }

    private static void create(Admin admin, Topics.Topic topic, LogConnection kafka) {
        NewTopic created =
                new NewTopic(topic.name(), topic.partitions(), kafka.replicationFactor()).configs(topic.config());
        try {
            await(kafka, admin.createTopics(List.of(created)).all());
            log.info("Created topic {} with {} partitions", topic.name(), topic.partitions());
        } catch (Unavailable e) {
            throwIfForbidden(kafka, AclOperation.CREATE, e);
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
            log.debug("Topic {} was created by another process meanwhile", topic.name());
        }
    }

    /** Checks the partitions of all topics, and that this user may read them. */
    private static Map<String, TopicDescription> checkTopics(Admin admin, LogConnection kafka) {
        Map<String, TopicDescription> found = describe(admin, kafka, Topics.all());
        found.forEach((name, description) -> {
            checkPartitions(topic(name), description);
            Set<AclOperation> allowed = description.authorizedOperations();
            if (allowed != null && !allowed.contains(AclOperation.READ)) {
                throw lacks(kafka, AclOperation.READ, null);
            }
        });
        return found;
    }

    private static void checkPartitions(Topics.Topic topic, TopicDescription found) {
        int partitions = found.partitions().size();
        if (partitions != topic.partitions()) {
            throw new Unusable("Topic " + topic.name() + " has " + partitions
                    + " partitions where Driftlog needs " + topic.partitions()
                    + "; delete the topic if nothing in it is needed, or use another cluster.");
        }
    }

    /** Checks what would lose records; the smallest number of replicas that must be in sync. */
    private static int checkConfigs(Admin admin, LogConnection kafka) {
        List<ConfigResource> topics = Topics.all().stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
                .toList();
        try {
            Map<ConfigResource, Config> found =
                    awaitVisible(kafka, () -> admin.describeConfigs(topics).all());
            found.forEach((resource, config) -> checkConfig(topic(resource.name()), config));
            return found.values().stream()
                    .map(config -> config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG))
                    .mapToInt(each -> Integer.parseInt(each.value()))
                    .min()
                    .orElse(1);
        } catch (Unavailable e) {
            throwIfForbidden(kafka, AclOperation.DESCRIBE_CONFIGS, e);
            throw e;
        }
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

    /** Repeats a request while the answering broker does not know a new topic yet. */
    private static <T> T awaitVisible(LogConnection kafka, Supplier<KafkaFuture<T>> request) {
        long begin = System.nanoTime();
        while (true) {
            try {
                return await(kafka, request.get());
            } catch (Unavailable e) {
                boolean unheardOf = e.getCause() instanceof UnknownTopicOrPartitionException;
                if (!unheardOf || System.nanoTime() - begin > Clients.PATIENCE.toNanos()) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    private static <T> T await(LogConnection kafka, KafkaFuture<T> answer) {
        try {
            return answer.get(Clients.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            throw KafkaRefusals.of(kafka, cause)
                    .orElseGet(() -> new Unavailable(
                            "The brokers refused a request about the topics of the log (" + RootCause.inWords(cause)
                                    + "); check that they run.",
                            cause));
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
