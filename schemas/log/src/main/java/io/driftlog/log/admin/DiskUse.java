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
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Use of the brokers' disks.
 *
 * @param logBytes size of all topics and replicas together
 * @param usableBytes free space of the fullest disk; empty if the brokers do not report it
 */
public record DiskUse(long logBytes, OptionalLong usableBytes) {
    /** Of brokers that do not tell it to this user: the right is Describe on the cluster. */
    public static final DiskUse UNKNOWN = new DiskUse(0, OptionalLong.empty());

    /**
     * Asks the brokers.
     *
     * @return their answer; {@link #UNKNOWN} if this user may not know it
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
            if (e.getCause() instanceof ClusterAuthorizationException) {
                return UNKNOWN;
            }
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
