package io.driftlog.analyzer.spi.driver;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns the state of a fold into bytes and back. The same state gives the same bytes on any machine; bytes of a state
 * type of another shape, or of another format, are refused. Little-endian: a fingerprint of format and shape, then the
 * components of the record in order.
 *
 * @param <S> an immutable record of primitives, String, enums, primitive arrays, such records, List, Optional,
 *     OptionalDouble, OptionalLong and OptionalInt
 */
final class StateCodec<S> {
    /** Raised whenever the bytes of a state change. */
    static final int FORMAT = 2;

    private final Class<?> type;
    private final Shape shape;
    private final int fingerprint;

    /** Capacity for the next encoding; a lost update costs one copy. */
    private int expectedLength = 256;

    private StateCodec(Class<?> type, Shape shape) {
        this.type = type;
        this.shape = shape;
        this.fingerprint = (FORMAT + shape.description()).hashCode();
    }

    /**
     * The codec of a state type.
     *
     * @throws IllegalArgumentException if a state may not have this type; the message names the component and says what
     *     to use instead
     */
    static <S> StateCodec<S> of(Class<S> stateType) {
        return new StateCodec<>(stateType, StateTypes.ofRecord(stateType, Map.of()));
    }

    /** The codec of the progress of a fold whose state has this codec. */
    StateCodec<Progress<S>> ofProgress() {
        Shape progress =
                StateTypes.ofRecord(Progress.class, Map.of(Progress.class.getTypeParameters()[0], shape));
        return new StateCodec<>(Progress.class, progress);
    }

    /**
     * The bytes of a state.
     *
     * @param state not modified
     * @return a fresh array
     */
    byte[] encode(S state) {
        ByteSink out = new ByteSink(expectedLength);
        out.room(Integer.BYTES).putInt(fingerprint);
        shape.writer().accept(Objects.requireNonNull(state), out);
        byte[] bytes = out.toByteArray();
        expectedLength = bytes.length;
        return bytes;
    }

    /**
     * The state that {@link #encode} wrote.
     *
     * @param bytes not modified
     * @throws IllegalArgumentException if the bytes are truncated, damaged, or those of another type; the message says
     *     which
     */
    @SuppressWarnings("unchecked")
    S decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < Integer.BYTES || in.getInt() != fingerprint) {
            throw damaged("they were written for a type of another shape, or are damaged", null);
        }
        Object state;
        try {
            state = Objects.requireNonNull(shape.reader().apply(in), "they hold no state");
        } catch (BufferUnderflowException e) {
            throw damaged("they end too early, after " + bytes.length + " bytes", e);
        } catch (RuntimeException e) {
            throw damaged(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(), e);
        }
        if (in.remaining() > 0) {
            throw damaged(in.remaining() + " bytes are left over", null);
        }
        return (S) state;
    }

    /**
     * Throws unless the value is a state of this type. Something inside it may be null: that is stored as it is.
     *
     * @param state not modified
     */
    void check(@Nullable S state) {
        if (!type.isInstance(state)) {
            throw new IllegalArgumentException(
                    state == null
                            ? "the state is null"
                            : "the state is a " + state.getClass().getName() + ", not the declared " + type.getName());
        }
    }

    private IllegalArgumentException damaged(String why, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "these bytes are not a state of type " + type.getSimpleName() + ": " + why, cause);
    }
}
