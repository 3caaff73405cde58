package io.driftlog.simulator.service;

import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.scanner.Constant;

/**
 * A YAML text in memory, for SnakeYAML's scanner. Takes linear time; the library's reader copies all that it has read of
 * a long word for each further 1024 characters.
 */
final class WholeText extends StreamReader {
    private static final String NAME = "'spec'";
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private final int[] points;
    private int index;
    private int documentIndex;
    private int line;
    private int column;

    /** @throws ReaderException for a character that YAML does not allow */
    WholeText(String text) {
        super("");
        points = text.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            if (!isPrintable(points[i])) {
                throw new ReaderException(NAME, i, points[i], "special characters are not allowed");
            }
        }
    }

    @Override
    public Mark getMark() {
        return new Mark(NAME, index, line, column, points, index);
    }

    @Override
    public void forward() {
        forward(1);
    }

    @Override
    public void forward(int length) {
        for (int i = 0; i < length && index < points.length; i++) {
            int point = points[index++];
            documentIndex++;
            if (Constant.LINEBR.has(point) || (point == '\r' && peek() != '\n')) {
                line++;
                column = 0;
            } else if (point != BYTE_ORDER_MARK) {
                column++;
            }
        }
    }

    @Override
    public int peek() {
        return peek(0);
    }

    @Override
    public int peek(int ahead) {
        return index + ahead < points.length ? points[index + ahead] : 0;
    }

    @Override
    public String prefix(int length) {
        return new String(points, index, Math.min(length, points.length - index));
    }

    @Override
    public String prefixForward(int length) {
        String prefix = prefix(length);
        index += length;
        documentIndex += length;
        column += length;
        return prefix;
    }

    @Override
    public int getColumn() {
        return column;
    }

    @Override
    public int getDocumentIndex() {
        return documentIndex;
    }

    @Override
    public void resetDocumentIndex() {
        documentIndex = 0;
    }

    @Override
    public int getIndex() {
        return index;
    }

    @Override
    public int getLine() {
        return line;
    }
}
