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
 * Ends the transactions of writers that died, at once instead of when they time out: until then readers of committed
 * records stand still at them, and a host of analyzers does not learn where the one before it stopped.
 *
 * <p>Only for writers that are known to be dead: one that is alive is fenced like any other.
 */
public final class DeadTransactions {
    private static final Logger log = LoggerFactory.getLogger(DeadTransactions.class);

    private static final long BACKOFF_MILLIS = 20;

    private DeadTransactions() {}

    /**
     * Ends all there are.
     *
     * @param kafka how the log is reached
     * @param patience how long to go on at most; what is left then times out as it would have
     * @return the transactional ids whose transactions were ended
     */
    public static Set<String> end(LogConnection kafka, Duration patience) {
        return end(kafka, id -> true, patience);
    }

    /**
     * Ends those of some writers.
     *
     * @param kafka how the log is reached
     * @param dead tells by its transactional id whether a writer is one of them
     * @param patience how long to go on at most; what is left then times out as it would have
     * @return the transactional ids whose transactions were ended
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
            log.warn("transactions of writers that died are left to time out", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        if (!ended.isEmpty()) {
            log.info("ended the transactions of {}, which died", ended);
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
