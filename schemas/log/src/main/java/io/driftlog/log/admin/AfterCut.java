package io.driftlog.log.admin;

import io.driftlog.log.Clients;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunStatus;
import io.driftlog.log.Topics;
import io.driftlog.log.run.StatusRestorer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Puts the log in order after its only broker has removed damaged records at its start: aborts transactions whose end
 * was removed, moves analyzers back to the end of their partitions, and restores statuses.
 *
 * <p>Without that, readers would stop at a transaction that never ends, and an analyzer would pass over what is
 * written up to the offset that it had read before.
 */
public final class AfterCut {
    private AfterCut() {}

    /**
     * Does all that.
     *
     * @param statusPartitions partitions of {@link Topics#RUN_STATUS} that have lost records
     * @return the statuses that were restored
     */
    public static List<RunStatus> putInOrder(LogConnection kafka, Collection<Integer> statusPartitions) {
        try (Admin admin = Clients.admin(kafka)) {
            abortEndless(admin);
            moveBack(admin);
        } catch (ExecutionException | TimeoutException e) {
            throw Clients.unavailable(kafka, e.getCause() == null ? e : e.getCause());
        } catch (KafkaException e) {
            throw Clients.unavailable(kafka, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        return StatusRestorer.restore(kafka, statusPartitions);
    }

    private static List<TopicPartition> partitions() {
        return Topics.all().stream()
                .flatMap(topic -> IntStream.range(0, topic.partitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .toList();
    }

    /** Aborts the open transactions that their coordinator has ended: their markers were removed. */
    private static void abortEndless(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        Set<Long> alive = admin
                .listTransactions(new ListTransactionsOptions()
                        .filterStates(List.of(
                                TransactionState.ONGOING,
                                TransactionState.PREPARE_COMMIT,
                                TransactionState.PREPARE_ABORT)))
                .all()
                .get(seconds(), TimeUnit.SECONDS)
                .stream()
                .map(TransactionListing::producerId)
                .collect(Collectors.toSet());
        var producers = admin.describeProducers(partitions()).all().get(seconds(), TimeUnit.SECONDS);
        for (var each : producers.entrySet()) {
            for (ProducerState producer : each.getValue().activeProducers()) {
                if (producer.currentTransactionStartOffset().isPresent() && !alive.contains(producer.producerId())) {
                    admin.abortTransaction(new AbortTransactionSpec(
                                    each.getKey(),
                                    producer.producerId(),
                                    (short) producer.producerEpoch(),
                                    Math.max(0, producer.coordinatorEpoch().orElse(0))))
                            .all()
                            .get(seconds(), TimeUnit.SECONDS);
                }
            }
        }
    }

    /** Moves groups back that have read beyond the end. */
    private static void moveBack(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, Long> ends = new HashMap<>();
        Map<TopicPartition, OffsetSpec> latest =
                partitions().stream().collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
        admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                .all()
                .get(seconds(), TimeUnit.SECONDS)
                .forEach((partition, info) -> ends.put(partition, info.offset()));
        Set<String> groups = new HashSet<>();
        for (GroupListing group :
                admin.listGroups(ListGroupsOptions.forConsumerGroups()).all().get(seconds(), TimeUnit.SECONDS)) {
            groups.add(group.groupId());
        }
        for (String group : groups) {
            Map<TopicPartition, OffsetAndMetadata> back = new HashMap<>();
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(seconds(), TimeUnit.SECONDS)
                    .forEach((partition, offset) -> {
                        OptionalLong end = ends.containsKey(partition)
                                ? OptionalLong.of(ends.get(partition))
                                : OptionalLong.empty();
                        if (offset != null && end.isPresent() && offset.offset() > end.getAsLong()) {
                            back.put(partition, new OffsetAndMetadata(end.getAsLong()));
                        }
                    });
            if (!back.isEmpty()) {
                admin.alterConsumerGroupOffsets(group, back).all().get(seconds(), TimeUnit.SECONDS);
            }
        }
    }

    private static long seconds() {
        return Clients.PATIENCE.toSeconds();
    }
}
