package io.driftlog.log.archive;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.avro.file.DataFileConstants;

/** Inflates the blocks of one file into one buffer, which never exceeds {@link #LARGEST}. For one thread. */
public final class BlockCodec {
    /** The most that a block may inflate to: well above the largest event and the interval between blocks. */
    public static final int LARGEST = 64 << 20;

    /** No window above 32 MiB; our own blocks have 512 KiB. */
    private static final int LARGEST_WINDOW_LOG = 25;

    private final Kind kind;
    private byte[] data = new byte[1 << 16];
    private int length;

    private enum Kind {
        NONE,
        DEFLATE,
        ZSTANDARD
    }

    private BlockCodec(Kind kind) {
        this.kind = kind;
    }

    /** The codec that a file names; empty if it is not known. */
    static Optional<BlockCodec> named(String name) {
        return switch (name) {
            case DataFileConstants.NULL_CODEC -> Optional.of(new BlockCodec(Kind.NONE));
            case DataFileConstants.DEFLATE_CODEC -> Optional.of(new BlockCodec(Kind.DEFLATE));
            case DataFileConstants.ZSTANDARD_CODEC -> Optional.of(new BlockCodec(Kind.ZSTANDARD));
            default -> Optional.empty();
        };
    }

    static String names() {
        return String.join(
                ", ", DataFileConstants.ZSTANDARD_CODEC, DataFileConstants.DEFLATE_CODEC, DataFileConstants.NULL_CODEC);
    }

    /** Its name in a file. */
    String name() {
        return switch (kind) {
            case NONE -> DataFileConstants.NULL_CODEC;
            case DEFLATE -> DataFileConstants.DEFLATE_CODEC;
            case ZSTANDARD -> DataFileConstants.ZSTANDARD_CODEC;
        };
    }

    /** What was inflated last; longer than what counts. */
    byte[] data() {
        return data;
    }

    /**
     * Inflates a whole block.
     *
     * @param block Not modified.
     * @param blockLength number of valid bytes in the block
     * @return number of valid bytes in {@link #data}
     * @throws IOException if it is damaged or too large
     */
    int inflate(byte[] block, int blockLength) throws IOException {
        inflate(block, blockLength, false);
        return length;
    }

    /**
     * Inflates a damaged block up to the damage.
     *
     * @param block Not modified.
     * @param blockLength number of valid bytes in the block
     * @return number of valid bytes in {@link #data}
     */
    int inflateBeginning(byte[] block, int blockLength) {
        try {
            inflate(block, blockLength, true);
        } catch (IOException e) {
            // The bytes before the damage are kept.
        }
        return length;
    }

    private void inflate(byte[] block, int blockLength, boolean beginning) throws IOException {
        length = 0;
        InputStream raw = new ByteArrayInputStream(block, 0, blockLength);
        switch (kind) {
            case NONE -> drain(raw);
            case DEFLATE -> {
                Inflater inflater = new Inflater(true);
                try (InputStream in = new InflaterInputStream(raw, inflater)) {
                    drain(in);
                } finally {
                    inflater.end();
                }
            }
            case ZSTANDARD -> {
                try (var in = new ZstdInputStreamNoFinalizer(raw, RecyclingBufferPool.INSTANCE)) {
                    in.setContinuous(beginning);
                    in.setLongMax(LARGEST_WINDOW_LOG);
                    drain(in);
                }
            }
        }
    }

    private void drain(InputStream in) throws IOException {
        while (true) {
            if (length == data.length) {
                grow();
            }
            int read = in.read(data, length, data.length - length);
            if (read < 0) {
                return;
            }
            length += read;
        }
    }

    private void grow() throws IOException {
        if (data.length == LARGEST) {
            throw new IOException("it holds more than " + (LARGEST >> 20) + " MiB");
        }
        data = Arrays.copyOf(data, Math.min(LARGEST, 2 * data.length));
    }
}
