package io.driftlog.node.cli.run;

import static io.driftlog.events.NumberText.readable;

import io.driftlog.analyzer.report.Chart;
import io.driftlog.analyzer.report.theory.TheoryReport;
import io.driftlog.events.Outcome;
import io.driftlog.events.StepTaken;
import io.driftlog.events.UserException.BadInput;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.PluginOptions;
import io.driftlog.node.cli.options.SpecArguments;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.Interruption;
import io.driftlog.node.home.Cluster;
import io.driftlog.simulator.flow.DenseOutput;
import io.driftlog.simulator.flow.theory.ObservedRun;
import io.driftlog.simulator.flow.theory.TheoryCheck;
import io.driftlog.simulator.flow.theory.TheoryCheck.Settings;
import io.driftlog.simulator.flow.theory.TheoryFindings;
import io.driftlog.simulator.flow.theory.UnregularizedRun;
import io.driftlog.simulator.service.NamedSpec;
import io.driftlog.simulator.service.RunIds;
import io.driftlog.simulator.service.RunResult;
import io.driftlog.simulator.service.RunService;
import io.driftlog.simulator.service.RunWatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs one starting point over a range of weight decays and measures the propositions of the theory. */
@Command(
        name = "verify-theory",
        description = {
            "Run one starting point over a range of weight decays, and without, and measure what the theory of Boursier,"
                    + " Pesme & Dragomir (arXiv:2505.20172) says of them: the fast phase (P1), the slow phase (P2), the"
                    + " time at which they match, the KKT conditions of the limits (P3), the two double limits (P4).",
            "The paper states limits. This command fits rates with intervals, and names the weight decay from which they hold.",
            "Every run is recorded in the log like any other; `driftlog runs` lists them."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "weightDecay and until of the spec are not used: every run ends at --slow-time.",
            "",
            "Examples:",
            "  driftlog verify-theory paper/diagonal --html theory.html",
            "  driftlog verify-theory paper/diagonal --weight-decays 1e-8,1e-9,1e-10,1e-11",
            "  driftlog verify-theory my-run.yaml --weight-decays 1e-4,1e-5,1e-6 --json",
            "",
            "Exit codes: 0 no proposition fails, 1 a proposition or a run fails."
        })
public final class VerifyTheoryCommand implements Callable<Integer> {
    private static final int FEWEST = 3;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    PluginOptions plugins = new PluginOptions();

    @Mixin
    SpecArguments arguments = new SpecArguments();

    @Option(
            names = "--weight-decays",
            paramLabel = "L1,L2,…",
            split = ",",
            description = "At least three. Default: 1e-3,3e-4,1e-4,3e-5,1e-5,3e-6,1e-6.")
    List<String> weightDecays = List.of("1e-3", "3e-4", "1e-4", "3e-5", "1e-5", "3e-6", "1e-6");

    @Option(
            names = "--slow-time",
            paramLabel = "TAU",
            defaultValue = "20",
            description = "Where runs end: weightDecay * t. At least 10. Default: ${DEFAULT-VALUE}.")
    double slowTime;

    @Option(
            names = "--tolerance",
            paramLabel = "RTOL",
            defaultValue = "1e-9",
            description = "Relative tolerance of the runs. Default: ${DEFAULT-VALUE}.")
    double tolerance;

    @Option(
            names = "--html",
            paramLabel = "FILE.html",
            description = "Write a report with charts, in one file without references.")
    @Nullable
    Path html;

    private final RunService service;
    private final Interruption interruption;

    VerifyTheoryCommand(RunService service, Interruption interruption) {
        this.service = service;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        double[] lambdas = lambdas();
        Settings settings = settings();
        requireReportCanBeWritten();
        Console console = common.console();
        plugins.install(common, console);
        NamedSpec named = console.during("reading the spec and its data", arguments::read);
        long start = System.nanoTime();
        console.line("deriving the limit of the unregularised flow, and the effective flow from there");
        TheoryCheck check = TheoryCheck.of(named.spec(), settings);
        console.line(
                "%s; effective flow in %d steps", check.unregularizedLimit().sentence(), effectiveSteps(check));
        interruption.listen();
        try (Cluster cluster = common.openClusterToWrite(console)) {
            UnregularizedRun unregularized = check.unregularized();
            List<TheoryRun> runs = new ArrayList<>();
            double smallest = lambdas[lambdas.length - 1];
            runs.add(withoutDecay(console, cluster, named, check, smallest, unregularized));
            for (double lambda : lambdas) {
                if (isUnfinished(runs)) {
                    break;
                }
                runs.add(withDecay(console, cluster, named, check, lambda, unregularized));
            }
            if (isUnfinished(runs)) {
                return unfinished(console, runs.get(runs.size() - 1));
            }
            TheoryFindings findings = check.findings(
                    unregularized,
                    runs.stream().flatMap(run -> run.measures().stream()).toList());
            var report = new TheoryReport(
                    named.name(),
                    settings,
                    check.unregularizedLimit(),
                    runs.stream().map(TheoryRun::forReport).toList(),
                    findings,
                    (System.nanoTime() - start) / 1_000_000);
            report.lines().forEach(line -> console.line("%s", line));
            console.line("%d runs are in the log at %s.", runs.size(), common.where());
            if (html != null) {
                write(html, report.html());
                console.line("Report: %s", html);
            }
            console.result(report.json());
            return report.hasFailure() ? 1 : 0;
        }
    }

