package io.driftlog.broker;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Starts a controller and a broker as Kafka's {@link KafkaRaftServer} does, but removes the last registration of the
 * broker between the two.
 *
 * <p>2026-11, Kafka 4.1 to 4.4 (KAFKA-20734): by its last metadata, a killed broker leads its partitions until it
 * registers again. Then they have no leader for a moment; a transaction whose markers are sent in that moment counts as
 * ended, but its partitions have no markers. Readers of committed records, and groups that ask for committed offsets,
 * wait there without end. Without its old registration the broker leads nothing until it can take markers, and need not
 * wait until its last session times out.
 */
final class BrokerAndController implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final int nodeId;
    private final Metrics metrics = new Metrics();
    private final ControllerServer controller;
    private final BrokerServer broker;

    /**
     * Creates both; starts neither.
     *
     * @param voter address of the controller
     */
    BrokerAndController(KafkaConfig config, InetSocketAddress voter) {
        this.nodeId = config.nodeId();
        var directories =
                KafkaRaftServer.initializeLogDirs(config, LoggerFactory.getLogger(BrokerAndController.class), "");
        var shared = new SharedServer(
                config,
                directories._1(),
                Time.SYSTEM,
                metrics,
                CompletableFuture.completedFuture(Map.of(nodeId, voter)),
                List.of(),
                new StandardFaultHandlerFactory(),
                ServerSocketFactory.INSTANCE);
        this.controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), directories._2());
        this.broker = new BrokerServer(shared);
    }

    void start() throws ExecutionException, InterruptedException, TimeoutException {
        controller.startup();
        unregister();
        broker.startup();
    }

    /** Removes the last registration; repeats until the controller is elected. */
    private void unregister() throws ExecutionException, InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                var context = new ControllerRequestContext(
                        new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.empty());
                controller
                        .controller()
                        .unregisterBroker(context, nodeId)
                        .get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                return;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof BrokerIdNotRegisteredException) {
                    return;
                }
                if (!(e.getCause() instanceof NotControllerException) || System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }

    /** The ends of all partitions of this broker. */
    Map<TopicPartition, Long> ends() {
        Map<TopicPartition, Long> ends = new HashMap<>();
        CollectionConverters.asJava(broker.logManager().allLogs())
                .forEach(log -> ends.put(log.topicPartition(), log.logEndOffset()));
        return ends;
    }

    @Override
    public void close() {
        broker.shutdown();
        controller.shutdown();
        broker.awaitShutdown();
        controller.awaitShutdown();
        metrics.close();
    }
}
