package io.driftlog.node.cli.log;

import static io.driftlog.events.NumberText.exact;
import static io.driftlog.events.NumberText.readable;

import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.http.EndView;
import io.driftlog.http.EventView;
import io.driftlog.http.RunDetail;
import io.driftlog.http.RunOverview;
import io.driftlog.http.RunView;
import io.driftlog.http.StepPage;
import io.driftlog.http.StepView;
import io.driftlog.http.Words;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.run.TrajectoryReader;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.RunOrFile;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.home.NodeApi;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints every event of a run. */
@Command(
        name = "cat",
        description = {
            "Print every event of a run or an archive, one on a line. With --json each line is a JSON object with all fields.",
            "What is damaged is printed as far as it can be read; standard error names the damage and the events that are"
                    + " missing."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  driftlog cat run.avro",
            "  driftlog cat 20261123-060150-paper-diagonal-c0b6 --json | jq -c 'select(.seq %% 10 == 0) | [.time, .trainLoss]'"
        })
public final class CatCommand implements Callable<Integer> {
    private static final int ASK_EVERY = 1000;
    private static final int MOST_OVER_HTTP = 2000;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "RUN|FILE", description = "A run's id, or an archive.")
    String source = "";

    @Override
    public Integer call() {
        Console console = common.console();
        if (RunOrFile.isFile(source)) {
            return RunOrFile.read(source, common, console, events -> print(events, 0, console));
        }
        Progress progress =
                common.nodeApi(console).map(api -> ofNode(api, console)).orElse(new Progress(0, false));
        return progress.whole
                ? 0
                : RunOrFile.read(source, common, console, events -> print(events, progress.printed, console));
    }

    /** How many events were printed, and whether these are all. */
    private record Progress(long printed, boolean whole) {}

    /**
     * Prints what the node has of a run without damage. The log is read faster where the run is long, and says more where it
     * is damaged.
     */
    private Progress ofNode(NodeApi api, Console console) {
        RunOverview run = api.ofRun(source, "/overview", RunOverview.class).orElse(null);
        if (run == null
                || !run.damages().isEmpty()
                || run.last() == null
                || run.last().seq() > MOST_OVER_HTTP) {
            return new Progress(0, false);
        }
        Optional<RunView.Setup> setup = api.ofRun(source, "", RunDetail.class)
                .map(detail -> detail.run().setup());
        if (setup.isEmpty()) {
            return new Progress(0, false);
        }
        print(console, run::run, () -> line(source, setup.get()));
        long printed = 1;
        for (@Nullable Long next = 0L; next != null; ) {
            StepPage page = api.ofRun(source, "/steps/full?limit=200&seq=" + next, StepPage.class)
                    .orElse(null);
            if (page == null) {
                return new Progress(printed, false);
            }
            for (StepView step : page.steps()) {
                if (step.seq() != printed - 1) {
                    return new Progress(printed, false);
                }
                print(console, () -> step, () -> line(step.taken()));
                printed++;
            }
            if (console.isOutputClosed()) {
                return new Progress(printed, true);
            }
            next = page.next();
        }
        EndView end = run.end();
        if (end != null) {
            print(console, () -> end, () -> line(end.ended()));
        }
        System.out.flush();
        return new Progress(printed, true);
    }

    private static void print(Console console, Supplier<EventView> event, Supplier<String> line) {
        if (console.isJson()) {
            console.resultLine(event.get());
        } else {
            System.out.println(line.get());
        }
    }

    /** Prints the events after the first ones. */
    private static int print(TrajectoryReader events, long skipped, Console console) {
        int damages = 0;
        for (long read = 1; ; read++) {
            try {
                if (!events.hasNext() || (read % ASK_EVERY == 0 && console.isOutputClosed())) {
                    System.out.flush();
                    return RunOrFile.done(events) == 0 && damages == 0 ? 0 : 1;
                }
                TrajectoryEvent event = events.next();
                if (read > skipped) {
                    print(console, () -> EventView.of(event), () -> line(event));
                }
            } catch (CorruptEventException e) {
                System.out.flush();
                System.err.println("driftlog: " + e.getMessage());
                damages++;
            }
        }
    }

    private static String line(TrajectoryEvent event) {
        if (event instanceof StepTaken step) {
            return String.format(
                    Locale.ROOT,
                    "seq %-8d step %-8d t %-9s h %-9s train %-9s test %-9s ||w||^2 %-9s ||grad F|| %-9s%s",
                    step.seq(),
                    step.step(),
                    readable(step.time()),
                    readable(step.stepSize()),
                    readable(step.trainLoss()),
                    readable(step.testLoss()),
                    readable(step.weightNormSquared()),
                    readable(step.gradientNorm()),
                    step.weights().length == 0 ? " (no weights)" : "");
        }
        if (event instanceof RunStarted run) {
            return line(run.runId(), RunView.Setup.of(run));
        }
        RunEnded end = (RunEnded) event;
        return String.format(
                Locale.ROOT,
                "%s after %d steps at t = %s: %s",
                Words.of(end.outcome()),
                end.steps(),
                readable(end.time()),
                end.reason());
    }

    private static String line(String runId, RunView.Setup run) {
        return String.format(
                Locale.ROOT,
                "run %s: %s, d = %d, weight decay %s, %s",
                runId,
                run.objective(),
                run.dimension(),
                exact(run.weightDecay()),
                run.method());
    }
}
