package io.driftlog.analyzer.report;

import de.erichseifert.vectorgraphics2d.Document;
import de.erichseifert.vectorgraphics2d.Processor;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.pdf.PDFProcessor;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import io.driftlog.events.UserException.BadInput;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Lines over one abscissa, with phases as bands, as SVG, PDF or PNG.
 *
 * @param xLabel what x is
 * @param yLabel what y is
 * @param xScale of the x axis
 * @param yScale of the y axis
 * @param lines the lines; points that a logarithmic axis cannot show are left out
 * @param bands behind the lines
 */
public record Chart(String xLabel, String yLabel, Scale xScale, Scale yScale, List<Line> lines, List<Band> bands) {
    /** Pixels of the PNG for each unit of the vector files. */
    private static final int PNG_SCALE = 2;

    static {
        System.setProperty("java.awt.headless", "true");
    }

    public Chart {
        lines = List.copyOf(lines);
        bands = List.copyOf(bands);
    }

    /** A chart without bands. */
    public Chart(String xLabel, String yLabel, Scale xScale, Scale yScale, List<Line> lines) {
        this(xLabel, yLabel, xScale, yScale, lines, List.of());
    }

    /** How values lie along an axis. */
    public enum Scale {
        LINEAR,
        LOGARITHMIC
    }

    /**
     * A line, or separate points.
     *
     * @param name beside its right end
     * @param x abscissae. Not copied, never modified.
     * @param y ordinates, as many; NaN for a gap. Not copied, never modified.
     * @param isJoined whether the points are joined
     */
    public record Line(String name, double[] x, double[] y, boolean isJoined) {
        /** A line. */
        public Line(String name, double[] x, double[] y) {
            this(name, x, y, true);
        }
    }

    /**
     * An interval of x.
     *
     * @param name above it
     * @param colour of its area
     * @param from lower end
     * @param to upper end
     * @param isUpper whether its name stands in a second row, because it lies within another band
     */
    public record Band(String name, Color colour, double from, double to, boolean isUpper) {}

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
        String document = new String(vector(new SVGProcessor()), StandardCharsets.UTF_8);
        // HTML allows neither an XML declaration nor a document type. The library leaves out the size of its default
        // font.
        return document.substring(document.indexOf("<svg"))
                .replaceFirst("<svg", "<svg font-size=\"" + Drawing.FONT.getSize() + "px\"");
    }

    /**
     * The chart as the bytes of a PDF file.
     *
     * @throws BadInput on a machine without fonts
     */
    public byte[] pdf() {
        return vector(new PDFProcessor(true));
    }

    /**
     * The chart as the bytes of a PNG file.
     *
     * @throws BadInput on a machine without fonts
     */
    public byte[] png() {
        var image =
                new BufferedImage(PNG_SCALE * Drawing.WIDTH, PNG_SCALE * Drawing.HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.scale(PNG_SCALE, PNG_SCALE);
        draw(graphics);
        graphics.dispose();
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private byte[] vector(Processor processor) {
        var graphics = new VectorGraphics2D();
        draw(graphics);
        Document document = processor.getDocument(graphics.getCommands(), new PageSize(Drawing.WIDTH, Drawing.HEIGHT));
        var bytes = new ByteArrayOutputStream();
        try {
            document.writeTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void draw(Graphics2D graphics) {
        try {
            new Drawing(this, graphics).draw();
        } catch (InternalError | LinkageError | NullPointerException e) {
            // Without a font or a font library, each JDK release throws another of these.
            throw withoutFonts(e);
        }
    }
}
