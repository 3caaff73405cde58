package io.driftlog.node.cli.run;

import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.SpecMap;
import io.driftlog.events.StepTaken;
import io.driftlog.events.UserException.Refused;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.http.FindingList;
import io.driftlog.http.RunDetail;
import io.driftlog.http.RunList;
import io.driftlog.http.RunView;
import io.driftlog.http.StepColumns;
import io.driftlog.http.StepView;
import io.driftlog.log.RunStatus;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.Interruption;
import io.driftlog.node.cli.output.Predictor;
import io.driftlog.node.cli.output.StepTable;
import io.driftlog.node.home.NodeAddress;
import io.driftlog.node.home.NodeApi;
import io.driftlog.simulator.flow.spec.MethodChoice;
import io.driftlog.simulator.flow.spec.Problem;
import io.driftlog.simulator.service.NamedSpec;
import io.driftlog.simulator.service.RunResult;
import io.driftlog.simulator.service.RunService;
import io.driftlog.simulator.service.api.Submitted;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Timer;
import org.jspecify.annotations.Nullable;

/**
 * A run that the node of the data directory makes; followed over HTTP, without Kafka clients.
 *
 * @param named the spec, complete
 * @param problem what it integrates
 * @param method the method and why it was chosen
 */
record RunOfNode(NamedSpec named, Problem problem, MethodChoice method) {
    private static final int ROWS = 2000;

    /** Milliseconds between two looks at the run, at the beginning and in the long run. */
    private static final int SHORTEST_PAUSE = 10;

    private static final int LONGEST_PAUSE = 200;

    /**
     * Makes the run and reports it as a run of this process.
     *
     * @param startNanos when the command began
     * @return the exit code; empty if no node can make this run
     */
    OptionalInt make(
            CommonOptions options,
            Console console,
            List<FoldDriver<?>> analyzers,
            Interruption interruption,
            long startNanos)
            throws InterruptedException {
        Optional<NodeAddress> node = options.joinedNode(console)
                .filter(NodeAddress::simulator)
                .filter(address -> address.analyzers()
                        .containsAll(analyzers.stream()
                                .map(FoldDriver::applicationId)
                                .toList()));
        // A spec over HTTP names no files, so that given data cannot be sent.
        if (node.isEmpty() || !named.spec().objective().datasets().isEmpty()) {
            return OptionalInt.empty();
        }
        Optional<NodeApi> api = options.apiOf(node.get());
        Optional<Submitted> submitted = api.flatMap(asked -> console.during(
                "waiting for the node", () -> asked.start(SpecMap.of(RunService.started("", named, problem)))));
        if (submitted.isEmpty()) {
            return OptionalInt.empty();
        }
        String runId = submitted.get().runId();
        RunSession.announce(console, analyzers, node.get().analyzers());
        RunSession.announce(console, runId, method, named.spec());
        var following = new Following(
                options, console, analyzers, interruption, startNanos, node.get(), api.orElseThrow(), runId);
        try {
            return OptionalInt.of(following.toTheEnd());
        } catch (IOException e) {
            throw new Unavailable(
                    "The node of " + options.where() + " does not answer any more (" + e.getMessage() + "): run "
                            + runId
                            + " goes on when the node is started again, or with `driftlog resume " + runId
                            + options.whereWords() + "`.",
                    e);
        }
    }

    /** How far the run was followed. */
    private final class Following {
        private final CommonOptions options;
        private final Console console;
        private final List<FoldDriver<?>> analyzers;
        private final Interruption interruption;
        private final long startNanos;
        private final NodeAddress node;
        private final NodeApi api;
        private final String runId;
        private final RunStarted started;
        private final StepTable table;
        private final FoundSoFar found;
        private @Nullable RunView run;
        private @Nullable StepTaken first;
        private long nextSeq;
        private double lastTime;
        private int findings;
        private boolean stopping;

        Following(
                CommonOptions options,
                Console console,
                List<FoldDriver<?>> analyzers,
                Interruption interruption,
                long startNanos,
                NodeAddress node,
                NodeApi api,
                String runId) {
            this.options = options;
            this.console = console;
            this.analyzers = analyzers;
            this.interruption = interruption;
            this.startNanos = startNanos;
            this.node = node;
            this.api = api;
            this.runId = runId;
            this.started = RunService.started(runId, named, problem);
            this.table = new StepTable(console, named.spec());
            this.found = new FoundSoFar(console, analyzers);
        }

