package io.driftlog.analyzer.report;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import io.driftlog.events.NumberText;
import io.driftlog.events.UserException.BadInput;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Lines over one abscissa, as SVG or PNG.
 *
 * @param xLabel what x is
 * @param yLabel what y is
 * @param xScale of the x axis
 * @param yScale of the y axis
 * @param lines the lines; points that a logarithmic axis cannot show are left out
 */
public record Chart(String xLabel, String yLabel, Scale xScale, Scale yScale, List<Line> lines) {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 400;
    /** These colours can also be told apart by people with red-green colour blindness (Okabe and Ito). */
    private static final Color[] COLOURS = {
        new Color(0x0072B2),
        new Color(0xD55E00),
        new Color(0x009E73),
        new Color(0xCC79A7),
        new Color(0xE69F00),
        new Color(0x56B4E9),
        new Color(0x000000)
    };

    static {
        System.setProperty("java.awt.headless", "true");
    }

    public Chart {
        lines = List.copyOf(lines);
    }

    /** How values lie along an axis. */
    public enum Scale {
        LINEAR,
        LOGARITHMIC
    }

    /**
     * A line.
     *
     * @param name for the legend
     * @param x abscissae. Not copied, never modified.
     * @param y ordinates, as many; NaN for a gap. Not copied, never modified.
     */
    public record Line(String name, double[] x, double[] y) {}

    private static BadInput withoutFonts(Throwable cause) {
        return new BadInput(
                "Charts cannot be drawn because this machine has no fonts for Java; install some, on Debian with"
                        + " apt install fontconfig fonts-dejavu-core.",
                cause);
    }

    /** Draws a small chart, to find out before long work whether charts can be drawn. */
    public static void requireFonts() {
        new Chart("x", "y", Scale.LINEAR, Scale.LINEAR, List.of(new Line("line", new double[] {0, 1}, new double[] {0, 1
                })))
                .svg();
    }

    /**
     * The chart as an SVG element.
     *
     * @throws BadInput on a machine without fonts
     */
    public String svg() {
        try {
            return drawn();
        } catch (InternalError | LinkageError | NullPointerException e) {
            // Without a font or a font library, each JDK release throws another of these.
            throw withoutFonts(e);
        }
    }

    /**
     * The chart as the bytes of a PNG file.
     *
     * @throws BadInput on a machine without fonts
     */
    public byte[] png() {
        try {
            return BitmapEncoder.getBitmapBytes(chart(), BitmapFormat.PNG);
        } catch (InternalError | LinkageError | NullPointerException e) {
            throw withoutFonts(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String drawn() {
        XYChart chart = chart();
        var graphics = new VectorGraphics2D();
        chart.paint(graphics, WIDTH, HEIGHT);
        var document = new ByteArrayOutputStream();
        try {
            new SVGProcessor()
                    .getDocument(graphics.getCommands(), new PageSize(WIDTH, HEIGHT))
                    .writeTo(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return element(document.toString(StandardCharsets.UTF_8));
    }

    private XYChart chart() {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle(xLabel)
                .yAxisTitle(yLabel)
                .build();
        var styler = chart.getStyler();
        styler.setLocale(Locale.ROOT);
        // XChart draws an axis with a custom formatter as a linear one.
        if (xScale == Scale.LINEAR) {
            styler.setxAxisTickLabelsFormattingFunction(NumberText::readable);
        }
        if (yScale == Scale.LINEAR) {
            styler.setyAxisTickLabelsFormattingFunction(NumberText::readable);
        }
        styler.setXAxisLogarithmic(xScale == Scale.LOGARITHMIC);
        styler.setYAxisLogarithmic(yScale == Scale.LOGARITHMIC);
        styler.setLegendPosition(LegendPosition.OutsideS);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(new Color(0xDDDDDD));
        styler.setPlotGridLinesStroke(new BasicStroke(1));
        styler.setSeriesColors(COLOURS);
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
        styler.setBaseFont(font);
        styler.setLegendFont(font);
        styler.setAxisTitleFont(font);
        styler.setAxisTickLabelsFont(font);
        for (Line line : lines) {
            add(chart, line);
        }
        return chart;
    }

    private void add(XYChart chart, Line line) {
        int[] shown = IntStream.range(0, line.x().length)
                .filter(i -> isShown(line.x()[i], xScale) && isShown(line.y()[i], yScale))
                .toArray();
        if (shown.length == 0) {
            return;
        }
        XYSeries series = chart.addSeries(
                line.name(),
                Arrays.stream(shown).mapToDouble(i -> line.x()[i]).toArray(),
                Arrays.stream(shown).mapToDouble(i -> line.y()[i]).toArray());
        series.setMarker(shown.length > 40 ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    }

    private static boolean isShown(double value, Scale scale) {
        return Double.isFinite(value) && (scale == Scale.LINEAR || value > 0);
    }

    /** The svg element alone, because HTML allows neither an XML declaration nor a document type. */
    private static String element(String document) {
        return document.substring(document.indexOf("<svg"));
    }
}
