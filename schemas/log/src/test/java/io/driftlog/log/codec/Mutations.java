package io.driftlog.log.codec;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Bytes changed as transmission, disks and malice change them: a function of the seed. */
final class Mutations {
    private static final byte[][] NUMBERS = {
        {0},
        {1},
        {2},
        {-1, 1},
        {-2, -1, -1, -1, 15},
        {-1, -1, -1, -1, 15},
        {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1},
        {-2, -1, -1, -1, -1, -1, -1, -1, -1, 1},
        {-128, -128, -128, -128, -128, -128, -128, -128, -128, -128, 1}
    };

    private final SplittableRandom random;

    Mutations(SplittableRandom random) {
        this.random = random;
    }

    /** One byte changed behind a beginning. */
    static byte[] oneByte(byte[] original, int from, SplittableRandom random) {
        byte[] changed = original.clone();
        changed[random.nextInt(from, changed.length)] ^= (byte) random.nextInt(1, 256);
        return changed;
    }

    /**
     * One to four changes.
     *
     * @param other where pieces are taken from. Not modified.
     * @param from the beginning stays as it is
     */
    byte[] of(byte[] original, byte[] other, int from) {
        byte[] bytes = original;
        int changes = random.nextInt(1, 5);
        for (int i = 0; i < changes && bytes.length > from; i++) {
            bytes = changed(bytes, other, from);
        }
        return bytes;
    }

    private byte[] changed(byte[] bytes, byte[] other, int from) {
        int at = random.nextInt(from, bytes.length);
        int length = Math.min(bytes.length - at, random.nextInt(1, 40));
        return switch (random.nextInt(7)) {
            case 0, 1 -> oneByte(bytes, from, random);
            case 2 -> replaced(bytes, at, NUMBERS[random.nextInt(NUMBERS.length)]);
            case 3 -> Arrays.copyOf(bytes, at);
            case 4 -> spliced(bytes, at, length, new byte[0]);
            case 5 -> spliced(bytes, at, 0, piece(other));
            default -> spliced(bytes, at, length, piece(bytes));
        };
    }

    private byte[] piece(byte[] source) {
        int at = random.nextInt(source.length);
        return Arrays.copyOfRange(source, at, Math.min(source.length, at + random.nextInt(1, 200)));
    }

    private static byte[] replaced(byte[] bytes, int at, byte[] piece) {
        return spliced(bytes, at, Math.min(piece.length, bytes.length - at), piece);
    }

    private static byte[] spliced(byte[] bytes, int at, int removed, byte[] inserted) {
        byte[] result = new byte[bytes.length - removed + inserted.length];
        System.arraycopy(bytes, 0, result, 0, at);
        System.arraycopy(inserted, 0, result, at, inserted.length);
        System.arraycopy(bytes, at + removed, result, at + inserted.length, bytes.length - at - removed);
        return result;
    }
}
