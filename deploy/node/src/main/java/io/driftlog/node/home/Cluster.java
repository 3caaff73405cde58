package io.driftlog.node.home;

import io.driftlog.broker.EmbeddedBroker;
import io.driftlog.broker.LogCut;
import io.driftlog.events.UserException;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.log.Clients;
import io.driftlog.log.KafkaRefusals;
import io.driftlog.log.LogConnection;
import io.driftlog.log.Topics;
import io.driftlog.log.admin.AfterCut;
import io.driftlog.log.admin.BrokerProbe;
import io.driftlog.log.admin.DeadTransactions;
import io.driftlog.log.admin.SchemaPublisher;
import io.driftlog.log.admin.TopicAdmin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** The Kafka cluster that holds the log: the embedded broker of this process, or another cluster. */
public final class Cluster implements AutoCloseable {
    private static final int REACH_SECONDS = 7;
    private static final int MOST_ATTEMPTS = 4;
    private static final Duration TRANSACTIONS_PATIENCE = Duration.ofSeconds(5);
    private static final String NODE =
            ", where the node of this data directory has it: try again, since the node may be"
                    + " busy or about to stop, or look into its log file.";

    private final @Nullable EmbeddedBroker broker;
    private final @Nullable DataDirectory data;
    private final LogConnection connection;
    private final @Nullable String remedy;
    private List<String> analyzersElsewhere = List.of();
    private final List<String> notices = new ArrayList<>();
    private List<String> warnings = List.of();
    private @Nullable BrokerWatch watch;

    /** @param remedy what follows "No Kafka broker answers at ADDRESS"; null if that is to be found out */
    private Cluster(
            @Nullable EmbeddedBroker broker,
            @Nullable DataDirectory data,
            LogConnection connection,
            @Nullable String remedy) {
        this.broker = broker;
        this.data = data;
        this.connection = connection;
        this.remedy = remedy;
    }

    /**
     * Starts the embedded broker and creates what its log lacks.
     *
     * @param data where its log is; closed with the cluster
     * @param port the port of the broker; 0 for any free one
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
        var connection = new LogConnection(broker.bootstrapServers(), Map.of(), (short) 1);
        return new Cluster(broker, data, connection, ", the embedded one; see the log file in the data directory.")
                .opened(Cluster::create)
                .afterCuts(broker);
    }

    /** Puts the log in order if the broker has removed damaged records. */
    private Cluster afterCuts(EmbeddedBroker started) {
        List<LogCut> cuts = started.cuts();
        try {
            if (!cuts.isEmpty()) {
                cuts.forEach(cut -> notices.add(cut.sentence()));
                AfterCut.putInOrder(
                                connection,
                                cuts.stream()
                                        .filter(cut -> cut.topic().equals(Topics.RUN_STATUS.name()))
                                        .map(LogCut::partition)
                                        .toList())
                        .forEach(status ->
                                notices.add("The status of run " + status.runId() + " was restored from its events."));
                notices.add("`driftlog runs` names the runs that have lost events.");
            }
            started.forgetCuts();
            return this;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** What the user must know of the start: which damaged records the broker has removed, and what was restored. */
    public List<String> notices() {
        return List.copyOf(notices);
    }

    /**
     * Joins a cluster to read its log, or to end or delete runs in it. Creates nothing.
     *
     * @throws Unavailable when it cannot be reached
     * @throws UserException when it has no log, or other topics than the log needs
     */
    public static Cluster connect(LogConnection connection) {
        return new Cluster(null, null, connection, null).opened(Cluster::check);
    }

    /** Joins the log of a running node as {@link #connect(LogConnection)} does. */
    public static Cluster connect(NodeAddress node) {
        return new Cluster(null, null, node.connection(), NODE).opened(Cluster::check);
    }

    /**
     * Joins a cluster to write to its log. Creates the topics that are missing and publishes the schemas.
     *
     * @param data for the work of this process, closed with the cluster; null if there is none
     * @throws Unavailable when it cannot be reached
     * @throws UserException when its topics cannot hold the log
     */
    public static Cluster initialise(LogConnection connection, @Nullable DataDirectory data) {
        return new Cluster(null, data, connection, null).opened(Cluster::create);
    }

    /**
     * Joins the log of a running node to write to it.
     *
     * @param data as in {@link #initialise}
     */
    public static Cluster of(NodeAddress node, @Nullable DataDirectory data) {
        Cluster cluster = new Cluster(null, data, node.connection(), NODE).opened(Cluster::create);
        cluster.analyzersElsewhere = node.analyzers();
        return cluster;
    }

    /**
     * Checks that this user may write to some topics of another cluster.
     *
     * @throws Unavailable if not, with the command that grants it; this is closed then
     */
    public Cluster requireWrites(List<Topics.Topic> written) {
        if (broker == null && remedy == null && !written.isEmpty()) {
            try (Admin admin = Clients.admin(connection)) {
                TopicAdmin.requireWrites(admin, connection, written);
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }
        return this;
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

    /** @param prepare creates or checks what the log needs; gives warnings */
    private Cluster opened(BiFunction<Admin, LogConnection, List<String>> prepare) {
        try {
            for (int attempt = 1; ; attempt++) {
                var addresses = new ArrayList<>(List.of(bootstrapServers().split(",")));
                try {
                    warnings = reach(prepare, addresses);
                    return this;
                } catch (TimeoutException | ExecutionException | KafkaException e) {
                    Optional<UserException> refusal = KafkaRefusals.of(connection, e);
                    if (refusal.isPresent()) {
                        throw refusal.get();
                    }
                    String why = remedy == null ? BrokerProbe.why(connection, addresses) : remedy;
                    if (attempt == MOST_ATTEMPTS || !why.equals(BrokerProbe.BUSY)) {
                        throw new Unavailable("No Kafka broker answers at " + bootstrapServers() + why, e);
                    }
                }
            }
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new Unavailable(
                    "No Kafka broker had answered at " + bootstrapServers() + " before the interruption.", e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** @param addresses Modified: those of the brokers are added. */
    private List<String> reach(BiFunction<Admin, LogConnection, List<String>> prepare, List<String> addresses)
            throws ExecutionException, InterruptedException, TimeoutException {
        int millis = REACH_SECONDS * 1000;
        Admin admin =
                Clients.admin(connection.with(Map.of("default.api.timeout.ms", millis, "request.timeout.ms", millis)));
        try {
            admin.describeCluster()
                    .nodes()
                    .get(REACH_SECONDS, TimeUnit.SECONDS)
                    .forEach(node -> addresses.add(node.host() + ":" + node.port()));
            return prepare.apply(admin, connection);
        } finally {
            // Without a wait for requests that are under way.
            admin.close(Duration.ZERO);
        }
    }

    private static List<String> check(Admin admin, LogConnection connection) {
        TopicAdmin.check(admin, connection);
        return List.of();
    }

    private static List<String> create(Admin admin, LogConnection connection) {
        List<String> warnings = TopicAdmin.ensure(admin, connection);
        SchemaPublisher.publish(connection);
        return warnings;
    }

    /**
     * Tells from now on which brokers of the cluster are away, and when they are back.
     *
     * @param console takes each message, on another thread
     */
    public Cluster watchBrokers(Consumer<String> console) {
        watch = new BrokerWatch(connection, console);
        return this;
    }

    /** The brokers that have been away for more than three seconds; none if they are not watched. */
    public List<String> brokersAway() {
        return watch == null ? List.of() : watch.away();
    }

    /** What is weak in the settings of the cluster, a sentence each. */
    public List<String> warnings() {
        return warnings;
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
            if (watch != null) {
                watch.close();
            }
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
