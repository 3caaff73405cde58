package io.driftlog.log.admin;

import io.driftlog.log.Clients;
import io.driftlog.log.LogConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aborts the transactions of killed writers before they time out. An open transaction stops readers of committed
 * records, and a host of analyzers that asks for committed offsets. Only for writers that are known to be dead: a live
 * one is fenced too.
 */
public final class DeadTransactions {
    private static final Logger log = LoggerFactory.getLogger(DeadTransactions.class);

    private static final long BACKOFF_MILLIS = 20;

    private DeadTransactions() {}

    /**
     * Aborts all open transactions.
     *
     * @param kafka how the log is reached
     * @param patience time limit; transactions that are left then time out as usual
     * @return the transactional ids whose transactions were aborted
     */
    public static Set<String> end(LogConnection kafka, Duration patience) {
        return end(kafka, id -> true, patience);
    }

    /**
     * Aborts the open transactions of some writers.
     *
     * @param kafka how the log is reached
     * @param dead whether the writer of a transactional id is one of them
     * @param patience time limit; transactions that are left then time out as usual
     * @return the transactional ids whose transactions were aborted
     */
    public static Set<String> end(LogConnection kafka, Predicate<String> dead, Duration patience) {
        Set<String> ended = new TreeSet<>();
        long deadline = System.nanoTime() + patience.toNanos();
        // Each id is refused once while its transaction ends, and the default pause grows with every id.
        LogConnection impatient = kafka.with(Map.of(
                AdminClientConfig.RETRY_BACKOFF_MS_CONFIG, BACKOFF_MILLIS,
                AdminClientConfig.RETRY_BACKOFF_MAX_MS_CONFIG, BACKOFF_MILLIS));
        try (Admin admin = Clients.admin(impatient)) {
            for (Set<String> open = open(admin, dead, deadline);
                    !ended.containsAll(open);
                    open = open(admin, dead, deadline)) {
                admin.fenceProducers(open).all().get(left(deadline), TimeUnit.MILLISECONDS);
                ended.addAll(open);
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            log.warn("transactions of killed writers were not aborted and will time out", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        if (!ended.isEmpty()) {
            log.info("aborted transactions of killed writers: {}", ended);
        }
        return ended;
    }

    private static Set<String> open(Admin admin, Predicate<String> dead, long deadline)
            throws ExecutionException, InterruptedException, TimeoutException {
        var ongoing = new ListTransactionsOptions().filterStates(List.of(TransactionState.ONGOING));
        return admin.listTransactions(ongoing).all().get(left(deadline), TimeUnit.MILLISECONDS).stream()
                .map(TransactionListing::transactionalId)
                .filter(dead)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static long left(long deadline) {
        return Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
    }
}
