package io.driftlog.log.queue;

import io.driftlog.events.UserException;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.Clients;
import io.driftlog.log.KafkaRefusals;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunRequest;
import io.driftlog.log.Topics;
import io.driftlog.log.codec.EventSizes;
import io.driftlog.log.codec.RunRequestCodec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.resource.ResourceType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The work queue of simulators: a share group on {@link Topics#RUN_REQUESTS}. */
public final class RunQueue {
    /** The share group of all simulators. */
    static final String GROUP = "driftlog-simulators";

    /** How long a simulator may take to renew its lock before another simulator gets its request. */
    static final int LOCK_MILLIS = 5_000;

    /** A killed simulator's requests go to others after this. */
    private static final int TAKEOVER_MILLIS = 10_000;

    private static final Map<String, String> NEEDED = Map.of(
            "share.auto.offset.reset", "earliest",
            "share.isolation.level", "read_committed",
            "share.renew.acknowledge.enable", "true",
            "share.delivery.count.limit", "10");

    /** For a quick takeover; the first before the second, which must be larger. */
    private static final List<Map.Entry<String, Integer>> QUICK = List.of(
            Map.entry("share.heartbeat.interval.ms", 500),
            Map.entry("share.session.timeout.ms", 3_000),
            Map.entry("share.record.lock.duration.ms", LOCK_MILLIS));

    private static final Logger LOG = LoggerFactory.getLogger(RunQueue.class);
    private static final ConfigResource SETTINGS = new ConfigResource(ConfigResource.Type.GROUP, GROUP);
    private static final RunRequestCodec CODEC = new RunRequestCodec();

    private RunQueue() {}

    /**
     * Appends a request to the queue and waits for the acknowledgement.
     *
     * @param kafka configuration of Kafka clients, with {@code bootstrap.servers}. Not modified.
     * @throws Unavailable if no broker acknowledged it
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
     * Configures the share group; each simulator does so before it takes its first request. The group reads the queue
     * from its beginning, and delivers an unfinished request up to ten times; a killed simulator's requests go to others
     * as soon as the brokers allow.
     *
     * @return a warning, if that takes long, or the group cannot be configured by this user
     * @throws UserException if no broker answers, or this user may not configure the group and it is not configured
     */
    public static Optional<String> configure(LogConnection kafka) {
        try (Admin admin = Clients.admin(kafka)) {
            try {
                set(admin, NEEDED);
                boolean isQuick = true;
                for (Map.Entry<String, Integer> each : QUICK) {
                    isQuick &= setIfAllowed(admin, each.getKey(), each.getValue());
                }
                if (isQuick) {
                    // Not read back: a broker may answer with the settings of before for a while.
                    return Optional.empty();
                }
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof AuthorizationException) || !isConfigured(admin)) {
                    throw e;
                }
            }
            return slowness(admin);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                List<AclOperation> needed = List.of(AclOperation.DESCRIBE_CONFIGS, AclOperation.ALTER_CONFIGS);
                throw new Unavailable(KafkaRefusals.missing(kafka, ResourceType.GROUP, GROUP, needed), e);
            }
            throw Clients.unavailable(kafka, e);
        } catch (KafkaException | TimeoutException e) {
            throw Clients.unavailable(kafka, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static void set(Admin admin, Map<String, String> settings)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<AlterConfigOp> operations = settings.entrySet().stream()
                .map(each -> new ConfigEntry(each.getKey(), each.getValue()))
                .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
                .toList();
        admin.incrementalAlterConfigs(Map.of(SETTINGS, operations))
                .all()
                .get(Clients.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether the brokers, which bound some settings, took this one. */
    private static boolean setIfAllowed(Admin admin, String key, int value)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            set(admin, Map.of(key, Integer.toString(value)));
            return true;
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof InvalidConfigurationException)
                    && !(e.getCause() instanceof InvalidRequestException)) {
                throw e;
            }
            LOG.debug("{} stays as it is", key, e);
            return false;
        }
    }

    private static Config settings(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        return Objects.requireNonNull(admin.describeConfigs(List.of(SETTINGS))
                .all()
                .get(Clients.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .get(SETTINGS));
    }

    private static boolean isConfigured(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        Config found = settings(admin);
        return NEEDED.entrySet().stream()
                .allMatch(each -> found.get(each.getKey()).value().equalsIgnoreCase(each.getValue()));
    }

    /** A warning if the group's settings make a takeover slow. */
    private static Optional<String> slowness(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        Config found = settings(admin);
        long millis = QUICK.stream()
                .mapToLong(each -> Long.parseLong(found.get(each.getKey()).value()))
                .sum();
        return millis <= TAKEOVER_MILLIS
                ? Optional.empty()
                : Optional.of("a run of a killed simulator is taken over after up to " + millis / 1000
                        + " s; for less than 10 s set group.share.min.session.timeout.ms=3000,"
                        + " group.share.min.record.lock.duration.ms=5000 and group.share.min.heartbeat.interval.ms=500 on"
                        + " the brokers, and let simulators alter the settings of the group " + GROUP);
    }
}
