package io.driftlog.node.home;

import io.driftlog.broker.EmbeddedBroker;
import io.driftlog.events.UserException;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.admin.DeadTransactions;
import io.driftlog.log.admin.SchemaPublisher;
import io.driftlog.log.admin.TopicAdmin;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** The Kafka cluster that holds the log: the embedded broker, or another one. Its topics exist once it is open. */
public final class Cluster implements AutoCloseable {
    private static final int REACH_SECONDS = 10;
    private static final Duration TRANSACTIONS_PATIENCE = Duration.ofSeconds(5);

    private final @Nullable EmbeddedBroker broker;
    private final @Nullable DataDirectory data;
    private final String bootstrapServers;
    private final String remedy;
    private List<String> analyzersElsewhere = List.of();

    private Cluster(
            @Nullable EmbeddedBroker broker, @Nullable DataDirectory data, String bootstrapServers, String remedy) {
        this.broker = broker;
        this.data = data;
        this.bootstrapServers = bootstrapServers;
        this.remedy = remedy;
    }

    /**
     * Starts the embedded broker; port 0 takes any free one.
     *
     * @param data where its log is; closed with the cluster
     * @throws Unavailable when it does not start
     * @throws UserException when its topics cannot hold the log
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
        return new Cluster(
                        broker,
                        data,
                        broker.bootstrapServers(),
                        ", the embedded one; the log file in the data directory says more.")
                .withTopics((short) 1);
    }

    /**
     * Joins an existing cluster.
     *
     * @param data for this process' own work, closed with the cluster; null if there is none to do
     * @throws Unavailable when it cannot be reached
     * @throws UserException when its topics cannot hold the log
     */
    public static Cluster remote(String bootstrapServers, @Nullable DataDirectory data) {
        return new Cluster(
                        null,
                        data,
                        bootstrapServers,
                        ": check that the address is HOST:PORT and the broker runs, or leave --kafka out to use the"
                                + " embedded broker.")
                .withTopics((short) -1);
    }

    /**
     * Ends at once the transactions that writers of this data directory left open when they were killed; for a process whose
     * broker has no other writers than its own.
     */
    public Cluster withoutDeadTransactions() {
        if (isEmbedded()) {
            DeadTransactions.end(clientConfig(), TRANSACTIONS_PATIENCE);
        }
        return this;
    }

    /**
     * Joins the log of a running node.
     *
     * @param data as in {@link #remote}
     */
    public static Cluster of(NodeAddress node, @Nullable DataDirectory data) {
        Cluster cluster = new Cluster(
                null,
                data,
                node.bootstrapServers(),
                ", where the node of this data directory has it: try again, since the node may be busy or about to stop,"
                        + " or look into its log file.");
        cluster.analyzersElsewhere = node.analyzers();
        return cluster.withTopics((short) -1);
    }

    /** Application ids of the analyzers that the node hosts whose log this is; none need be hosted again. */
    public List<String> analyzersElsewhere() {
        return analyzersElsewhere;
    }

    private Cluster withTopics(short replicationFactor) {
        try {
            ensureTopics(replicationFactor);
            return this;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void ensureTopics(short replicationFactor) {
        Map<String, Object> config = clientConfig();
        config.put("default.api.timeout.ms", REACH_SECONDS * 1000);
        config.put("request.timeout.ms", REACH_SECONDS * 1000);
        try (Admin admin = Admin.create(config)) {
            admin.describeCluster().nodes().get(REACH_SECONDS, TimeUnit.SECONDS);
            TopicAdmin.ensure(admin, replicationFactor);
            SchemaPublisher.publish(clientConfig());
        } catch (TimeoutException | ExecutionException | KafkaException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(e);
        }
    }

    private Unavailable unreachable(Exception e) {
        return new Unavailable("No Kafka broker answers at " + bootstrapServers + remedy, e);
    }

    /** The settings with which clients reach it, in a map of their own. */
    public Map<String, Object> clientConfig() {
        var config = new HashMap<String, Object>();
        config.put("bootstrap.servers", bootstrapServers);
        return config;
    }

    /** Where clients reach it. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Whether it is the embedded broker of this process. */
    public boolean isEmbedded() {
        return broker != null;
    }

    /** The directory of this process; empty when it joined a cluster only to read and write the log. */
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
