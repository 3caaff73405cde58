package io.driftlog.analyzer.spi.driver;

import java.util.Arrays;

/**
 * An enum as its ordinal; the description names the constants, so that another order is another shape.
 *
 * @param constants all constants, in order. Not copied, never modified.
 */
record EnumShape(Object[] constants) implements Shape {
    @Override
    public String description() {
        return "enum" + Arrays.stream(constants).map(c -> ((Enum<?>) c).name()).toList();
    }

    @Override
    public int minimumBytes() {
        return Integer.BYTES;
    }

    @Override
    public boolean isFixed() {
        return true;
    }

    @Override
    public void write(Object value, ByteSink out) {
        out.putInt(((Enum<?>) value).ordinal());
    }

    @Override
    public Object read(ByteSource in) {
        int ordinal = in.getInt();
        if (ordinal < 0 || ordinal >= constants.length) {
            throw new IllegalArgumentException("there is no constant " + ordinal + " in " + description());
        }
        return constants[ordinal];
    }
}
