package io.driftlog.log.prune;

import io.driftlog.events.RunEnded;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.BoundedRead;
import io.driftlog.log.Clients;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunStatus;
import io.driftlog.log.Topics;
import io.driftlog.log.run.RunReader;
import io.driftlog.log.run.RunWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Deletes archived runs from the log. Kafka deletes a partition from its beginning only: so each one loses its oldest runs
 * up to the first that is not archived, runs that lie across that place kept whole. Findings stay,
 * and data sets, which a run that begins meanwhile may count on.
 */
public final class Pruning {
    private Pruning() {}

    /**
     * What is to be deleted.
     *
     * @param runs the runs, the oldest first
     * @param kept runs that are archived but lie behind one that is not
     * @param offsets by partition of {@link Topics#TRAJECTORIES}, the first record to be kept
     */
    public record Plan(List<RunStatus> runs, List<RunStatus> kept, SortedMap<Integer, Long> offsets) {}

    /** An archived run in its partition: its records lie from first to last. */
    private record Extent(RunStatus run, long first, long last) {}

    /**
     * Looks what can be deleted; deletes nothing.
     *
     * @param kafka how the log is reached
     * @param archived the end of every run that is archived whole, by run id; a run whose end in the log is another one is not
     *     taken for archived
     * @throws Unavailable if no broker answers, or a transaction stays open beside the archived runs
     */
    public static Plan plan(LogConnection kafka, Map<String, RunEnded> archived) {
        Map<String, Extent> archivedInLog = new HashMap<>();
        for (RunStatus run : RunReader.runs(kafka)) {
            extent(kafka, run, archived).ifPresent(extent -> archivedInLog.put(run.runId(), extent));
        }
        Map<Integer, List<RunStatus>> byPartition = runsOnceSettled(kafka, archivedInLog.values()).stream()
                .collect(Collectors.groupingBy(RunStatus::partition));
        List<RunStatus> deleted = new ArrayList<>();
        List<RunStatus> kept = new ArrayList<>();
        SortedMap<Integer, Long> offsets = new TreeMap<>();
        byPartition.forEach((partition, runs) -> {
            List<Extent> extents = new ArrayList<>();
            long limit = Long.MAX_VALUE;
            for (RunStatus run : runs) {
                Extent extent = archivedInLog.get(run.runId());
                if (extent != null && extent.first() == run.startOffset()) {
                    extents.add(extent);
                } else {
                    limit = Math.min(limit, run.startOffset());
                }
            }
            limit = beforeWhatLiesAcross(extents, limit);
            for (Extent extent : extents) {
                if (extent.last() < limit) {
                    deleted.add(extent.run());
                    offsets.merge(partition, extent.last() + 1, Math::max);
                } else {
                    kept.add(extent.run());
                }
            }
        });
        Comparator<RunStatus> oldest =
                Comparator.comparingLong(RunStatus::startedAtMillis).thenComparing(RunStatus::runId);
        deleted.sort(oldest);
        kept.sort(oldest);
        return new Plan(List.copyOf(deleted), List.copyOf(kept), offsets);
    }

    /**
     * The runs of the log, with all that have an event before the end of one of these. A run's first transaction may have been
     * open when these were listed, and its status is committed a moment after its events.
     */
    private static List<RunStatus> runsOnceSettled(LogConnection kafka, Collection<Extent> extents) {
        Set<TopicPartition> statuses = extents.stream()
                .map(extent -> new TopicPartition(
                        Topics.RUN_STATUS.name(), extent.run().partition()))
                .collect(Collectors.toSet());
        if (statuses.isEmpty()) {
            return List.of();
        }
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(kafka)) {
            BoundedRead.awaitTransactions(kafka, consumer, statuses, RunWriter.OTHERS_PATIENCE);
        }
        return RunReader.runs(kafka);
    }

    private static long beforeWhatLiesAcross(List<Extent> extents, long given) {
        long limit = given;
        boolean moved = true;
        while (moved) {
            long before = limit;
            for (Extent extent : extents) {
                limit = extent.last() >= limit ? Math.min(limit, extent.first()) : limit;
            }
            moved = limit != before;
        }
        return limit;
    }

    /** Where an archived run lies; empty if the log's run is not the archived one. */
    private static Optional<Extent> extent(LogConnection kafka, RunStatus run, Map<String, RunEnded> archived) {
        RunEnded end = archived.get(run.runId());
        if (end == null || !run.state().ended()) {
            return Optional.empty();
        }
        try (RunReader reader = RunReader.openFrom(kafka, run.runId(), run.lowerBoundOffset() + 1)) {
            while (reader.hasNext()) {
                RunReader.Recorded recorded = reader.next();
                if (recorded.event() instanceof RunEnded inLog) {
                    boolean same = inLog.seq() == end.seq() && Arrays.equals(inLog.digest(), end.digest());
                    return same
                            ? Optional.of(new Extent(
                                    run, run.startOffset(), recorded.where().offset()))
                            : Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Deletes. The runs are no longer listed first, so that one that is listed can always be read.
     *
     * @throws Unavailable if the brokers do not do it
     */
    public static void carryOut(LogConnection kafka, Plan plan) {
        try {
            unlist(kafka, plan.runs());
            Map<TopicPartition, RecordsToDelete> records =
                    new TreeMap<>(Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
            plan.offsets()
                    .forEach((partition, offset) -> records.put(
                            new TopicPartition(Topics.TRAJECTORIES.name(), partition),
                            RecordsToDelete.beforeOffset(offset)));
            try (Admin admin = Clients.admin(kafka)) {
                admin.deleteRecords(records).all().get(Clients.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw Clients.unavailable(kafka, new KafkaException(e));
        } catch (KafkaException e) {
            throw Clients.unavailable(kafka, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static void unlist(LogConnection kafka, List<RunStatus> runs)
            throws ExecutionException, InterruptedException {
        List<Future<RecordMetadata>> acknowledged = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = Clients.plainProducer(kafka)) {
            for (RunStatus run : runs) {
                acknowledged.add(
                        producer.send(new ProducerRecord<>(Topics.RUN_STATUS.name(), Topics.key(run.runId()), null)));
            }
            producer.flush();
        }
        for (Future<RecordMetadata> each : acknowledged) {
            each.get();
        }
    }
}
