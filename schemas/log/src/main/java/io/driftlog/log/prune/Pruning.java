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
 * Deletes archived runs from the log. Kafka deletes records from the beginning of a partition only: each partition
 * loses its oldest runs up to the first run that is not archived, and keeps runs that extend beyond that place.
 * Findings and data sets stay; a new run may refer to the data sets.
 */
public final class Pruning {
    private Pruning() {}

    /**
     * What to delete.
     *
     * @param runs the runs to delete, the oldest first
     * @param kept archived runs that are kept, because a run before them is not archived
     * @param offsets by partition of {@link Topics#TRAJECTORIES}, the first record to keep
     */
    public record Plan(List<RunStatus> runs, List<RunStatus> kept, SortedMap<Integer, Long> offsets) {}

    /** An archived run and the offsets of its first and last record. */
    private record Extent(RunStatus run, long first, long last) {}

    /**
     * Determines what can be deleted; deletes nothing.
     *
     * @param kafka how the log is reached
     * @param archived the ends of completely archived runs, by run id; a run whose end in the log differs does not
     *     count as archived
     * @throws Unavailable if no broker answers, or a transaction stays open in a partition of the archived runs
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
     * The runs of the log, including all runs with an event before the end of an archived one. Waits for open
     * transactions first: the first transaction of a run may have been open when the archived runs were listed.
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

    /** The extent of an archived run; empty if the run in the log differs from the archive. */
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
     * Deletes the runs: first their status, so that every listed run can be read.
     *
     * @throws Unavailable if no broker answers
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
