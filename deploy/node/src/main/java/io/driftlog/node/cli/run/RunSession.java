package io.driftlog.node.cli.run;

import static io.driftlog.events.NumberText.readable;

import io.driftlog.analyzer.service.AnalyzerHosts;
import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.log.Topics;
import io.driftlog.log.run.RunReader;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.HostingOptions;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.DiskLines;
import io.driftlog.node.cli.output.Interruption;
import io.driftlog.node.cli.output.Predictor;
import io.driftlog.node.cli.output.RunReport;
import io.driftlog.node.cli.output.StepTable;
import io.driftlog.node.home.Cluster;
import io.driftlog.simulator.flow.spec.MethodChoice;
import io.driftlog.simulator.service.ExpectedSize;
import io.driftlog.simulator.service.RunResult;
import io.driftlog.simulator.service.RunWatcher;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.Timer;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run from the first line to the summary. Its analyzers are up before the first step, unless the run is continued, and
 * are waited for after the last.
 */
final class RunSession {
    private static final Logger LOG = LoggerFactory.getLogger(RunSession.class);
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    static final Duration WAITING_LINE_EVERY = Duration.ofSeconds(5);

    private final Interruption interruption;

    RunSession(Interruption interruption) {
        this.interruption = interruption;
    }

    /**
     * A run that can be made.
     *
     * @param name what its author called it
     * @param spec its spec
     * @param methodReason why it has the method of its spec: what follows "because"
     * @param first its first step, if it was begun before; then it does not wait for its analyzers
     * @param make makes it
     */
    record Prepared(
            String name,
            RunSpec spec,
            String methodReason,
            Optional<StepTaken> first,
            Function<RunWatcher, RunResult> make) {}

    /**
     * Makes a run in this process.
     *
     * @param options as the user gave them
     * @param hosting what runs beside it
     * @param runId names the run
     * @param preparation prepares it once the log is there
     * @return the exit code
     */
    int make(CommonOptions options, HostingOptions hosting, String runId, Function<Cluster, Prepared> preparation)
            throws InterruptedException {
        return make(options, hosting, runId, Optional.empty(), preparation);
    }

    /**
     * Makes a run in the node of the data directory, if there is one that can make it, or else in this process.
     *
     * @param ofNode asks the node; empty if that is not wanted
     */
    int make(
            CommonOptions options,
            HostingOptions hosting,
            String runId,
            Optional<RunOfNode> ofNode,
            Function<Cluster, Prepared> preparation)
            throws InterruptedException {
        long start = System.nanoTime();
        Console console = options.console();
        List<FoldDriver<?>> analyzers = hosting.analyzers(options, console);
        interruption.listen();
        if (ofNode.isPresent() && hosting.port == 0) {
            OptionalInt code = ofNode.get().make(options, console, analyzers, interruption, start);
            if (code.isPresent()) {
                return code.getAsInt();
            }
        }
        List<Topics.Topic> written = new ArrayList<>(Topics.OF_RUNS);
        if (!analyzers.isEmpty()) {
            written.add(Topics.FINDINGS);
        }
        try (Cluster cluster =
                options.openClusterWithData(console, hosting.port).requireWrites(written)) {
            Prepared run = preparation.apply(cluster);
            var method = new MethodChoice(run.spec().method(), run.methodReason());
            var table = new StepTable(console, run.spec());
            try (var starting = new StartingHosts(() -> hosting.start(analyzers, cluster, options, console));
                    var follower = new FindingsFollower(console, cluster.connection(), runId, analyzers)) {
                // Read while the hosts start.
                Optional<String> other = OtherRun.inLog(cluster.connection(), runId, run.name(), run.spec());
                if (run.first().isEmpty()) {
                    awaitHosts(console, cluster, starting.get(), analyzers);
                }
                if (interruption.isRequested()) {
                    return interrupted(console);
                }
                announce(console, runId, method, run.spec());
                var first = new AtomicReference<>(run.first().orElse(null));
                RunResult result = make(cluster, run, table, first);
                if (result.end().isEmpty()) {
                    return interrupted(console, options, result);
                }
                Set<String> missing =
                        ids(analyzers, awaitAnalyzers(console, cluster, runId, follower, starting.get(), analyzers));
                var summary = new RunSummary(
                        cluster.bootstrapServers(),
                        options,
                        result,
                        Predictor.of(
                                result.problem().flow().objective(),
                                result.state().weights()),
                        method,
                        Objects.requireNonNullElse(first.get(), result.last()),
                        follower.findings(),
                        missing,
                        other,
                        (System.nanoTime() - start) / 1_000_000);
                return summary.print(console);
            }
        }
    }

    /** What is known before the first step. */
    static void announce(Console console, String runId, MethodChoice method, RunSpec spec) {
        console.line("");
        console.line("run %s", runId);
        console.line("%s", RunReport.sentence(method));
        RunReport.ending(spec).ifPresent(ending -> console.line("%s", ending));
    }