    private static int effectiveSteps(TheoryCheck check) {
        return check.effectiveFlow().end().steps();
    }

    /** Falling. */
    private double[] lambdas() {
        double[] values = weightDecays.stream()
                .mapToDouble(VerifyTheoryCommand::positive)
                .distinct()
                .sorted()
                .toArray();
        if (values.length < FEWEST) {
            throw new BadInput("--weight-decays gives " + values.length
                    + " different values; a rate needs at least three, such as 1e-4,1e-5,1e-6.");
        }
        for (int i = 0, k = values.length - 1; i < k; i++, k--) {
            double value = values[i];
            values[i] = values[k];
            values[k] = value;
        }
        return values;
    }

    private static double positive(String word) {
        try {
            double value = Double.parseDouble(word.trim());
            if (value > 0 && Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new BadInput("--weight-decays: '" + word + "' is not a number above 0; lambda = 0 is run anyway.");
    }

    private Settings settings() {
        double[] windows = Settings.DEFAULT.slowWindows();
        double least = windows[windows.length - 1];
        if (!(slowTime >= least && Double.isFinite(slowTime))) {
            throw new BadInput("--slow-time must be at least " + readable(least) + ", where the last window ends.");
        }
        if (!(tolerance >= 1e-12 && tolerance <= 1e-3)) {
            throw new BadInput("--tolerance must lie between 1e-12 and 1e-3.");
        }
        return new Settings(Settings.DEFAULT.flowWindows(), windows, slowTime, tolerance);
    }

    private void requireReportCanBeWritten() {
        if (html == null) {
            return;
        }
        Path folder = html.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new BadInput("--html: the folder of " + html + " does not exist; create it first.");
        }
        Chart.requireFonts();
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new BadInput("--html: " + file + " cannot be written: " + e.getMessage() + ".");
        }
    }

    private TheoryRun withoutDecay(
            Console console,
            Cluster cluster,
            NamedSpec named,
            TheoryCheck check,
            double smallest,
            UnregularizedRun unregularized) {
        RunResult result = make(console, cluster, named, check, 0, smallest, new Measuring() {
            @Override
            public void accepted(StepTaken step, DenseOutput within) {
                unregularized.step(step, within);
            }
        });
        return new TheoryRun(0, result, Optional.empty());
    }

    private TheoryRun withDecay(
            Console console,
            Cluster cluster,
            NamedSpec named,
            TheoryCheck check,
            double lambda,
            UnregularizedRun unregularized) {
        ObservedRun observed = check.observe(lambda, unregularized);
        RunResult result = make(console, cluster, named, check, lambda, lambda, new Measuring() {
            @Override
            public void step(StepTaken step) {
                if (step.seq() == 0) {
                    observed.begin(step);
                }
            }

            @Override
            public void accepted(StepTaken step, DenseOutput within) {
                observed.step(step, within);
            }
        });
        return new TheoryRun(lambda, result, result.end().map(end -> observed.measures()));
    }

    private RunResult make(
            Console console,
            Cluster cluster,
            NamedSpec named,
            TheoryCheck check,
            double lambda,
            double smallest,
            RunWatcher watcher) {
        String name = named.name() + "-" + readable(lambda);
        String runId = RunIds.next(name);
        long start = System.nanoTime();
        RunResult result =
                service.run(cluster.connection(), runId, new NamedSpec(name, check.run(lambda, smallest)), watcher);
        console.line(
                "lambda = %-8s %6d steps to t = %s in %.1f s  run %s",
                readable(lambda),
                result.last().step(),
                readable(result.last().time()),
                (System.nanoTime() - start) * 1e-9,
                runId);
        return result;
    }

    /** Stops when the user asks for it. */
    private class Measuring implements RunWatcher {
        @Override
        public void step(StepTaken step) {
            // Measures read every accepted step, recorded or not.
        }

        @Override
        public boolean stopRequested() {
            return interruption.isRequested();
        }
    }

    private static boolean isUnfinished(List<TheoryRun> runs) {
        TheoryRun last = runs.get(runs.size() - 1);
        return last.result()
                .end()
                .map(end -> end.outcome() != Outcome.COMPLETED)
                .orElse(true);
    }

    private static int unfinished(Console console, TheoryRun last) {
        if (last.result().end().isEmpty()) {
            console.line("Interrupted: nothing was measured. Every step so far is in the log.");
            return Interruption.EXIT_CODE;
        }
        console.line(
                "The run with lambda = %s failed, so nothing was measured: %s",
                readable(last.weightDecay()), last.result().end().get().reason());
        return 1;
    }
}
