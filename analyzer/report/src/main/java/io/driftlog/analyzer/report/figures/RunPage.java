package io.driftlog.analyzer.report.figures;

import static io.driftlog.events.NumberText.exact;
import static io.driftlog.events.NumberText.readableOrHyphen;
import static io.driftlog.events.NumberText.within;

import io.driftlog.analyzer.report.HtmlReport;
import io.driftlog.events.Finding;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The part of a report about one run.
 *
 * @param sample of the trajectory
 * @param findings about it
 * @param figures of it
 * @param spec its text; empty when it is not known as a text
 * @param paper the paper's numbers beside those of the run
 */
public record RunPage(
        RunSample sample, List<FindingRecorded> findings, List<Figure> figures, String spec, PaperExpectations paper) {
    public RunPage {
        findings = List.copyOf(findings);
        figures = List.copyOf(figures);
    }

    /** A page with all its figures. */
    public static RunPage of(RunSample sample, List<FindingRecorded> findings, String spec) {
        return new RunPage(sample, findings, RunFigures.of(sample, findings), spec, PaperExpectations.NONE);
    }

    /** The same page with the paper's numbers beside those of the run. */
    public RunPage besidePaper() {
        return new RunPage(sample, findings, figures, spec, PaperExpectations.of(sample, findings));
    }

    /** The name of the run. */
    public String name() {
        return sample.started().name();
    }

    /** Adds the page to a report. */
    public void addTo(HtmlReport report) {
        var found = new Found(findings);
        report.section(name());
        found.finals().stream()
                .filter(FindingKinds::isVerdict)
                .forEach(recorded -> report.paragraph(sentence(recorded.finding())));
        report.table(List.of("", ""), facts());
        settings(report);
        expectations(report, "Results", "as expected", "not as expected", paper.results());
        expectations(
                report, "Beside the figures of the paper, whose data are others", "agrees", "differs", paper.figures());
        times(report, found);
        for (Figure figure : figures) {
            report.subsection(figure.title());
            report.chart(figure.chart());
            report.paragraph(figure.caption());
        }
        report.subsection("What the analyzers found");
        report.list(found.finals().stream()
                .map(recorded -> recorded.analyzer() + ": " + recorded.finding().sentence())
                .toList());
        if (!spec.isBlank()) {
            report.subsection("Spec");
            report.preformatted(spec);
        }
    }

    private void settings(HtmlReport report) {
        if (!paper.settings().isEmpty()) {
            report.subsection("Settings");
            report.table(
                    List.of("what", "paper", "run"),
                    paper.settings().stream()
                            .map(row -> List.of(row.what(), row.paper(), row.run()))
                            .toList());
        }
    }

    private static void expectations(HtmlReport report, String title, String yes, String no, List<Expectation> rows) {
        if (!rows.isEmpty()) {
            report.subsection(title);
            report.table(
                    List.of("what", "measured", "expected", "measured / expected", "verdict"),
                    rows.stream()
                            .map(row -> List.of(
                                    row.what(), row.measured(), row.expected(), row.ratio(), row.within() ? yes : no))
                            .toList());
        }
    }

    private static String sentence(Finding finding) {
        String text = finding.sentence();
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
    }

    private List<List<String>> facts() {
        RunStarted run = sample.started();
        RunSpec spec = run.spec();
        List<StepTaken> steps = sample.steps();
        StepTaken last = steps.get(steps.size() - 1);
        List<List<String>> facts = new ArrayList<>();
        facts.add(List.of("run", run.runId()));
        facts.add(
                List.of("objective", spec.objective().type() + ", d = " + run.dimension() + ", n = " + run.samples()));
        facts.add(List.of("method", spec.method().type()));
        facts.add(List.of("weight decay", exact(spec.weightDecay())));
        facts.add(List.of("end", sample.ended().map(end -> end.reason()).orElse("the run has not ended")));
        facts.add(List.of("steps", Long.toString(last.step())));
        facts.add(List.of("training loss", readableOrHyphen(last.trainLoss())));
        facts.add(List.of("test loss", readableOrHyphen(last.testLoss())));
        facts.add(List.of("||w||^2", readableOrHyphen(last.weightNormSquared())));
        facts.add(List.of("digest", HexFormat.of().formatHex(last.digest())));
        return facts;
    }

    private void times(HtmlReport report, Found found) {
        List<List<String>> measured = found.finals().stream()
                .filter(recorded -> recorded.finding().time().isPresent())
                .map(recorded -> {
                    var time = recorded.finding().time().get();
                    return List.of(
                            recorded.finding().kind(),
                            within(time.estimate(), time.lower(), time.upper()),
                            "[" + readableOrHyphen(time.lower()) + ", " + readableOrHyphen(time.upper()) + "]",
                            recorded.analyzer());
                })
                .toList();
        if (!measured.isEmpty()) {
            report.subsection("Times");
            report.table(List.of("what", "t", "between", "by"), measured);
        }
        List<PredictedTimes.Row> rows =
                new PredictedTimes(findings, sample.started().spec()).rows();
        if (!rows.isEmpty()) {
            report.subsection("Measured beside predicted by the effective flow");
            report.table(
                    List.of("what", "measured t", "predicted t", "measured / predicted"),
                    rows.stream().map(RunPage::row).toList());
        }
    }

    private static List<String> row(PredictedTimes.Row row) {
        double measured = row.measured().estimate();
        return List.of(
                row.what(),
                within(measured, row.measured().lower(), row.measured().upper()),
                row.predicted().isPresent() ? readableOrHyphen(row.predicted().getAsDouble()) : "-",
                row.predicted().isPresent()
                        ? readableOrHyphen(measured / row.predicted().getAsDouble())
                        : "-");
    }
}
