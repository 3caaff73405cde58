package io.driftlog.node.cli.log;

import static io.driftlog.events.NumberText.readable;
import static io.driftlog.events.NumberText.readableOrHyphen;

import io.driftlog.events.Finding;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.http.Limits;
import io.driftlog.http.LossList;
import io.driftlog.http.RunCondition;
import io.driftlog.http.RunList;
import io.driftlog.http.RunOrder;
import io.driftlog.http.RunView;
import io.driftlog.http.Words;
import io.driftlog.index.IndexSettings;
import io.driftlog.index.RunIndex;
import io.driftlog.log.RunStatus;
import io.driftlog.log.admin.NoLogException;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.TextTable;
import io.driftlog.node.cli.output.TextTable.Column;
import io.driftlog.node.home.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the runs of the log. */
@Command(
        name = "runs",
        description = "List the runs in the log with their losses and verdicts, the newest first.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "KEY is a key of the spec, such as weightDecay, objective, method or seed, or a property of the run: run, name,"
                    + " state, verdict, steps, events, time, trainLoss, testLoss, weightNormSquared, gradientNorm,"
                    + " startedAt.",
            "",
            "Examples:",
            "  driftlog runs --where 'weightDecay<1e-4' --where verdict=grokked",
            "  driftlog runs --where state=completed --sort testLoss",
            "  driftlog runs --sort weightDecay --reverse --json"
        })
public final class RunsCommand implements Callable<Integer> {
    private static final RunList NONE = new RunList(0, 0, 0, List.of());
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(names = "--tag", paramLabel = "TAG", description = "Only runs with this tag; several: with all of them.")
    List<String> tags = List.of();

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = "Only runs for which KEY<VALUE holds, or another of < <= > >= = !=, in quotes. Repeatable.")
    List<String> where = List.of();

    @Option(names = "--sort", paramLabel = "KEY", description = "Sort by this, the smallest first; -KEY: the largest.")
    @Nullable
    String sort;

    @Option(names = "--reverse", description = "The other way round.")
    boolean reverse;

    @Override
    public Integer call() throws InterruptedException {
        Console console = common.console();
        // Refuses a bad condition before anything is started.
        Predicate<RunView> wanted = RunCondition.all(where);
        RunOrder order = sort == null && !reverse ? null : RunOrder.of(sort, reverse);
        RunList all;
        LossList losses;
        try {
            Optional<LossList> told = common.askNode(console, "/losses", LossList.class);
            // After the losses, for which the node reads what it has not read of the runs.
            Optional<RunList> listed = told.flatMap(
                            each -> common.askNode(console, "/runs?limit=" + Limits.RUNS, RunList.class))
                    .filter(list -> list.runs().size() == list.total());
            if (told.isPresent() && listed.isPresent()) {
                losses = told.get();
                all = listed.get();
            } else {
                try (Cluster cluster = common.openCluster(console);
                        RunIndex index = RunIndex.open(IndexSettings.of(cluster.connection()))) {
                    awaitCaughtUp(index);
                    losses = LossList.of(index);
                    all = RunList.newest(index, Integer.MAX_VALUE);
                }
            }
        } catch (NoLogException e) {
            console.line("%s", e.getMessage());
            console.result(NONE);
            return 0;
        }
        RunList list = all.of(wanted.and(run -> run.tags().containsAll(tags)), order);
        if (list.total() == 0) {
            console.line("There are no runs in %s yet; make one with: driftlog run paper/diagonal", common.where());
        } else {
            print(console, list);
        }
        console.result(list);
        losses.sentences().forEach(sentence -> System.err.println("driftlog: " + sentence));
        return losses.sentences().isEmpty() ? 0 : 1;
    }

    private static void awaitCaughtUp(RunIndex index) throws InterruptedException {
        if (!index.awaitCaughtUp(PATIENCE)) {
            throw new Unavailable(
                    "The list of runs could not be read within " + PATIENCE.toSeconds()
                            + " s; see whether the broker is reachable.",
                    null);
        }
    }

    private static void print(Console console, RunList list) {
        var table = new TextTable(
                Column.of("run"),
                Column.cut("objective", 8),
                Column.cut("method", 6),
                Column.number("lambda"),
                Column.number("train"),
                Column.number("test"),
                Column.cut("verdict", 11));
        list.runs().forEach(run -> {
            RunView.Setup setup = run.setup();
            RunView.Last last = run.last();
            table.row(
                    run.runId(),
                    setup == null ? "-" : setup.objective(),
                    setup == null ? "-" : setup.method(),
                    setup == null ? "-" : readableOrHyphen(setup.weightDecay()),
                    last == null ? "-" : loss(last.trainLoss()),
                    last == null ? "-" : loss(last.testLoss()),
                    outcome(run));
        });
        table.lines().forEach(line -> console.line("%s", line));
        if (list.matching() < list.total()) {
            console.line("%d of %d runs", list.matching(), list.total());
        }
    }

    private static String loss(@Nullable Double loss) {
        return loss == null ? "-" : readable(loss);
    }

    /** The verdict; the state too, unless the run is complete. */
    private static String outcome(RunView run) {
        RunView.Phase verdict = run.verdict();
        boolean complete = run.state().equals(RunStatus.State.COMPLETED.word());
        if (verdict == null) {
            return run.state();
        }
        boolean isFinal = verdict.stage().equals(Words.of(Finding.Stage.FINAL));
        return (complete && isFinal ? "" : run.state() + ", ") + verdict.kind() + (isFinal ? "" : " so far");
    }
}
