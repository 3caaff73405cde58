package io.driftlog.analyzer.service.store;

import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * The encoded progress of folds by run id, in memory with a changelog. Before each commit of its task it asks for the
 * progress that is not yet written, so that states are encoded once per commit and not at every event.
 *
 * <p>2026-11-23: for that it implements {@link CachedStateStore}, an internal interface of Kafka Streams. A task calls
 * {@code flushCache} of each of its stores before it flushes the producer and adds the offsets to the transaction: at a
 * commit by the timer or on request, at a rebalance, and when it is closed. Encoding at every event, with public
 * interfaces alone, took a fifth of a host's time at d = 300, and the host missed its requirement (0.41 of a bare consumer
 * instead of 0.45). A later version of Kafka may stop the calls; {@code FoldStoreTest} and {@code KafkaVersionTest} fail
 * then, and every host ends with a sentence.
 */
public final class FoldStore implements StateStore, CachedStateStore<String, byte[]> {
    private final KeyValueStore<String, byte[]> inner;
    private Runnable beforeCommit = () -> {};

    private FoldStore(KeyValueStore<String, byte[]> inner) {
        this.inner = inner;
    }

    /** Builds such stores. */
    public static StoreBuilder<FoldStore> builder(String name, Serde<String> runIds) {
        return new Builder(Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), runIds, Serdes.ByteArray()));
    }

    /** @param write called before every commit; it puts what is to be committed */
    public void beforeCommit(Runnable write) {
        beforeCommit = write;
    }

    public byte @Nullable [] get(String runId) {
        return inner.get(runId);
    }

    /** @param progress not copied, never modified */
    public void put(String runId, byte[] progress) {
        inner.put(runId, progress);
    }

    @Override
    public void flushCache() {
        beforeCommit.run();
    }

    @Override
    public void clearCache() {}

    @Override
    public boolean setFlushListener(CacheFlushListener<String, byte[]> listener, boolean sendOldValues) {
        return false;
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        inner.init(context, root);
    }

    @Override
    public void close() {
        inner.close();
    }

    @Override
    public boolean persistent() {
        return inner.persistent();
    }

    @Override
    public boolean isOpen() {
        return inner.isOpen();
    }

    private record Builder(StoreBuilder<KeyValueStore<String, byte[]>> inner) implements StoreBuilder<FoldStore> {
        @Override
        public StoreBuilder<FoldStore> withCachingEnabled() {
            throw new UnsupportedOperationException("each put is written at once, and puts come once per commit");
        }

        @Override
        public StoreBuilder<FoldStore> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<FoldStore> withLoggingEnabled(Map<String, String> config) {
            return new Builder(inner.withLoggingEnabled(config));
        }

        @Override
        public StoreBuilder<FoldStore> withLoggingDisabled() {
            return new Builder(inner.withLoggingDisabled());
        }

        @Override
        public FoldStore build() {
            return new FoldStore(inner.build());
        }

        @Override
        public Map<String, String> logConfig() {
            return inner.logConfig();
        }

        @Override
        public boolean loggingEnabled() {
            return inner.loggingEnabled();
        }

        @Override
        public String name() {
            return inner.name();
        }
    }
}
