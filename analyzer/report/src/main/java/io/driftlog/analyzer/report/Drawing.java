package io.driftlog.analyzer.report;

import io.driftlog.analyzer.report.Chart.Band;
import io.driftlog.analyzer.report.Chart.Line;
import io.driftlog.events.NumberText;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Draws a chart: bands, few grid lines, curves, and the name of each beside its right end. */
final class Drawing {
    static final int WIDTH = 760;
    static final int HEIGHT = 380;

    private static final int TOP = 40;
    private static final int BOTTOM = 48;
    private static final int LEFT = 76;
    private static final int ROW = 15;
    private static final int FEW = 40;
    private static final double DOT = 5;
    static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    private static final Color INK = new Color(0x333333);
    private static final Color GRID = new Color(0xE4E8EC);
    /** These colours can also be told apart by people with red-green colour blindness (Okabe and Ito). */
    private static final Color[] COLOURS = {
        new Color(0x0072B2),
        new Color(0xD55E00),
        new Color(0x009E73),
        new Color(0xCC79A7),
        new Color(0xB87700),
        new Color(0x3A9BD9),
        new Color(0x000000)
    };
    /** Of the first lines of a chart with few, so that they differ in print without colours, and where they meet. */
    private static final float[][] DASHES = {{}, {7, 4}, {2, 3}, {9, 3, 2, 3}};

    private final Chart chart;
    private final Graphics2D graphics;
    private final Axis x;
    private final Axis y;
    private final double right;

    Drawing(Chart chart, Graphics2D graphics) {
        this.chart = chart;
        this.graphics = graphics;
        graphics.setFont(FONT);
        x = Axis.of(chart.xScale(), chart.lines().stream().flatMapToDouble(line -> shown(line, line.x())), 0);
        y = Axis.of(chart.yScale(), chart.lines().stream().flatMapToDouble(line -> shown(line, line.y())), 0.04);
        right = WIDTH
                - 18
                - chart.lines().stream()
                        .mapToInt(line -> width(line.name()))
                        .max()
                        .orElse(0);
    }

    /** Those entries of a column whose points both axes can show. */
    private DoubleStream shown(Line line, double[] column) {
        return IntStream.range(0, column.length)
                .filter(i -> isShown(chart.xScale(), line.x()[i]) && isShown(chart.yScale(), line.y()[i]))
                .mapToDouble(i -> column[i]);
    }

    private static boolean isShown(Chart.Scale scale, double value) {
        return new Axis(scale, 0, 1).isShown(value);
    }

    void draw() {
        graphics.setColor(Color.WHITE);
        graphics.fill(new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
        chart.bands().forEach(this::band);
        axes();
        List<Label> labels = new ArrayList<>();
        for (int i = 0; i < chart.lines().size(); i++) {
            line(chart.lines().get(i), i, labels);
        }
        name(labels);
    }

    private void band(Band band) {
        double from = across(band.from());
        double to = across(band.to());
        if (!(to > from)) {
            return;
        }
        graphics.setColor(band.colour());
        graphics.fill(new Rectangle2D.Double(from, TOP, to - from, HEIGHT - TOP - BOTTOM));
        // A name that is wider than its band stands centred above it, within the plot.
        double left = Math.max(LEFT, Math.min(0.5 * (from + to - width(band.name())), right - width(band.name())));
        if (to - from >= width(band.name()) || band.isUpper()) {
            text(band.name(), left, TOP - (band.isUpper() ? ROW + 6 : 6), INK);
        }
    }

    private void axes() {
        graphics.setStroke(new BasicStroke(1));
        for (double tick : x.ticks(8)) {
            grid(across(tick), TOP, across(tick), HEIGHT - BOTTOM);
            String text = NumberText.exact(tick);
            text(text, across(tick) - 0.5 * width(text), HEIGHT - BOTTOM + ROW + 2, INK);
        }
        for (double tick : y.ticks(5)) {
            grid(LEFT, up(tick), right, up(tick));
            String text = NumberText.exact(tick);
            text(text, LEFT - 8 - width(text), up(tick) + 4, INK);
        }
        graphics.setColor(INK);
        graphics.draw(new Line2D.Double(LEFT, HEIGHT - BOTTOM, right, HEIGHT - BOTTOM));
        text(chart.xLabel(), 0.5 * (LEFT + right - width(chart.xLabel())), HEIGHT - 10, INK);
        text(chart.yLabel(), 8, TOP - ROW - 6, INK);
    }

    private void grid(double x1, double y1, double x2, double y2) {
        graphics.setColor(GRID);
        graphics.draw(new Line2D.Double(x1, y1, x2, y2));
    }

    private void line(Line line, int index, List<Label> labels) {
        Color colour = COLOURS[index % COLOURS.length];
        graphics.setColor(colour);
        float[] dashes = chart.lines().size() <= DASHES.length ? DASHES[index] : DASHES[0];
        graphics.setStroke(new BasicStroke(
                1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes.length == 0 ? null : dashes, 0));
        Path2D path = new Path2D.Double();
        boolean isGap = true;
        int last = -1;
        for (int i = 0; i < line.x().length; i++) {
            if (!x.isShown(line.x()[i]) || !y.isShown(line.y()[i])) {
                isGap = true;
                continue;
            }
            double across = across(line.x()[i]);
            double up = up(line.y()[i]);
            if (isGap) {
                path.moveTo(across, up);
            } else {
                path.lineTo(across, up);
            }
            isGap = false;
            last = i;
            if (!line.isJoined() || line.x().length <= FEW) {
                graphics.fill(new Ellipse2D.Double(across - 0.5 * DOT, up - 0.5 * DOT, DOT, DOT));
            }
        }
        if (last < 0) {
            return;
        }
        if (line.isJoined()) {
            graphics.draw(path);
        }
        labels.add(new Label(line.name(), up(line.y()[last]), colour));
    }

    /** A line's name and the ordinate of its right end. */
    private record Label(String name, double up, Color colour) {}

    /** Each name beside the end of its line, as near as the others leave room. */
    private void name(List<Label> labels) {
        List<Label> sorted =
                labels.stream().sorted(Comparator.comparingDouble(Label::up)).toList();
        double[] up = new double[sorted.size()];
        for (int i = 0; i < up.length; i++) {
            up[i] = Math.max(sorted.get(i).up(), i == 0 ? TOP : up[i - 1] + ROW);
        }
        double below = HEIGHT - BOTTOM;
        for (int i = up.length - 1; i >= 0; i--) {
            up[i] = Math.min(up[i], below);
            below = up[i] - ROW;
            text(sorted.get(i).name(), right + 8, up[i] + 4, sorted.get(i).colour());
        }
    }

    private double across(double value) {
        return LEFT + Math.max(0, Math.min(1, x.part(value))) * (right - LEFT);
    }

    private double up(double value) {
        return HEIGHT - BOTTOM - y.part(value) * (HEIGHT - BOTTOM - TOP);
    }

    private int width(String text) {
        return graphics.getFontMetrics(FONT).stringWidth(text);
    }

    private void text(String text, double left, double base, Color colour) {
        graphics.setColor(colour);
        graphics.drawString(text, (float) left, (float) base);
    }
}
