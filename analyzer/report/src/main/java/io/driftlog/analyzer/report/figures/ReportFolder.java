package io.driftlog.analyzer.report.figures;

import io.driftlog.analyzer.report.Chart.Line;
import io.driftlog.analyzer.report.HtmlReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes a report: one self-contained HTML file, and beside it each figure as SVG, PDF, PNG and CSV. */
public final class ReportFolder {
    private ReportFolder() {}

    /**
     * Writes {@code report.html} and {@code figures/<run>-<figure>.svg|pdf|png|csv}; files of those names are replaced.
     *
     * @param folder made if missing
     * @param title of the report
     * @param introduction its first paragraph
     * @param pages one per run
     * @return the HTML file
     * @throws IOException when the folder cannot be written
     */
    public static Path write(Path folder, String title, String introduction, List<RunPage> pages) throws IOException {
        Path figures = Files.createDirectories(folder.resolve("figures"));
        for (RunPage page : pages) {
            for (Figure figure : page.figures()) {
                String name = page.name().replaceAll("[^A-Za-z0-9._-]+", "-") + "-" + figure.id();
                Files.writeString(figures.resolve(name + ".svg"), figure.chart().svg());
                Files.write(figures.resolve(name + ".pdf"), figure.chart().pdf());
                Files.write(figures.resolve(name + ".png"), figure.chart().png());
                Files.writeString(figures.resolve(name + ".csv"), csv(figure));
            }
        }
        Path html = folder.resolve("report.html");
        Files.writeString(html, html(title, introduction, pages));
        return html;
    }

    /** The HTML file alone; the parameters are those of {@link #write}. */
    public static String html(String title, String introduction, List<RunPage> pages) {
        var report = new HtmlReport(title);
        report.paragraph(introduction);
        pages.forEach(page -> page.addTo(report));
        return report.html();
    }

    /** One row per point: the line's name, x, y. */
    private static String csv(Figure figure) {
        StringBuilder csv = new StringBuilder("line,x,y\n");
        for (Line line : figure.chart().lines()) {
            String name = '"' + line.name().replace("\"", "\"\"") + '"';
            for (int i = 0; i < line.x().length; i++) {
                csv.append(name)
                        .append(',')
                        .append(line.x()[i])
                        .append(',')
                        .append(line.y()[i])
                        .append('\n');
            }
        }
        return csv.toString();
    }
}
