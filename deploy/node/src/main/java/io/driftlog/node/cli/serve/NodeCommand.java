package io.driftlog.node.cli.serve;

import io.driftlog.analyzer.service.AnalyzerHosts;
import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.events.NumberText;
import io.driftlog.events.UserException.BadInput;
import io.driftlog.http.LogAccess;
import io.driftlog.http.Words;
import io.driftlog.index.IndexSettings;
import io.driftlog.index.RunIndex;
import io.driftlog.log.RunRequest;
import io.driftlog.log.RunStatus;
import io.driftlog.log.Topics;
import io.driftlog.log.queue.RunQueue;
import io.driftlog.log.run.LostEvents;
import io.driftlog.log.run.RunReader;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.HostingOptions;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.Interruption;
import io.driftlog.node.home.Cluster;
import io.driftlog.node.home.NodeAddress;
import io.driftlog.node.web.NodeMeters;
import io.driftlog.node.web.WebServer;
import io.driftlog.node.web.WebSettings;
import io.driftlog.simulator.service.RunService;
import io.driftlog.simulator.service.api.RunLimits;
import io.driftlog.simulator.service.queue.Simulators;
import io.micronaut.serde.annotation.Serdeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** Runs a node until Ctrl-C. */
@Command(
        name = "node",
        description =
                "Run a node until Ctrl-C: the broker, a simulator, the analyzers, and the HTTP API. Other commands on the"
                        + " same data directory use it.",
        mixinStandardHelpOptions = true,
        defaultValueProvider = NodeCommand.UsualPort.class,
        footer = {
            "",
            "Examples:",
            "  driftlog node                                    all roles, HTTP at http://127.0.0.1:8080",
            "  driftlog node --roles analyzer --kafka k1:9092   only analyzers, on your own cluster",
            "  driftlog node --http-host 0.0.0.0                reached from other machines with the token that it prints"
        })
public final class NodeCommand implements Callable<Integer> {
    private static final int TOKEN_BYTES = 24;
    private static final int SHORTEST_TOKEN = 16;
    private static final int MOST_RUNS = 256;
    private static final Duration WARM_UP = Duration.ofSeconds(2);

    /** What a node does. */
    enum Role {
        BROKER,
        SIMULATOR,
        ANALYZER,
        WEB
    }

    /** The port on which Kafka tools expect a broker. */
    static final class UsualPort implements IDefaultValueProvider {
        @Override
        public @Nullable String defaultValue(ArgSpec argument) {
            return argument instanceof OptionSpec option && option.longestName().equals("--port") ? "9092" : null;
        }
    }

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(
            names = "--roles",
            split = ",",
            paramLabel = "ROLE",
            description = "What this node does: ${COMPLETION-CANDIDATES}. Default: all, without broker if --kafka is"
                    + " given.")
    @Nullable
    Set<Role> roles;

    @Option(
            names = "--parallel-runs",
            paramLabel = "N",
            defaultValue = "2",
            description = "How many runs its simulator computes at the same time. Default: ${DEFAULT-VALUE}.")
    int parallelRuns;

    @Mixin
    HostingOptions hosting = new HostingOptions();

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Port of the HTTP server; 0 takes any free one. Default: ${DEFAULT-VALUE}.")
    int httpPort;

