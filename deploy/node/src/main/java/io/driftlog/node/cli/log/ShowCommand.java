package io.driftlog.node.cli.log;

import static io.driftlog.events.NumberText.exact;
import static io.driftlog.events.NumberText.readable;

import io.driftlog.events.Finding;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.SpecMap;
import io.driftlog.events.StepTaken;
import io.driftlog.events.UserException.BadInput;
import io.driftlog.events.UserException.Refused;
import io.driftlog.http.AnnotationsView;
import io.driftlog.http.EndView;
import io.driftlog.http.FindingView;
import io.driftlog.http.StartView;
import io.driftlog.http.StepView;
import io.driftlog.http.Words;
import io.driftlog.log.CorruptEventException;
import io.driftlog.log.LogConnection;
import io.driftlog.log.RunAnnotated;
import io.driftlog.log.RunStatus;
import io.driftlog.log.archive.ArchiveReader;
import io.driftlog.log.dataset.DatasetReferences;
import io.driftlog.log.run.Annotations;
import io.driftlog.log.run.FindingsReader;
import io.driftlog.log.run.LostEvents;
import io.driftlog.log.run.RunReader;
import io.driftlog.log.run.TrajectoryReader;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.RunOrFile;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.RunReport;
import io.driftlog.node.home.Cluster;
import io.micronaut.serde.annotation.Serdeable;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows the spec, the state and the final findings of a run. */
@Command(
        name = "show",
        description =
                "Show a run or an archive: its spec, its last step, its state, how it ended, and its final findings.",
        mixinStandardHelpOptions = true)