    /** What people call the analyzers of these application ids. */
    static Set<String> ids(List<FoldDriver<?>> analyzers, Set<String> applicationIds) {
        return analyzers.stream()
                .filter(analyzer -> applicationIds.contains(analyzer.applicationId()))
                .map(FoldDriver::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Hosts that another thread starts, so that a run need not wait for it. */
    private static final class StartingHosts implements AutoCloseable {
        private final FutureTask<AnalyzerHosts> start;

        StartingHosts(Callable<AnalyzerHosts> start) {
            this.start = new FutureTask<>(start);
            new Thread(this.start, "start-hosts").start();
        }

        /** Waits until they are started, which is before they run. */
        AnalyzerHosts get() throws InterruptedException {
            try {
                return start.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
            }
        }

        /** {@link #get} reports that they could not be started. */
        @Override
        public void close() throws InterruptedException {
            try {
                start.get().close();
            } catch (ExecutionException e) {
                LOG.debug("no hosts to close", e);
            }
        }
    }

    private RunResult make(Cluster cluster, Prepared run, StepTable table, AtomicReference<@Nullable StepTaken> first) {
        var disk = new DiskLines(table.console(), cluster.connection());
        Timer setUp = table.console().slowly("setting up the run");
        var watcher = new RunWatcher() {
            @Override
            public void begins(ExpectedSize expected) {
                setUp.cancel();
                disk.before(expected);
            }

            @Override
            public void step(StepTaken step) {
                setUp.cancel();
                first.compareAndSet(null, step);
                table.step(step);
                disk.step();
            }

            @Override
            public boolean stopRequested() {
                return interruption.isRequested();
            }
        };
        try {
            RunResult result = run.make().apply(watcher);
            table.print(result.last());
            return result;
        } finally {
            setUp.cancel();
        }
    }

    private void awaitHosts(Console console, Cluster cluster, AnalyzerHosts hosts, List<FoldDriver<?>> analyzers)
            throws InterruptedException {
        List<String> running = new ArrayList<>(cluster.analyzersElsewhere());
        Timer starting = console.slowly("starting the analyzers");
        try {
            running.addAll(hosts.awaitRunning(START_PATIENCE, interruption::isRequested));
        } finally {
            starting.cancel();
        }
        Map<String, String> failures = hosts.failures();
        for (FoldDriver<?> analyzer : analyzers) {
            String name = analyzer.applicationId();
            if (!running.contains(name) && !failures.containsKey(name)) {
                console.line("analyzer %s is not up yet; it will catch up", analyzer.id());
            }
        }
        announce(console, analyzers, running);
    }

    /** Which analyzers read the run from its beginning. */
    static void announce(Console console, List<FoldDriver<?>> analyzers, List<String> running) {
        console.line(
                "analyzers up: %s",
                analyzers.stream()
                        .filter(analyzer -> running.contains(analyzer.applicationId()))
                        .map(FoldDriver::id)
                        .collect(Collectors.joining(", ")));
    }

    /** Waits for all analyzers that can still finish; reads the status each time, so that a lost broker ends the wait. */
    private Set<String> awaitAnalyzers(
            Console console,
            Cluster cluster,
            String runId,
            FindingsFollower follower,
            AnalyzerHosts hosts,
            List<FoldDriver<?>> analyzers)
            throws InterruptedException {
        Set<String> missing = follower.awaitOver(WAITING_LINE_EVERY);
        while (!hosts.failures().keySet().containsAll(missing)
                && !follower.hasFailed()
                && !interruption.isRequested()) {
            RunReader.status(cluster.connection(), runId);
            waiting(console, analyzers, missing);
            missing = follower.awaitOver(WAITING_LINE_EVERY);
        }
        return missing;
    }

    static void waiting(Console console, List<FoldDriver<?>> analyzers, Set<String> missing) {
        console.line("waiting for analyzers to read to the end: %s", String.join(", ", ids(analyzers, missing)));
    }

    /** The same before the first step. */
    static int interrupted(Console console) {
        console.line("Interrupted before the first step: nothing was written.");
        return Interruption.EXIT_CODE;
    }

    /** What to do with a run that was interrupted; the exit code. */
    static int interrupted(Console console, CommonOptions options, RunResult result) {
        String runId = result.started().runId();
        console.line("");
        console.line(
                "Interrupted after step %d at t = %s with all %d events committed: go on with",
                result.last().step(), readable(result.last().time()), result.events());
        console.line("  driftlog resume %s%s", runId, options.whereWords());
        console.line("or end it with");
        console.line("  driftlog cancel %s%s", runId, options.whereWords());
        console.result(new Interrupted(runId, "interrupted", result.last().step(), result.events()));
        return Interruption.EXIT_CODE;
    }

    @Serdeable
    record Interrupted(String runId, String outcome, long steps, long events) {}
}
