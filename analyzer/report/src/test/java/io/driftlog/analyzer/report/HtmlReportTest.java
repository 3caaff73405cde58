package io.driftlog.analyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.analyzer.report.Chart.Line;
import io.driftlog.analyzer.report.Chart.Scale;
import io.driftlog.analyzer.report.HtmlReport.Mood;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class HtmlReportTest {
    private static final Chart CHART = new Chart(
            "lambda",
            "error",
            Scale.LOGARITHMIC,
            Scale.LOGARITHMIC,
            List.of(
                    new Line("a < b", new double[] {1e-3, 1e-4, 1e-5}, new double[] {1e-2, 1e-3, 1e-4}),
                    new Line("nothing to show", new double[] {1e-3}, new double[] {Double.NaN}),
                    new Line("zero is left out", new double[] {1e-3, 1e-4}, new double[] {1, 0})));

    @Test
    void svg_logarithmicChart_isWellFormedAndSmall() throws Exception {
        String svg = CHART.svg();

        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(document.getElementsByTagName("ellipse").getLength())
                .as("a marker for each of the four points that can be shown")
                .isEqualTo(4);
        assertThat(svg).as("numbers as everywhere").contains(">1e-4<").doesNotContain("1E-4", "nothing to show");
        assertThat(new String(CHART.pdf(), StandardCharsets.ISO_8859_1)).startsWith("%PDF-");
        assertThat(svg.length()).isLessThan(150_000);
    }

    @Test
    void html_textOfAUser_isEscaped() {
        String html = new HtmlReport("<title> & more")
                .section("P1", "pass", Mood.GOOD)
                .paragraph("lambda << 1")
                .table(List.of("a"), List.of(List.of("<b>")))
                .chart(CHART)
                .html();

        assertThat(html)
                .contains("&lt;title&gt; &amp; more", "lambda &lt;&lt; 1", "<td>&lt;b&gt;</td>", "<svg")
                .doesNotContain("<b>", "http-equiv", "<script");
    }
}
