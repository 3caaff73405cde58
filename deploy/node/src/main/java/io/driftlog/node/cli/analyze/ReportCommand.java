package io.driftlog.node.cli.analyze;

import io.driftlog.analyzer.report.figures.RunPage;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.ReportOptions;
import io.driftlog.node.cli.options.RunOrFile;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.report.RunReport;
import io.micronaut.serde.annotation.Serdeable;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A report of one recorded run. */
@Command(
        name = "report",
        description = {
            "Write a report of a recorded run: its curves, the learned predictor, the effective flow, the detected times.",
            "The run is replayed through all analyzers; the report needs only the trajectory."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Writes report.html, one file without references, and figures/ with each figure as SVG, PNG and CSV.",
            "",
            "Example: driftlog report 20261123-060150-paper-diagonal-c0b6 --out my-report"
        })
public final class ReportCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    ReportOptions report = new ReportOptions();

    @Parameters(index = "0", paramLabel = "RUN|FILE", description = "A run of the log, or an archive.")
    String run = "";

    @Override
    public Integer call() {
        report.requireCharts();
        Console console = common.console();
        AtomicInteger code = new AtomicInteger();
        RunPage page = RunOrFile.read(run, common, console, events -> {
            RunPage made = RunReport.page(run, events, "");
            code.set(RunOrFile.done(events));
            return made;
        });
        Path html = report.write(RunReport.title(page), RunReport.INTRODUCTION, List.of(page));
        console.line("Report: %s", html);
        console.result(new Result(page.sample().started().runId(), html.toString()));
        return code.get();
    }

    @Serdeable
    record Result(String runId, String report) {}
}
