package io.driftlog.analyzer.service;

import io.driftlog.analyzer.service.store.FoldStore;
import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.events.RunStarted;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RootCause;
import io.driftlog.log.Topics;
import io.driftlog.log.dataset.DatasetReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live host of one analyzer: a Kafka Streams application from the trajectories to the findings, exactly once.
 *
 * <p>Its application id holds all that changes findings (analyzer, version, parameters), so that a change is a new group
 * and therefore a full replay, and results never mix. Scale-out, rebalancing and recovery are Kafka Streams' work.
 */
public final class AnalyzerHost implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AnalyzerHost.class);
    private static final long PAUSE_MILLIS = 500;

    /**
     * 2026-11-23: a commit takes some milliseconds, in which nothing is folded. While the host catches up, commits are
     * rare; at recent events the processor requests them at the interval of the settings.
     */
    private static final long CATCHING_UP_COMMIT_MILLIS = 200;

    /** Errors that a retry does not resolve. */
    private static final List<Class<? extends KafkaException>> LASTING = List.of(
            AuthenticationException.class,
            AuthorizationException.class,
            ConfigException.class,
            FencedInstanceIdException.class,
            RecordTooLargeException.class,
            SerializationException.class,
            UnsupportedVersionException.class);

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);
    /** A state, its key and what surrounds them. */
    private static final int LARGEST_RECORD_BYTES = FoldLimits.LARGEST_STATE_BYTES + (1 << 20);

    private static final Map<String, String> CHANGELOG =
            Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(LARGEST_RECORD_BYTES));

    private final String id;
    private final String name;
    private final KafkaStreams streams;
    private final StepDeadline deadline;
    private final Stopped stopped;
    private final CountDownLatch running = new CountDownLatch(1);
    private final AtomicBoolean hung = new AtomicBoolean();
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

    /** Called once, on any thread, when a host has stopped by itself. */
    @FunctionalInterface
    public interface Stopped {
        /**
         * A host has stopped.
         *
         * @param analyzer its id
         * @param why what went wrong and what to do
         */
        void stopped(String analyzer, String why);
    }

    /**
     * A host that is not yet started.
     *
     * @param driver the analyzer
     * @param settings how it reaches Kafka and where it works
     * @param stopped called when it stops by itself
     */
    public AnalyzerHost(FoldDriver<?> driver, HostSettings settings, Stopped stopped) {
        this.id = driver.id();
        this.name = driver.applicationId();
        this.stopped = stopped;
        FoldLimits limits = settings.limits();
        this.deadline = new StepDeadline(name, limits.stepDeadline(), this::overdue);
        Duration commitEvery = Duration.ofMillis(settings.commitIntervalMillis());
        UnaryOperator<RunStarted> withData = run -> DatasetReader.resolve(settings.kafka(), run);
        this.streams = new KafkaStreams(
                topology(driver, deadline, limits.stateBytes(), commitEvery, withData), config(name, settings));
        streams.setUncaughtExceptionHandler(this::failed);
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.RUNNING || now == KafkaStreams.State.ERROR) {
                running.countDown();
            }
        });
    }

    static <S> Topology topology(
            FoldDriver<S> driver,
            StepDeadline deadline,
            int stateBytes,
            Duration commitEvery,
            UnaryOperator<RunStarted> withData) {
        ProcessorSupplier<String, byte[], String, byte[]> folding =
                () -> new FoldProcessor<>(driver, deadline, stateBytes, commitEvery, withData);
        return new Topology()
                .addSource(
                        "trajectories",
                        new RunIdSerde().deserializer(),
                        Serdes.ByteArray().deserializer(),
                        Topics.TRAJECTORIES.name())
                .addProcessor("fold", folding, "trajectories")
                .addStateStore(starts(FoldProcessor.RUNS).withLoggingEnabled(CHANGELOG), "fold")
                .addStateStore(
                        FoldStore.builder(FoldProcessor.FOLDS, new RunIdSerde()).withLoggingEnabled(CHANGELOG), "fold")
                .addSink(
                        "findings",
                        Topics.FINDINGS.name(),
                        Serdes.String().serializer(),
                        Serdes.ByteArray().serializer(),
                        "fold");
    }

    /** In memory, and cached between commits. */
    private static StoreBuilder<KeyValueStore<String, byte[]>> starts(String store) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(store), new RunIdSerde(), Serdes.ByteArray())
                .withCachingEnabled();
    }

    private static Properties config(String applicationId, HostSettings settings) {
        LogConnection kafka = settings.kafka();
        Map<String, Object> config = kafka.above(defaults());
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        config.put(StreamsConfig.STATE_DIR_CONFIG, settings.directory().toString());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) kafka.replicationFactor());
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        config.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                Math.max(settings.commitIntervalMillis(), CATCHING_UP_COMMIT_MILLIS));
        config.put(StreamsConfig.POLL_MS_CONFIG, settings.pollMillis());
        config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, settings.cacheBytes());
        // There is no join: no partition waits for another.
        config.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        config.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // A host that restarts under its old name takes over at once, instead of after a session time-out.
        config.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                applicationId + "-" + settings.instance());
        var properties = new Properties();
        properties.putAll(config);
        return properties;
    }

    private static Map<String, Object> defaults() {
        return Map.of(
                // A host that closes waits until the broker has answered its last request for events.
                StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 100,
                StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2000,
                StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), 8 << 20,
                StreamsConfig.consumerPrefix(ConsumerConfig.RECEIVE_BUFFER_CONFIG), 1 << 20,
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000,
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000,
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), LARGEST_RECORD_BYTES,
                StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000,
                // Its start and its first commit are refused for some milliseconds and are then tried again.
                StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 20);
    }

    /** After an error of Kafka that a retry may resolve, a new thread continues from the last commit. */
    private StreamThreadExceptionResponse failed(Throwable e) {
        if (mayPass(RootCause.of(e)) && !hung.get()) {
            LOG.warn("{} restarts from its last commit", name, e);
            pause();
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        LOG.error("{} stopped", name, e);
        fail(RootCause.inWords(e));
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private static boolean mayPass(Throwable root) {
        return root instanceof KafkaException && LASTING.stream().noneMatch(type -> type.isInstance(root));
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Its thread is inside the plug-in and may never return, so close does not wait for it. */
    private void overdue(String why) {
        LOG.error("{} is closed: {}", name, why);
        hung.set(true);
        fail(why);
        streams.close(new KafkaStreams.CloseOptions().timeout(Duration.ZERO));
    }

    private void fail(String why) {
        if (failure.compareAndSet(null, why)) {
            running.countDown();
            stopped.stopped(id, why);
        }
    }

    /** Its application id. */
    public String name() {
        return name;
    }

    /** The prefixes of its transactional ids: its application id and the name of this start. */
    List<String> writers() {
        return streams.metadataForLocalThreads().stream()
                .map(thread -> thread.threadName().replaceFirst("-StreamThread-\\d+$", "-"))
                .distinct()
                .toList();
    }

    /** The number of committed events not yet folded, as last seen by its consumers; NaN before they read. */
    double lagRecords() {
        double sum = Double.NaN;
        for (Metric metric : streams.metrics().values()) {
            boolean partition = metric.metricName().name().equals("records-lag")
                    && metric.metricName().tags().containsKey("partition");
            if (partition && metric.metricValue() instanceof Double lag && !lag.isNaN()) {
                sum = Double.isNaN(sum) ? lag : sum + lag;
            }
        }
        return sum;
    }

    /** Starts; returns before it runs. */
    public void start() {
        streams.start();
    }

    /**
     * Waits until it reads the trajectories.
     *
     * @return whether it does
     */
    public boolean awaitRunning(Duration patience) throws InterruptedException {
        return running.await(patience.toMillis(), TimeUnit.MILLISECONDS)
                && failure().isEmpty();
    }

    /** Why it stopped by itself; empty while it runs. A plug-in that throws does not stop it. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Commits and leaves its group, so that other hosts take over at once. */
    @Override
    public void close() {
        deadline.close();
        if (!hung.get()) {
            streams.close(
                    new KafkaStreams.CloseOptions().timeout(CLOSE_PATIENCE).leaveGroup(true));
        }
    }
}