public final class ShowCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "RUN|FILE", description = "A run's id, or an archive.")
    String source = "";

    /** A run without its steps. */
    record Overview(
            RunStarted run,
            String state,
            Optional<StepTaken> last,
            Optional<RunEnded> end,
            List<FindingRecorded> findings,
            Optional<RunAnnotated> annotations,
            List<String> damages) {}

    @Override
    public Integer call() {
        Console console = common.console();
        Overview overview;
        if (RunOrFile.isFile(source)) {
            overview = ofFile(Path.of(source));
        } else {
            try (Cluster cluster = common.openCluster(console)) {
                overview = ofRun(cluster);
            }
        }
        print(console, overview);
        console.result(Result.of(overview));
        overview.damages().forEach(sentence -> System.err.println("driftlog: " + sentence));
        return overview.damages().isEmpty() ? 0 : 1;
    }

    /** Reads the beginning and the end of the run alone. */
    private Overview ofRun(Cluster cluster) {
        LogConnection kafka = cluster.connection();
        RunStatus status = RunReader.status(kafka, source).orElseThrow(() -> RunOrFile.unknown(source, common));
        Optional<LostEvents> lost = RunReader.lostAtEnds(kafka, status);
        if (lost.isPresent() && lost.get().start()) {
            throw new Refused(lost.get().sentence());
        }
        RunStarted run;
        try (TrajectoryReader events =
                RunReader.openFrom(kafka, source, status.startOffset()).events()) {
            run = start(events);
        }
        var ends = new Ends();
        try (TrajectoryReader events =
                RunReader.openFrom(kafka, source, status.lowerBoundOffset() + 1).events()) {
            ends.read(events);
        }
        if (lost.isPresent()) {
            ends.damages.add(lost.get().sentence());
            if (ends.last == null) {
                ends.last = lastOf(kafka);
            }
        }
        List<FindingRecorded> findings = FindingsReader.read(kafka, source);
        return new Overview(
                run,
                status.state().word(),
                Optional.ofNullable(ends.last),
                ends.end(),
                findings,
                Annotations.read(kafka, source),
                ends.damages);
    }

    /** The last step that is left of a run that has lost events. */
    private @Nullable StepTaken lastOf(LogConnection kafka) {
        var all = new Ends();
        try (RunReader events = RunReader.open(kafka, source)) {
            all.read(events.events());
        }
        return all.last;
    }

    private Overview ofFile(Path file) {
        try (ArchiveReader events = ArchiveReader.open(file)) {
            // Without the data that are kept beside it, as the log has it.
            RunStarted run = DatasetReferences.split(start(events)).run();
            var ends = new Ends();
            ends.read(events);
            events.damage().ifPresent(ends.damages::add);
            events.lost().map(LostEvents::sentence).ifPresent(ends.damages::add);
            String state = ends.end()
                    .map(end -> Words.of(end.outcome()))
                    .orElse(events.lost().isPresent() ? "incomplete" : "not finished");
            return new Overview(
                    run,
                    state,
                    Optional.ofNullable(ends.last),
                    ends.end(),
                    events.findings(),
                    events.annotations(),
                    ends.damages);
        }
    }

    private RunStarted start(TrajectoryReader events) {
        if (events.hasNext() && events.next() instanceof RunStarted run) {
            return run;
        }
        throw new BadInput(source + " does not begin with the start of a run; nothing can be said about it.");
    }

    /** How a run ends. */
    private static final class Ends {
        private @Nullable StepTaken last;
        private @Nullable RunEnded end;
        private final List<String> damages = new ArrayList<>();

        void read(TrajectoryReader events) {
            while (true) {
                try {
                    if (!events.hasNext()) {
                        return;
                    }
                    var event = events.next();
                    if (event instanceof StepTaken step) {
                        last = step;
                    } else if (event instanceof RunEnded ended) {
                        end = ended;
                    }
                } catch (CorruptEventException e) {
                    damages.add(String.valueOf(e.getMessage()));
                }
            }
        }

        Optional<RunEnded> end() {
            return Optional.ofNullable(end);
        }
    }

    private static void print(Console console, Overview overview) {
        RunStarted run = overview.run();
        RunSpec spec = run.spec();
        console.line("run %s (%s)", run.runId(), run.name());
        console.line(
                "  objective    %s%s, %d weights, %d residuals",
                spec.objective().type(), data(run), run.dimension(), run.samples());
        console.line("  weight decay %s, regularizer %s", exact(spec.weightDecay()), spec.regularizer());
        console.line(
                "  method       %s %s",
                spec.method().type(), RunReport.numbers(spec.method().parameters()));
        console.line("  until        %s, seed %d", RunReport.numbers(SpecMap.until(spec.until())), spec.seed());
        console.line("  recorded by  %s at %s", run.software(), Instant.ofEpochMilli(run.startedAtMillis()));
        run.origin()
                .ifPresent(origin -> console.line(
                        "  fork of      %s at seq %d, t = %s, with %s",
                        origin.runId(), origin.seq(), readable(origin.time()), origin.changes()));
        overview.last()
                .ifPresent(step -> console.line(
                        "  last step    %d (seq %d) at t = %s: train loss %s, test loss %s, ||w||^2 %s",
                        step.step(),
                        step.seq(),
                        readable(step.time()),
                        readable(step.trainLoss()),
                        readable(step.testLoss()),
                        readable(step.weightNormSquared())));
        console.line(
                "  state        %s%s",
                overview.state(), overview.end().map(end -> ": " + end.reason()).orElse(""));
        overview.end()
                .ifPresent(
                        end -> console.line("  digest       %s", HexFormat.of().formatHex(end.digest())));
        AnnotationsView annotations = annotations(overview);
        if (!annotations.tags().isEmpty()) {
            console.line("  tags         %s", String.join(", ", annotations.tags()));
        }
        annotations.note().lines().forEach(line -> console.line("  note         %s", line));
        List<FindingRecorded> finals = overview.findings().stream()
                .filter(recorded -> recorded.finding().stage() == Finding.Stage.FINAL)
                .toList();
        console.line(
                "  findings     %d, %d of them final%s",
                overview.findings().size(), finals.size(), finals.isEmpty() ? "" : ":");
        finals.forEach(recorded -> console.line("    %s", RunReport.line(recorded)));
    }

    private static AnnotationsView annotations(Overview overview) {
        RunStarted run = overview.run();
        return AnnotationsView.of(run.runId(), run.tags(), overview.annotations());
    }

    private static String data(RunStarted run) {
        var objective = run.spec().objective();
        if (!objective.generator().isEmpty()) {
            return " with data from " + objective.generator();
        }
        var data = new TreeMap<String, Object>(objective.datasets());
        objective.datasetReferences().forEach((role, sha256) -> data.put(role, "SHA-256 " + sha256));
        return data.isEmpty() ? "" : " with given data " + data;
    }

    /**
     * A run or an archive.
     *
     * @param state as in the list of runs; "not finished" of an archive without an end,
     *     "incomplete" if events are missing from it
     * @param tags its tags, in order
     * @param note its note; empty text if it has none
     * @param damages sentences about records that cannot be read, and about events that are missing
     */
    @Serdeable
    record Result(
            StartView run,
            String state,
            @Nullable StepView last,
            @Nullable EndView end,
            List<FindingView> findings,
            List<String> tags,
            String note,
            List<String> damages) {
        static Result of(Overview overview) {
            AnnotationsView annotations = annotations(overview);
            return new Result(
                    StartView.of(overview.run()),
                    overview.state(),
                    overview.last().map(StepView::of).orElse(null),
                    overview.end().map(EndView::of).orElse(null),
                    FindingView.of(overview.findings()),
                    annotations.tags(),
                    annotations.note(),
                    overview.damages());
        }
    }
}
