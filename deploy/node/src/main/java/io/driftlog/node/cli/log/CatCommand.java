package io.driftlog.node.cli.log;

import static io.driftlog.events.NumberText.exact;
import static io.driftlog.events.NumberText.readable;

import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.http.EventView;
import io.driftlog.http.Words;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.run.TrajectoryReader;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.RunOrFile;
import io.driftlog.node.cli.output.Console;
import java.util.Locale;
import java.util.concurrent.Callable;
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

    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "RUN|FILE", description = "A run's id, or an archive.")
    String source = "";

    @Override
    public Integer call() {
        Console console = common.console();
        return RunOrFile.read(source, common, console, events -> print(events, console));
    }

    private static int print(TrajectoryReader events, Console console) {
        int damages = 0;
        for (long printed = 1; ; printed++) {
            try {
                if (!events.hasNext() || (printed % ASK_EVERY == 0 && console.isOutputClosed())) {
                    System.out.flush();
                    return RunOrFile.done(events) == 0 && damages == 0 ? 0 : 1;
                }
                TrajectoryEvent event = events.next();
                if (console.isJson()) {
                    console.resultLine(EventView.of(event));
                } else {
                    System.out.println(line(event));
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
            return String.format(
                    Locale.ROOT,
                    "run %s: %s, d = %d, weight decay %s, %s",
                    run.runId(),
                    run.spec().objective().type(),
                    run.dimension(),
                    exact(run.spec().weightDecay()),
                    run.spec().method().type());
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
}
