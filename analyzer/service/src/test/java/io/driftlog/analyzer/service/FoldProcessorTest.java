package io.driftlog.analyzer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.analyzer.service.store.FoldStore;
import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.analyzer.testkit.Folding;
import io.driftlog.analyzer.testkit.Trajectories;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.Location;
import io.driftlog.log.codec.EventCodec;
import io.driftlog.log.codec.FindingCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

final class FoldProcessorTest {
    private static final FoldDriver<?> DRIVER = new FoldDriver<>(new MeanLossAnalyzer(-1), Map.of());

    /**
     * Goal: nothing is lost when Kafka Streams throws a transaction away and begins again on the same processor. Method:
     * fold some events, put the stores back to an earlier copy, init again, deliver the events again from there.
     */
    @Test
    void init_afterStoresWentBack_foldsTheEventsAgain() {
        List<TrajectoryEvent> events = Trajectories.twoPhases("a").build();
        var codec = new EventCodec();
        var context = new MockProcessorContext<String, byte[]>();
        KeyValueStore<String, byte[]> runs = store(context, FoldProcessor.RUNS);
        FoldStore folds = folds(context);
        var deadline = new StepDeadline("test", Duration.ofMinutes(1), why -> {});
        var processor = new FoldProcessor<>(DRIVER, deadline, 1000, Duration.ofMillis(30), run -> run);
        processor.init(context);
        int committed = 15;
        int aborted = 35;
        feed(processor, codec, events.subList(0, committed));
        folds.flushCache();
        byte[] foldAtCommit = folds.get("a");
        List<FindingRecorded> found = new ArrayList<>(forwarded(context));
        context.resetForwards();
        feed(processor, codec, events.subList(committed, aborted));
        folds.flushCache();
        context.resetForwards();
        folds.put("a", foldAtCommit);

        processor.init(context);
        feed(processor, codec, events.subList(committed, events.size()));

        found.addAll(forwarded(context));
        assertThat(found).isEqualTo(Folding.fold(DRIVER, events));
        assertThat(new LinkedHashSet<>(found)).hasSameSizeAs(found);
        assertThat(runs.get("a")).isNull();
    }

    /**
     * Goal: findings about steps of a moment ago are committed at once, and while older ones are read again, many steps go
     * into one commit, but for the first that a host reads. Method: events of either age, then the punctuation; whether it asked
     * for a commit.
     */
    @Test
    void punctuation_afterRecentEvents_asksForACommit() {
        long now = 1_000_000;

        assertThat(commits(now, now - 100)).as("a tenth of a second ago").isTrue();
        assertThat(commits(now, now - 100, now - 60_000))
                .as("one of them recent")
                .isTrue();
        assertThat(commits(now, now - 60_000)).as("a minute ago").isFalse();
        assertThat(commits(now)).as("nothing was read").isFalse();
    }

    /** Goal: a Kafka Streams that commits offsets without states is found out, long before anybody relies on them. */
    @Test
    void punctuation_nobodyAskedForTheStatesForLong_stopsTheHost() {
        var context = new MockProcessorContext<String, byte[]>();
        store(context, FoldProcessor.RUNS);
        FoldStore folds = folds(context);
        var processor = new FoldProcessor<>(
                DRIVER,
                new StepDeadline("test", Duration.ofMinutes(1), why -> {}),
                1000,
                Duration.ofMillis(30),
                run -> run);
        processor.init(context);
        var punctuator = context.scheduledPunctuators().get(0).getPunctuator();
        List<TrajectoryEvent> events = Trajectories.twoPhases("a").build();

        feed(processor, new EventCodec(), events.subList(0, 5));
        punctuate(punctuator, 900);
        folds.flushCache();
        punctuate(punctuator, 2000);
        feed(processor, new EventCodec(), events.subList(5, 10));
        punctuate(punctuator, 1000);
        assertThatThrownBy(() -> punctuate(punctuator, 1))
                .hasMessageContaining("does not ask a store for its states before it commits");
    }

    private static void punctuate(Punctuator punctuator, int times) {
        for (int i = 0; i < times; i++) {
            punctuator.punctuate(1_000_000);
        }
    }

    /** Whether a commit is asked for at a moment after events of these ones and a first commit, and not once more later. */
    private static boolean commits(long now, long... timestamps) {
        var context = new MockProcessorContext<String, byte[]>();
        store(context, FoldProcessor.RUNS);
        folds(context);
        var deadline = new StepDeadline("test", Duration.ofMinutes(1), why -> {});
        var processor = new FoldProcessor<>(DRIVER, deadline, 1000, Duration.ofMillis(30), run -> run);
        processor.init(context);
        var punctuation = context.scheduledPunctuators().get(0);
        assertThat(punctuation.getInterval()).isEqualTo(Duration.ofMillis(30));
        assertThat(punctuation.getType()).isEqualTo(PunctuationType.WALL_CLOCK_TIME);
        List<TrajectoryEvent> events = Trajectories.twoPhases("a").build();
        feed(processor, new EventCodec(), events.subList(0, 1));
        punctuation.getPunctuator().punctuate(now - 1);
        assertThat(context.committed()).as("the first").isTrue();
        context.resetCommit();
        for (int i = 0; i < timestamps.length; i++) {
            byte[] value = new EventCodec().encode(events.get(i + 1));
            processor.process(new Record<>("a", value, timestamps[i]));
        }
        punctuation.getPunctuator().punctuate(now);
        boolean committed = context.committed();
        context.resetCommit();
        punctuation.getPunctuator().punctuate(now + 1);
        assertThat(context.committed()).as("nothing new").isFalse();
        return committed;
    }

    private static KeyValueStore<String, byte[]> store(MockProcessorContext<String, byte[]> context, String name) {
        KeyValueStore<String, byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        context.addStateStore(store);
        return store;
    }

    private static FoldStore folds(MockProcessorContext<String, byte[]> context) {
        FoldStore store = FoldStore.builder(FoldProcessor.FOLDS, new RunIdSerde())
                .withLoggingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        context.addStateStore(store);
        return store;
    }

    private static void feed(FoldProcessor<?> processor, EventCodec codec, List<TrajectoryEvent> events) {
        events.forEach(event -> processor.process(new Record<>(event.runId(), codec.encode(event), 0)));
    }

    private static List<FindingRecorded> forwarded(MockProcessorContext<String, byte[]> context) {
        Stream<byte[]> values =
                context.forwarded().stream().map(forward -> forward.record().value());
        return values.map(value -> new FindingCodec().decode(value, new Location.OfFile("findings", 0)))
                .toList();
    }
}
