package io.driftlog.node.home;

import io.driftlog.broker.BrokerException;
import io.driftlog.broker.EmbeddedBroker;
import io.driftlog.log.Clients;
import io.driftlog.log.LogConnection;
import io.driftlog.log.LogException;
import io.driftlog.log.admin.DeadTransactions;
import io.driftlog.log.admin.SchemaPublisher;
import io.driftlog.log.admin.TopicAdmin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** The Kafka cluster that holds the log: the embedded broker of this process, or another cluster. */
public final class Cluster implements AutoCloseable {
    private static final int REACH_SECONDS = 10;
    private static final Duration TRANSACTIONS_PATIENCE = Duration.ofSeconds(5);

    private final @Nullable EmbeddedBroker broker;
    private final @Nullable DataDirectory data;
    private final LogConnection connection;
    private List<String> analyzersElsewhere = List.of();

    private Cluster(@Nullable EmbeddedBroker broker, @Nullable DataDirectory data, LogConnection connection) {
        this.broker = broker;
        this.data = data;
        this.connection = connection;
    }

    /**
     * Starts the embedded broker and creates what its log lacks.
     *
     * @param data where its log is; closed with the cluster
     * @param port the port of the broker; 0 for any free one
     * @throws BrokerException when it does not start
     * @throws LogException when its topics cannot hold the log
     */
    public static Cluster embedded(DataDirectory data, int port) {
        EmbeddedBroker broker;
        try {
            broker = EmbeddedBroker.start(data.kafka(), port, message -> FatalErrors.end(data, message));
            data.announce(broker.bootstrapServers());
        } catch (RuntimeException e) {
            data.close();
            throw e;
        }
        var connection = new LogConnection(broker.bootstrapServers(), Map.of(), (short) 1);
        return new Cluster(broker, data, connection).opened(Cluster::create);
    }

    /**
     * Joins a cluster to read its log, or to end or delete runs in it. Creates nothing.
     *
     * @throws BrokerException when it cannot be reached
     * @throws LogException when it has no log, or other topics than the log needs
     */
    public static Cluster connect(String bootstrapServers) {
        return new Cluster(null, null, LogConnection.to(bootstrapServers)).opened(TopicAdmin::check);
    }

    /**
     * Joins a cluster to write to its log. Creates the topics that are missing and publishes the schemas.
     *
     * @param data for the work of this process, closed with the cluster; null if there is none
     * @throws BrokerException when it cannot be reached
     * @throws LogException when its topics cannot hold the log
     */
    public static Cluster initialise(String bootstrapServers, @Nullable DataDirectory data) {
        return new Cluster(null, data, LogConnection.to(bootstrapServers)).opened(Cluster::create);
    }

    /**
     * Joins the log of a running node to write to it.
     *
     * @param data as in {@link #initialise}
     */
    public static Cluster of(NodeAddress node, @Nullable DataDirectory data) {
        Cluster cluster = initialise(node.bootstrapServers(), data);
        cluster.analyzersElsewhere = node.analyzers();
        return cluster;
    }

    /** Aborts the transactions that killed writers left open; for a process whose broker has no other writers. */
    public Cluster withoutDeadTransactions() {
        if (isEmbedded()) {
            DeadTransactions.end(connection, TRANSACTIONS_PATIENCE);
        }
        return this;
    }

    /** Application ids of the analyzers that the joined node hosts; they need not be hosted again. */
    public List<String> analyzersElsewhere() {
        return analyzersElsewhere;
    }

    /** @param prepare creates or checks what the log needs */
    private Cluster opened(BiConsumer<Admin, LogConnection> prepare) {
        int millis = REACH_SECONDS * 1000;
        try (Admin admin = Clients.admin(
                connection.with(Map.of("default.api.timeout.ms", millis, "request.timeout.ms", millis)))) {
            admin.describeCluster().nodes().get(REACH_SECONDS, TimeUnit.SECONDS);
            prepare.accept(admin, connection);
            return this;
        } catch (TimeoutException | ExecutionException | KafkaException e) {
            close();
            throw unreachable(e);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw unreachable(e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static void create(Admin admin, LogConnection connection) {
        TopicAdmin.ensure(admin, connection.replicationFactor());
        SchemaPublisher.publish(connection);
    }

    private BrokerException unreachable(Exception e) {
        return new BrokerException(
                "No Kafka broker answers at " + bootstrapServers()
                        + (isEmbedded()
                                ? ", the embedded one; see the log file in the data directory."
                                : ": check that the address is HOST:PORT and the broker runs, or leave --kafka out to"
                                        + " use the embedded broker."),
                e);
    }

    /** How clients reach it. */
    public LogConnection connection() {
        return connection;
    }

    /** The addresses of its brokers. */
    public String bootstrapServers() {
        return connection.bootstrapServers();
    }

    /** Whether it is the embedded broker of this process. */
    public boolean isEmbedded() {
        return broker != null;
    }

    /** The data directory of this process; empty when it has none. */
    public Optional<DataDirectory> data() {
        return Optional.ofNullable(data);
    }

    @Override
    public void close() {
        try {
            if (broker != null) {
                broker.close();
            }
        } finally {
            if (data != null) {
                data.close();
            }
        }
    }
}
