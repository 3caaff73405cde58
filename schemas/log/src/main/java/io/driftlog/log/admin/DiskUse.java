package io.driftlog.log.admin;

import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.Clients;
import io.driftlog.log.LogConnection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.InterruptException;

/**
 * How much of the brokers' disks the log takes, all topics and replicas together, and how much is left on the fullest.
 *
 * @param logBytes what the log takes
 * @param usableBytes what can still be written on the fullest disk; empty when the brokers do not tell
 */
public record DiskUse(long logBytes, OptionalLong usableBytes) {

    /**
     * Asks the brokers.
     *
     * @throws Unavailable if none answers
     */
    public static DiskUse of(LogConnection kafka) {
        try (Admin admin = Clients.admin(kafka)) {
            List<Integer> brokers =
                    get(admin.describeCluster().nodes()).stream().map(Node::id).toList();
            List<LogDirDescription> disks = get(admin.describeLogDirs(brokers).allDescriptions()).values().stream()
                    .flatMap(ofBroker -> ofBroker.values().stream())
                    .toList();
            long bytes = disks.stream()
                    .flatMap(disk -> disk.replicaInfos().values().stream())
                    .mapToLong(replica -> replica.size())
                    .sum();
            return new DiskUse(
                    bytes,
                    disks.stream()
                            .flatMapToLong(disk -> disk.usableBytes().stream())
                            .min());
        } catch (ExecutionException | TimeoutException e) {
            throw Clients.unavailable(kafka, new KafkaException(e));
        } catch (KafkaException e) {
            throw Clients.unavailable(kafka, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static <T> T get(org.apache.kafka.common.KafkaFuture<T> answer)
            throws ExecutionException, InterruptedException, TimeoutException {
        return answer.get(Clients.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
