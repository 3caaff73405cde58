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
import io.driftlog.http.RunView;
import io.driftlog.http.StepColumns;
import io.driftlog.http.Words;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.RunStatus;
import io.driftlog.log.run.TrajectoryReader;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.RunOrFile;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.home.NodeApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
    private static final int MOST_OVER_HTTP = 2000;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "RUN|FILE", description = "A run's id, or an archive.")
    String source = "";

    @Override
    public Integer call() {
        Console console = common.console();
        boolean asked = !console.isJson() && !RunOrFile.isFile(source);
        Optional<List<String>> lines = asked ? common.nodeApi(console).flatMap(this::ofNode) : Optional.empty();
        lines.ifPresent(all -> all.forEach(System.out::println));
        System.out.flush();
        return lines.isPresent() ? 0 : RunOrFile.read(source, common, console, events -> print(events, console));
    }

    /**
     * The lines of a short run that was recorded with its weights. The log is read faster where the weights are printed or
     * the run is long, and says more where it is damaged or has numbers that are not finite.
     */
    private Optional<List<String>> ofNode(NodeApi api) {
        RunDetail run = api.ofRun(source, "", RunDetail.class).orElse(null);
        if (run == null
                || run.run().lost() != null
                || run.run().state().equals(RunStatus.State.FAILED.word())
                || run.run().setup() == null
                || run.run().events() > MOST_OVER_HTTP
                || !(run.spec() != null
                        && run.spec().get("emit") instanceof Map<?, ?> emit
                        && emit.get("weightsEvery") instanceof Number every
                        && every.intValue() == 1)) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>(List.of(line(source, run.run().setup())));
        List<StepTaken> steps = api.ofRun(source, "/steps/scalars?limit=" + MOST_OVER_HTTP, StepColumns.class)
                .map(StepColumns::steps)
                .orElse(List.of());
        for (StepTaken step : steps) {
            if (step.seq() != lines.size() - 1) {
                return Optional.empty();
            }
            lines.add(line(step, true));
        }
        EndView end = run.run().end();
        if (end != null) {
            lines.add(line(end.ended()));
        }
        return end == null || end.seq() == steps.size() ? Optional.of(lines) : Optional.empty();
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
            return line(step, step.weights().length > 0);
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

    private static String line(StepTaken step, boolean hasWeights) {
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
                hasWeights ? "" : " (no weights)");
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
