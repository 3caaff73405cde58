package io.driftlog.node.cli.analyze;

import io.driftlog.analyzer.report.figures.Expectation;
import io.driftlog.analyzer.report.figures.RunPage;
import io.driftlog.events.StepTaken;
import io.driftlog.events.UserException.BadInput;
import io.driftlog.log.run.TrajectoryReader;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.ReportOptions;
import io.driftlog.node.cli.options.RunOrFile;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.Interruption;
import io.driftlog.node.home.Cluster;
import io.driftlog.node.report.RunReport;
import io.driftlog.simulator.service.NamedSpec;
import io.driftlog.simulator.service.Presets;
import io.driftlog.simulator.service.RunIds;
import io.driftlog.simulator.service.RunResult;
import io.driftlog.simulator.service.RunService;
import io.driftlog.simulator.service.RunSpecReader;
import io.driftlog.simulator.service.RunWatcher;
import io.micronaut.serde.annotation.Serdeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Runs the experiments of a paper and writes a report. */
@Command(
        name = "reproduce",
        description = {
            "Run the experiments of Boursier, Pesme & Dragomir (arXiv:2505.20172): linear regression, diagonal network,"
                    + " matrix completion, ReLU network; and write one report of them.",
            "Every run is recorded in the log like any other. The report is made from the log."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Writes report.html, one file without references, and figures/ with each figure as SVG, PDF, PNG and CSV.",
            "Exit codes: 0 every result is as expected, 1 a result is not. The paper's figures show other data: numbers"
                    + " read off them stand beside those measured, and a difference does not change the exit code.",
            "",
            "Example: driftlog reproduce paper --out paper-report"
        })
public final class ReproduceCommand implements Callable<Integer> {
    private static final String PAPER = "paper";
    private static final String LINEAR = "paper/linear-regression";

    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    ReportOptions report = new ReportOptions();

    @Parameters(index = "0", paramLabel = "PAPER", description = "Which one: paper.")
    String what = "";

    private final RunService service;
    private final Interruption interruption;

    ReproduceCommand(RunService service, Interruption interruption) {
        this.service = service;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        if (!what.equals(PAPER)) {
            throw new BadInput("There is nothing called " + what + " to reproduce; write driftlog reproduce paper.");
        }
        report.requireCharts();
        Console console = common.console();
        interruption.listen();
        List<String> presets = Presets.names().stream()
                .filter(name -> name.startsWith(PAPER + "/"))
                .toList();
        List<RunPage> pages = new ArrayList<>();
        try (Cluster cluster = common.openClusterToWrite(console)) {
            for (String preset : presets) {
                RunResult result = run(console, cluster, preset, overrides(preset));
                if (result.end().isEmpty()) {
                    console.line("Interrupted; the runs so far are in the log.");
                    return Interruption.EXIT_CODE;
                }
                String runId = result.started().runId();
                console.line("  reading it back through all analyzers");
                try (TrajectoryReader events = RunOrFile.open(runId, common, cluster)) {
                    pages.add(RunReport.page(runId, events, spec(preset)).besidePaper());
                }
            }
        }
        Path html = report.write(
                "The experiments of the paper",
                "Boursier, Pesme & Dragomir, A Theoretical Framework for Grokking: Interpolation followed by Riemannian"
                        + " Norm Minimisation, NeurIPS 2025 (arXiv:2505.20172): each experiment run anew by Driftlog. The"
                        + " same spec gives the same digest on any machine.",
                pages);
        List<Expectation> results =
                pages.stream().flatMap(page -> page.paper().results().stream()).toList();
        List<Expectation> figures =
                pages.stream().flatMap(page -> page.paper().figures().stream()).toList();
        console.line("%d of %d results are as expected", within(results), results.size());
        results.stream()
                .filter(row -> !row.within())
                .forEach(row -> console.line(
                        "  outside: %s: expected %s, measured %s", row.what(), row.expected(), row.measured()));
        console.line(
                "%d of %d numbers of the paper's figures, whose data are others, agree",
                within(figures), figures.size());
        console.line("Report: %s", html);
        console.result(new Result(
                within(results),
                results.size(),
                within(figures),
                figures.size(),
                html.toString(),
                pages.stream().map(page -> page.sample().started().runId()).toList()));
        return exitCode(results);
    }

    private static long within(List<Expectation> rows) {
        return rows.stream().filter(Expectation::within).count();
    }

    /** 1 when a result is not as expected. */
    static int exitCode(List<Expectation> rows) {
        return rows.stream().allMatch(Expectation::within) ? 0 : 1;
    }

    @Serdeable
    record Result(long asExpected, int results, long figuresAgree, int figures, String report, List<String> runs) {}

    /** Linear regression is integrated step by step here: by its closed form, it would be compared with itself. */
    private static List<String> overrides(String preset) {
        return preset.equals(LINEAR) ? List.of("method={type: radaug}") : List.of();
    }

    private static String spec(String preset) {
        String text = Presets.text(preset).orElseThrow();
        return overrides(preset).isEmpty()
                ? text
                : text + "# In this report with --set " + String.join(" --set ", overrides(preset)) + "\n";
    }

    private RunResult run(Console console, Cluster cluster, String preset, List<String> overrides) {
        NamedSpec named = RunSpecReader.read(preset, overrides);
        String runId = RunIds.next(named.name());
        console.line("run %s", runId);
        RunResult result = service.run(cluster.connection(), runId, named, new RunWatcher() {
            @Override
            public void step(StepTaken step) {
                // The report reads the log.
            }

            @Override
            public boolean stopRequested() {
                return interruption.isRequested();
            }
        });
        result.end().ifPresent(end -> console.line("  %s", end.reason()));
        return result;
    }
}
