package io.driftlog.node.cli.run;

import static io.driftlog.events.NumberText.readable;

import io.driftlog.events.RunEnded;
import io.driftlog.events.StepTaken;
import io.driftlog.http.LossView;
import io.driftlog.log.run.LostEvents;
import io.driftlog.log.run.TrajectoryReader;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.PluginOptions;
import io.driftlog.node.cli.options.RunOrFile;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.Interruption;
import io.driftlog.simulator.service.RunWatcher;
import io.driftlog.simulator.service.StepDifference;
import io.driftlog.simulator.service.Verification;
import io.driftlog.simulator.service.Verification.Verdict;
import io.micronaut.serde.annotation.Serdeable;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Timer;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Computes a run again and compares it with its record. */
@Command(
        name = "verify",
        description =
                "Compute a recorded run again from its first event, and compare every recorded step with the computed one,"
                        + " bit for bit. The first difference is named: its seq, its field and both values.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0 all is the same, 1 a difference, a damaged file, missing events, another numerics version, or a run that another"
                    + " program recorded.",
            "",
            "Examples:",
            "  driftlog verify 20261123-060150-paper-diagonal-c0b6",
            "  driftlog verify diagonal.avro --json"
        })
public final class VerifyCommand implements Callable<Integer> {

    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    PluginOptions plugins = new PluginOptions();

    @Parameters(
            paramLabel = "RUN|FILE",
            description = "The run's id, as `driftlog runs` lists them, or an archive, which needs no log.")
    String run = "";

    private final Interruption interruption;

    VerifyCommand(Interruption interruption) {
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        Console console = common.console();
        plugins.install(common, console);
        interruption.listen();
        return RunOrFile.read(run, common, console, events -> verify(console, events));
    }

    private int verify(Console console, TrajectoryReader events) {
        var progress = new Progress(console);
        Verdict verdict;
        try {
            verdict = Verification.verify(events, progress);
        } finally {
            progress.setUp.cancel();
        }
        print(console, verdict, progress.last);
        verdict.difference().filter(each -> each.field().equals("seq")).ifPresent(gap -> readOn(events));
        console.result(Result.of(verdict, progress.last, events.lost()));
        return !verdict.complete()
                ? Interruption.EXIT_CODE
                : RunOrFile.done(events) == 1 || verdict.difference().isPresent() ? 1 : 0;
    }

    /** To the end, where it is known which events are missing. */
    private static void readOn(TrajectoryReader events) {
        while (events.hasNext()) {
            events.next();
        }
    }

    /** Says every few seconds how far it is. */
    private final class Progress implements RunWatcher {
        private static final long QUIET_NANOS = 5_000_000_000L;

        private final Console console;
        private final Timer setUp;
        private long lastLine = System.nanoTime();
        private @Nullable StepTaken last;

        Progress(Console console) {
            this.console = console;
            this.setUp = console.slowly("setting up the problem of the run");
        }

        @Override
        public void step(StepTaken step) {
            setUp.cancel();
            last = step;
            long now = System.nanoTime();
            if (now - lastLine > QUIET_NANOS) {
                lastLine = now;
                console.line("the same up to seq %d, t = %s", step.seq(), readable(step.time()));
            }
        }

        @Override
        public boolean stopRequested() {
            return interruption.isRequested();
        }
    }

    private static void print(Console console, Verdict verdict, @Nullable StepTaken last) {
        String id = verdict.started().runId();
        if (verdict.difference().isPresent()) {
            console.line(
                    "Run %s is not what its first event describes. %s The steps up to step %d are the same.",
                    id, verdict.difference().get().sentence(), verdict.acceptedSteps());
        } else if (!verdict.complete()) {
            console.line("Stopped: the steps of run %s up to step %d are the same.", id, verdict.acceptedSteps());
        } else {
            console.line(
                    "Run %s: all %d events are the same bit for bit, up to step %d at t = %s; %s.",
                    id,
                    events(verdict),
                    verdict.acceptedSteps(),
                    readable(last == null ? 0 : last.time()),
                    verdict.end().map(VerifyCommand::inWords).orElse("the run has no end yet"));
            if (last != null) {
                console.line("Digest %s.", HexFormat.of().formatHex(last.digest()));
            }
        }
    }

    /** The events that are the same, with the first and the last one of the run. */
    private static long events(Verdict verdict) {
        return 1
                + verdict.steps()
                + (verdict.end().isPresent() && verdict.difference().isEmpty() ? 1 : 0);
    }

    private static String inWords(RunEnded end) {
        return "so is its end (" + end.cause() + ")";
    }

    /**
     * A verdict.
     *
     * @param same whether all was computed again and nothing differs
     * @param difference the first difference; null if all steps are equal
     * @param lost events that are missing; null if none is
     */
    @Serdeable
    record Result(
            String runId,
            boolean same,
            boolean complete,
            boolean ended,
            long steps,
            long events,
            String digest,
            @Nullable Difference difference,
            @Nullable LossView lost) {
        static Result of(Verdict verdict, @Nullable StepTaken last, Optional<LostEvents> lost) {
            return new Result(
                    verdict.started().runId(),
                    verdict.complete() && verdict.difference().isEmpty() && lost.isEmpty(),
                    verdict.complete(),
                    verdict.end().isPresent(),
                    verdict.acceptedSteps(),
                    VerifyCommand.events(verdict),
                    last == null ? "" : HexFormat.of().formatHex(last.digest()),
                    verdict.difference().map(Difference::of).orElse(null),
                    lost.map(LossView::of).orElse(null));
        }
    }

    @Serdeable
    record Difference(long seq, String field, String recorded, String computed) {
        static Difference of(StepDifference difference) {
            return new Difference(difference.seq(), difference.field(), difference.recorded(), difference.computed());
        }
    }
}
