package io.driftlog.node.cli.options;

import io.driftlog.analyzer.report.Chart;
import io.driftlog.analyzer.report.figures.ReportFolder;
import io.driftlog.analyzer.report.figures.RunPage;
import io.driftlog.events.UserException.BadInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Options and steps of the commands that write a report. */
public final class ReportOptions {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "driftlog-report",
            description = "Folder of the report; created if it does not exist. Default: ${DEFAULT-VALUE}.")
    Path folder = Path.of("driftlog-report");

    /** Refuses before the work begins if charts cannot be drawn. */
    public void requireCharts() {
        Chart.requireFonts();
    }

    /** Writes the report. */
    public Path write(String title, String introduction, List<RunPage> pages) {
        try {
            return ReportFolder.write(folder, title, introduction, pages);
        } catch (IOException e) {
            throw new BadInput("--out: " + folder + " cannot be written: " + e.getMessage() + ".");
        }
    }
}