    @Option(
            names = "--http-host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "Address of the HTTP server. At one that other machines reach, callers need a token for all but"
                            + " /health and the dashboard's files. Default: ${DEFAULT-VALUE}.")
    String httpHost = "127.0.0.1";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with the token that callers must send, on the loopback address too; at least 16"
                    + " characters. Default: the node makes up a token and prints it, if --http-host requires one.")
    @Nullable
    Path tokenFile;

    @Option(
            names = "--allow-host",
            paramLabel = "NAME",
            description = "Another host name of the HTTP server. Repeatable.")
    Set<String> hostNames = Set.of();

    @Option(
            names = "--run-step-limit",
            paramLabel = "STEPS",
            defaultValue = RunLimits.USUAL_STEPS,
            description = "Refuse a run over HTTP that would take more steps than this, where their number is known"
                    + " beforehand. Default: ${DEFAULT-VALUE}.")
    double runStepLimit;

    @Option(
            names = "--run-disk-limit",
            paramLabel = "MIB",
            description = "Refuse a run over HTTP that would take more of the disk than this, where the number of its"
                    + " steps is known beforehand. Default: half of what is free.")
    @Nullable
    Double runDiskLimitMebibytes;

    private final Interruption interruption;
    private final RunService service;

    NodeCommand(Interruption interruption, RunService service) {
        this.interruption = interruption;
        this.service = service;
    }

    @Override
    public Integer call() throws InterruptedException {
        Console console = common.console();
        hosting.plugins.install(common, console);
        Set<Role> wanted = roles();
        RunLimits limits = runLimits();
        Optional<String> token = token(console);
        List<FoldDriver<?>> drivers = wanted.contains(Role.ANALYZER) ? hosting.analyzers(common, console) : List.of();
        interruption.listen();
        Timer starting = console.slowly("starting the services of the node");
        try (Cluster cluster = common.openClusterAsNode(console, wanted.contains(Role.BROKER) ? hosting.port : 0)
                        .requireWrites(written(wanted));
                Simulators simulators =
                        simulators(console, cluster, wanted.contains(Role.SIMULATOR) ? parallelRuns() : 0);
                AnalyzerHosts hosts = hosting.start(drivers, cluster, common, console);
                RunIndex index = RunIndex.open(IndexSettings.of(cluster.connection()));
                WebServer web = WebServer.start(
                        new WebSettings(httpHost, httpPort, token, hostNames, wanted.contains(Role.WEB), limits),
                        new LogAccess(cluster.connection(), index, cluster::brokersAway),
                        hosting.plugins.load(common, console),
                        simulators,
                        new NodeMeters(simulators.meters(), hosts, index))) {
            announce(cluster, web, token, drivers, wanted.contains(Role.SIMULATOR));
            if (wanted.containsAll(EnumSet.of(Role.BROKER, Role.SIMULATOR))) {
                resumeInterrupted(console, cluster);
            }
            if (wanted.contains(Role.WEB)) {
                web.warmUp(WARM_UP);
            }
            starting.cancel();
            ready(console, cluster, web, wanted, token);
            interruption.await();
            console.line("stopping");
        } finally {
            starting.cancel();
        }
        return 0;
    }

    private Simulators simulators(Console console, Cluster cluster, int count) {
        if (count > 0 && !cluster.isEmbedded()) {
            RunQueue.configure(cluster.connection()).ifPresent(each -> console.line("warning: %s.", each));
        }
        return Simulators.start(cluster.connection(), service, count);
    }

    /** No other process makes runs on the broker of this node yet: a run that has not ended was interrupted. */
    private void resumeInterrupted(Console console, Cluster cluster) {
        for (RunStatus run : RunReader.unfinished(cluster.connection())) {
            Optional<LostEvents> lost = RunReader.lostAtEnds(cluster.connection(), run);
            if (lost.isPresent()) {
                console.line(
                        "run %s was interrupted and is not continued. %s",
                        run.runId(), lost.get().sentence());
                continue;
            }
            RunQueue.submit(cluster.connection(), RunRequest.resume(run.runId(), System.currentTimeMillis()));
            console.line("run %s was interrupted and is continued", run.runId());
        }
    }

    private void announce(
            Cluster cluster, WebServer web, Optional<String> token, List<FoldDriver<?>> drivers, boolean simulator) {
        List<String> hosted = drivers.stream().map(FoldDriver::applicationId).toList();
        cluster.data()
                .orElseThrow()
                .announce(new NodeAddress(
                        ProcessHandle.current().pid(),
                        cluster.bootstrapServers(),
                        common.kafkaConfigFile().map(Path::toString).orElse(null),
                        web.address(),
                        token.orElse(null),
                        hosted,
                        simulator));
    }

    private void ready(Console console, Cluster cluster, WebServer web, Set<Role> wanted, Optional<String> token) {
        Optional<String> madeUp = token.filter(secret -> tokenFile == null);
        console.line(
                "node is up at %s%s%s",
                web.address(),
                madeUp.map(secret -> "/#token=" + secret).orElse("/"),
                WebSettings.isWildcard(httpHost) ? "  (on another machine: with the address of this one)" : "");
        console.line("Kafka at %s, data in %s", cluster.bootstrapServers(), common.data);
        console.line("Ctrl-C stops it; everything in the log is kept.");
        console.result(new Result(
                web.address(),
                cluster.bootstrapServers(),
                common.data.toAbsolutePath().toString(),
                wanted.stream().map(Words::of).toList(),
                madeUp.orElse(null)));
    }

    /**
     * Where the node can be reached.
     *
     * @param token null when none is needed
     */
    @Serdeable
    record Result(
            String http,
            String bootstrapServers,
            String data,
            List<String> roles,
            @Nullable String token) {}

    private RunLimits runLimits() {
        Double mebibytes = runDiskLimitMebibytes;
        if (!(runStepLimit >= 1)) {
            throw new BadInput("--run-step-limit is " + NumberText.exact(runStepLimit) + "; give at least 1.");
        }
        if (mebibytes != null && !(mebibytes > 0)) {
            throw new BadInput("--run-disk-limit is " + NumberText.exact(mebibytes) + "; give a number above 0.");
        }
        return new RunLimits(
                (long) runStepLimit,
                mebibytes == null ? OptionalLong.empty() : OptionalLong.of((long) (mebibytes * (1 << 20))));
    }

    private int parallelRuns() {
        if (parallelRuns < 1 || parallelRuns > MOST_RUNS) {
            throw new BadInput("--parallel-runs is " + parallelRuns + "; give a number from 1 to " + MOST_RUNS + ".");
        }
        return parallelRuns;
    }

    /** The topics that processes of these roles write to. */
    private static List<Topics.Topic> written(Set<Role> roles) {
        List<Topics.Topic> written = new ArrayList<>();
        if (roles.contains(Role.SIMULATOR) || roles.contains(Role.WEB)) {
            written.addAll(Topics.OF_RUNS);
            written.add(Topics.RUN_REQUESTS);
        }
        if (roles.contains(Role.ANALYZER)) {
            written.add(Topics.FINDINGS);
        }
        return written;
    }

    private Set<Role> roles() {
        boolean remote = common.kafka != null;
        if (roles == null || roles.isEmpty()) {
            return remote ? EnumSet.complementOf(EnumSet.of(Role.BROKER)) : EnumSet.allOf(Role.class);
        }
        if (remote && roles.contains(Role.BROKER)) {
            throw new BadInput(
                    "--roles: a node with the role broker starts its own broker: leave out --kafka or the role"
                            + " broker.");
        }
        if (!remote && !roles.contains(Role.BROKER)) {
            throw new BadInput("--roles: a node without the role broker needs another broker: add --kafka HOST:PORT.");
        }
        return EnumSet.copyOf(roles);
    }

    /** The given token, or a new one where one is required; otherwise empty. */
    private Optional<String> token(Console console) {
        if (tokenFile != null) {
            return Optional.of(read(tokenFile));
        }
        if (WebSettings.isLoopback(httpHost)) {
            return Optional.empty();
        }
        byte[] secret = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(secret);
        String token = HexFormat.of().formatHex(secret);
        console.line("token that callers must send: %s", token);
        return Optional.of(token);
    }

    private static String read(Path file) {
        try {
            String token = Files.readString(file).strip();
            if (token.length() < SHORTEST_TOKEN || !token.matches("\\p{Graph}+")) {
                throw new BadInput("--token-file: " + file + " must hold one word of at least " + SHORTEST_TOKEN
                        + " printable characters.");
            }
            return token;
        } catch (IOException e) {
            throw new BadInput("--token-file: " + file + " cannot be read as text.");
        }
    }
}
