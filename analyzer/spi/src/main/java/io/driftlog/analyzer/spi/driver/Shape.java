package io.driftlog.analyzer.spi.driver;

/** How the values of one type are written, read and checked. */
interface Shape {
    /** The shape in a fixed notation: equal for types whose bytes mean the same. */
    String description();

    /** The least number of bytes of a value, at least 1. */
    int minimumBytes();

    /**
     * Writes a value.
     *
     * @param value of this shape's type. Not modified.
     */
    void write(Object value, ByteSink out);

    /** Reads what {@link #write} wrote. */
    Object read(ByteSource in);

    /**
     * Throws when something inside the value is null.
     *
     * @param value of this shape's type. Not modified.
     */
    default void check(Object value) {}

    /** Whether {@link #check} can throw at all. */
    default boolean mayHoldNull() {
        return false;
    }

    /** Whether nothing inside a value can change: no array and no List, whose elements somebody might replace. */
    boolean isFixed();
}