        int toTheEnd() throws IOException, InterruptedException {
            Timer queued = console.slowly("waiting for a simulator of the node");
            try {
                long nextLine = 0;
                for (int pause = SHORTEST_PAUSE; true; pause = Math.min(LONGEST_PAUSE, pause + 1)) {
                    look();
                    RunView now = run;
                    if (now != null) {
                        queued.cancel();
                        if (now.state().equals(RunStatus.State.INTERRUPTED.word())) {
                            return interrupted();
                        }
                        if (now.end() != null) {
                            if (found.missing().isEmpty() || interruption.isRequested()) {
                                return ended(now);
                            }
                            long nanos = System.nanoTime();
                            if (nextLine != 0 && nanos - nextLine > 0) {
                                RunSession.waiting(console, analyzers, found.missing());
                            }
                            nextLine = nextLine == 0 || nanos - nextLine > 0
                                    ? nanos + RunSession.WAITING_LINE_EVERY.toNanos()
                                    : nextLine;
                        }
                    }
                    if (interruption.isRequested() && !stopping) {
                        stopping = true;
                        if (api.interrupt(runId).filter(told -> !told.begun()).isPresent()) {
                            return RunSession.interrupted(console);
                        }
                    }
                    Thread.sleep(pause);
                }
            } finally {
                queued.cancel();
            }
        }

        /** Shows what is new. */
        private void look() throws IOException {
            Optional<RunView> now = api.follow(runId, "", RunDetail.class).map(RunDetail::run);
            if (now.isEmpty() || (run != null && run.version() == now.get().version())) {
                return;
            }
            run = now.get();
            String steps = "/steps?axis=log&wait=1000&points=" + ROWS + "&from=" + lastTime;
            Optional<StepColumns> columns = api.follow(runId, steps, StepColumns.class);
            for (StepTaken step : columns.map(StepColumns::steps).orElse(List.of())) {
                if (step.seq() >= nextSeq) {
                    first = first == null ? step : first;
                    table.step(step);
                    nextSeq = step.seq() + 1;
                    lastTime = step.time();
                }
            }
            if (run.findings() > findings) {
                List<FindingRecorded> all = findings(false);
                all.subList(findings, all.size()).forEach(found::take);
                findings = all.size();
            }
        }

        private List<FindingRecorded> findings(boolean vectors) throws IOException {
            return api.follow(runId, "/findings?vectors=" + vectors, FindingList.class).stream()
                    .flatMap(list -> list.findings().stream())
                    .map(finding -> finding.recorded(runId))
                    .toList();
        }

        private int interrupted() throws IOException {
            RunResult result = result();
            if (!stopping) {
                throw new Refused("Run " + runId + " was interrupted in the node after step "
                        + result.last().step() + ", and all of it is committed: its log file may say why; go on with"
                        + " `driftlog resume " + runId + options.whereWords() + "`.");
            }
            return RunSession.interrupted(console, options, result);
        }

        private int ended(RunView now) throws IOException {
            RunResult result = result();
            double[] weights = result.state().weights();
            return new RunSummary(
                            node.bootstrapServers(),
                            options,
                            result,
                            weights.length == 0
                                    ? Predictor.NONE
                                    : Predictor.of(problem.flow().objective(), weights),
                            method,
                            Objects.requireNonNullElse(first, result.last()),
                            findings(true).stream().filter(found::concerns).toList(),
                            RunSession.ids(analyzers, found.missing()),
                            api.get("/runs?limit=100", RunList.class)
                                    .flatMap(runs -> OtherRun.among(runs, runId, named.name(), named.spec())),
                            (System.nanoTime() - startNanos) / 1_000_000)
                    .print(console);
        }

        /** The run so far. */
        private RunResult result() throws IOException {
            StepTaken last = api.follow(runId, "/state", StepView.class)
                    .map(StepView::taken)
                    .orElseThrow(() -> new IOException("no last step"));
            table.print(last);
            RunView now = Objects.requireNonNull(run);
            return new RunResult(
                    started, problem, last, last, Optional.ofNullable(now.end()).map(end -> end.ended()));
        }
    }
}
