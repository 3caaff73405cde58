package io.driftlog.node.home;

import io.driftlog.log.Clients;
import io.driftlog.log.LogConnection;
import io.driftlog.log.admin.BrokerProbe;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that looks every second for brokers that are away: those that take no connection, and those that the cluster
 * has missed for its session time-out. It tells of one after three seconds, and when it is back.
 */
final class BrokerWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerWatch.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int PAUSE_MILLIS = 1000;

    private final LogConnection kafka;
    private final Consumer<String> console;
    private final Map<Integer, Seen> brokers = new TreeMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::watch, "broker-watch");
    private volatile List<String> away = List.of();

    /**
     * What is known of a broker.
     *
     * @param name with its address, for messages
     * @param at when it was last there, by the process's clock
     * @param told whether its absence was told
     */
    private record Seen(String name, String address, long at, boolean told) {}

    /** @param console takes each message, on the thread of the watch */
    BrokerWatch(LogConnection kafka, Consumer<String> console) {
        this.kafka = kafka;
        this.console = console;
        thread.setDaemon(true);
        thread.start();
    }

    /** The brokers that have been away for more than three seconds, each with its address. */
    List<String> away() {
        return away;
    }

    private void watch() {
        try (Admin admin = Clients.admin(
                kafka.with(Map.of("default.api.timeout.ms", PAUSE_MILLIS, "request.timeout.ms", PAUSE_MILLIS)))) {
            do {
                look(members(admin));
            } while (!closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("brokers are no longer watched", e);
        }
    }

    /** The ids of the cluster's members; those known before if it does not answer. */
    private List<Integer> members(Admin admin) throws InterruptedException {
        try {
            List<Node> nodes =
                    List.copyOf(admin.describeCluster().nodes().get(2L * PAUSE_MILLIS, TimeUnit.MILLISECONDS));
            for (Node node : nodes) {
                String address = node.host() + ":" + node.port();
                brokers.putIfAbsent(
                        node.id(),
                        new Seen("broker " + node.id() + " (" + address + ")", address, System.nanoTime(), false));
            }
            return nodes.stream().map(Node::id).toList();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.debug("the cluster does not say which brokers it has", e);
            return List.copyOf(brokers.keySet());
        }
    }

    private void look(List<Integer> members) {
        brokers.replaceAll((id, seen) ->
                members.contains(id) && BrokerProbe.takesConnections(seen.address()) ? present(seen) : absent(seen));
        away = brokers.values().stream().filter(Seen::told).map(Seen::name).toList();
    }

    private Seen present(Seen seen) {
        long now = System.nanoTime();
        if (seen.told()) {
            tell(seen.name() + " answers again, after "
                    + Duration.ofNanos(now - seen.at()).toSeconds() + " s");
        }
        return new Seen(seen.name(), seen.address(), now, false);
    }

    private Seen absent(Seen seen) {
        Duration since = Duration.ofNanos(System.nanoTime() - seen.at());
        if (seen.told() || since.compareTo(PATIENCE) < 0) {
            return seen;
        }
        tell(seen.name() + " has not answered for " + since.toSeconds() + " s");
        return new Seen(seen.name(), seen.address(), seen.at(), true);
    }

    private void tell(String message) {
        LOG.warn(message);
        console.accept(message);
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }
}
