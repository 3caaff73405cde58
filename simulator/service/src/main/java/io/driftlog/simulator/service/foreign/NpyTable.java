package io.driftlog.simulator.service.foreign;

import io.driftlog.events.UserException.BadInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A NumPy array of two dimensions, rows and columns, of 8- or 4-byte floating-point numbers in either byte order.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format</a>
 */
final class NpyTable implements NumberTable {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LARGEST_HEADER = 1 << 16;
    /** A row is an event with its weights, which fits a record; all rows are in memory at once. */
    private static final int MOST_COLUMNS = 1 << 21;

    private static final int MOST_ROWS = 10_000_000;
    private static final long LARGEST_BYTES = 4L << 30;
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>])f([48])'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(\\s*(\\d{1,9})\\s*,\\s*(\\d{1,9})\\s*\\)");

    private final Path file;
    private final ByteOrder order;
    private final int size;
    private final boolean fortran;
    private final int rows;
    private final int columns;
    private final long begin;

    NpyTable(Path file) {
        this.file = file;
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer start = read(channel, 0, 12).order(ByteOrder.LITTLE_ENDIAN);
            byte[] magic = new byte[MAGIC.length];
            start.get(magic);
            int major = start.get();
            start.get();
            if (!java.util.Arrays.equals(magic, MAGIC) || major < 1 || major > 3) {
                throw new BadInput(file + " is not a .npy file of NumPy.");
            }
            long length = major == 1 ? start.getShort() & 0xFFFF : start.getInt() & 0xFFFFFFFFL;
            if (length > LARGEST_HEADER) {
                throw new BadInput(file + " has a header of " + length + " bytes; it is damaged.");
            }
            int from = major == 1 ? 10 : 12;
            this.begin = from + length;
            String header = StandardCharsets.UTF_8
                    .decode(read(channel, from, (int) length))
                    .toString();
            Matcher descr = DESCR.matcher(header);
            Matcher shape = SHAPE.matcher(header);
            Matcher fortranOrder = FORTRAN.matcher(header);
            if (!descr.find() || !shape.find() || !fortranOrder.find()) {
                throw new BadInput(file + " holds " + header.strip()
                        + "; give an array of two dimensions, a row for each moment, of float64 or float32.");
            }
            this.order = descr.group(1).equals("<") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
            this.size = Integer.parseInt(descr.group(2));
            this.fortran = fortranOrder.group(1).equals("True");
            this.rows = Integer.parseInt(shape.group(1));
            this.columns = Integer.parseInt(shape.group(2));
            long needed = (long) rows * columns * size;
            if (rows > MOST_ROWS || columns > MOST_COLUMNS || needed > LARGEST_BYTES) {
                throw new BadInput(file + " says it has " + rows + " rows of " + columns + " numbers, " + needed
                        + " bytes; at most " + MOST_ROWS + " rows, " + MOST_COLUMNS + " columns and " + LARGEST_BYTES
                        + " bytes are imported.");
            }
            if (channel.size() - begin < needed) {
                throw new BadInput(file + " says it has " + rows + " rows of " + columns
                        + " numbers, but it is too short for that; copy it again.");
            }
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static BadInput failed(Path file, IOException e) {
        return new BadInput(
                e instanceof NoSuchFileException
                        ? "There is no file " + file + "."
                        : file + " cannot be read: " + e.getMessage() + ".");
    }

    private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                throw new IOException("it is not a whole .npy file of NumPy");
            }
        }
        return buffer.flip();
    }

    @Override
    public List<String> columns() {
        return IntStream.rangeClosed(1, columns).mapToObj(Integer::toString).toList();
    }

    @Override
    public List<double[]> read(int[] places) {
        List<double[]> table = new ArrayList<>(rows);
        try (FileChannel channel = FileChannel.open(file)) {
            if (fortran) {
                for (int i = 0; i < rows; i++) {
                    table.add(new double[places.length]);
                }
                for (int j = 0; j < places.length; j++) {
                    ByteBuffer column = line(channel, places[j], rows);
                    for (double[] row : table) {
                        row[j] = number(column);
                    }
                }
            } else {
                for (int i = 0; i < rows; i++) {
                    ByteBuffer line = line(channel, i, columns);
                    double[] row = new double[places.length];
                    for (int j = 0; j < places.length; j++) {
                        row[j] = number(line.position(places[j] * size));
                    }
                    table.add(row);
                }
            }
        } catch (IOException e) {
            throw failed(file, e);
        }
        return table;
    }

    /** The i-th contiguous line of the array: a row, or a column in Fortran's order. */
    private ByteBuffer line(FileChannel channel, int index, int length) throws IOException {
        int bytes = Math.multiplyExact(length, size);
        return read(channel, begin + (long) index * bytes, bytes).order(order);
    }

    private double number(ByteBuffer from) {
        return size == Double.BYTES ? from.getDouble() : from.getFloat();
    }
}
