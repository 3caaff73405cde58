package io.driftlog.analyzer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.analyzer.spi.FoldDriver;
import io.driftlog.analyzer.testkit.Folding;
import io.driftlog.analyzer.testkit.Trajectories;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.log.EventCodec;
import io.driftlog.log.FindingCodec;
import io.driftlog.log.Location;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serdes;
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
        KeyValueStore<String, byte[]> folds = store(context, FoldProcessor.FOLDS);
        var deadline = new StepDeadline("test", Duration.ofMinutes(1), why -> {});
        var processor = new FoldProcessor<>(DRIVER, deadline, 1000);
        processor.init(context);
        int committed = 15;
        int aborted = 35;
        feed(processor, codec, events.subList(0, committed));
        byte[] foldAtCommit = folds.get("a");
        List<FindingRecorded> found = new ArrayList<>(forwarded(context));
        context.resetForwards();
        feed(processor, codec, events.subList(committed, aborted));
        context.resetForwards();
        folds.put("a", foldAtCommit);

        processor.init(context);
        feed(processor, codec, events.subList(committed, events.size()));

        found.addAll(forwarded(context));
        assertThat(found).isEqualTo(Folding.fold(DRIVER, events));
        assertThat(new LinkedHashSet<>(found)).hasSameSizeAs(found);
        assertThat(runs.get("a")).isNull();
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
