package io.driftlog.analyzer.report;

import java.util.List;

/** Builds one self-contained HTML file. */
public final class HtmlReport {
    private static final String STYLE = """
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
            h1, h2, h3 { line-height: 1.2 }
            h2 { margin-top: 2.5rem; border-top: 1px solid #ddd; padding-top: 1rem }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.9rem; margin: 1rem 0 }
            th, td { padding: 0.2rem 0.8rem; text-align: right; border-bottom: 1px solid #eee; vertical-align: top }
            th:first-child, td:first-child { text-align: left }
            svg { max-width: 100%; height: auto }
            .badge { font-size: 0.8rem; padding: 0.15rem 0.6rem; border-radius: 1rem; color: #fff; background: #666 }
            .good { background: #00794f } .bad { background: #b3261e }
            .scroll { overflow-x: auto }
            pre { background: #f5f6f8; padding: 0.8rem 1rem; overflow-x: auto; font-size: 0.85rem }
            figure { margin: 0.5rem 0 }
            """;

    private final StringBuilder body = new StringBuilder();
    private final String title;

    /** A report with a title and nothing else. */
    public HtmlReport(String title) {
        this.title = title;
        body.append("<h1>").append(escaped(title)).append("</h1>\n");
    }

    /** How a badge looks. */
    public enum Mood {
        GOOD,
        BAD,
        NEUTRAL
    }

    /** A heading with a badge. */
    public HtmlReport section(String heading, String badge, Mood mood) {
        String style = mood == Mood.GOOD ? " good" : mood == Mood.BAD ? " bad" : "";
        body.append("<h2>")
                .append(escaped(heading))
                .append(" <span class=\"badge")
                .append(style)
                .append("\">");
        body.append(escaped(badge)).append("</span></h2>\n");
        return this;
    }

    /** A heading. */
    public HtmlReport section(String heading) {
        body.append("<h2>").append(escaped(heading)).append("</h2>\n");
        return this;
    }

    /** A heading within a section. */
    public HtmlReport subsection(String heading) {
        body.append("<h3>").append(escaped(heading)).append("</h3>\n");
        return this;
    }

    /** Text whose lines and spaces are kept. */
    public HtmlReport preformatted(String text) {
        body.append("<pre>").append(escaped(text)).append("</pre>\n");
        return this;
    }

    /** A paragraph of plain text. */
    public HtmlReport paragraph(String text) {
        body.append("<p>").append(escaped(text)).append("</p>\n");
        return this;
    }

    /** Plain text, one item each. */
    public HtmlReport list(List<String> items) {
        body.append("<ul>\n");
        items.forEach(item -> body.append("<li>").append(escaped(item)).append("</li>\n"));
        body.append("</ul>\n");
        return this;
    }

    /**
     * A table.
     *
     * @param headers of the columns
     * @param rows as many cells each
     */
    public HtmlReport table(List<String> headers, List<List<String>> rows) {
        body.append("<div class=\"scroll\"><table>\n<thead>");
        row("th", headers);
        body.append("</thead>\n<tbody>\n");
        rows.forEach(cells -> row("td", cells));
        body.append("</tbody></table></div>\n");
        return this;
    }

    private void row(String tag, List<String> cells) {
        body.append("<tr>");
        cells.forEach(cell -> body.append('<')
                .append(tag)
                .append('>')
                .append(escaped(cell))
                .append("</")
                .append(tag)
                .append('>'));
        body.append("</tr>\n");
    }

    /** A chart. */
    public HtmlReport chart(Chart chart) {
        body.append("<figure>").append(chart.svg()).append("</figure>\n");
        return this;
    }

    /** The file. */
    public String html() {
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" + escaped(title)
                + "</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n" + body + "</body>\n</html>\n";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
