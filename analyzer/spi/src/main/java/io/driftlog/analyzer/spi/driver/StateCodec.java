package io.driftlog.analyzer.spi.driver;

import java.nio.BufferUnderflowException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns the state of a fold into bytes and back. The same state gives the same bytes on any machine; bytes of a state
 * type of another shape are refused.
 *
 * <p>Little-endian: a fingerprint of the shape (4 bytes), then the components of the record in order. A primitive
 * array is its length (4 bytes) and its elements, copied in bulk. Safe for use by several threads.
 *
 * @param <S> an immutable record of primitives, String, enums, primitive arrays, such records, List, Optional,
 *     OptionalDouble, OptionalLong and OptionalInt
 */
public final class StateCodec<S> {
    private static final int FINGERPRINT_BYTES = 4;

    private final Class<?> type;
    private final Shape shape;
    private final int fingerprint;

    /** Length of the last encoding: mostly that of the next one. A lost update costs one copy. */
    private int expectedLength = 256;

    /** Whether nothing inside a state can change, so that one that was checked stays as it is. */
    private final boolean fixed;

    private @Nullable Object lastChecked;

    private StateCodec(Class<?> type, Shape shape) {
        this.type = type;
        this.shape = shape;
        this.fingerprint = shape.description().hashCode();
        this.fixed = shape.isFixed();
    }

    /**
     * The codec of a state type.
     *
     * @throws IllegalArgumentException if the type is none that a state may have; the message is a sentence that names
     *     the component and says what to use instead
     */
    public static <S> StateCodec<S> of(Class<S> stateType) {
        return new StateCodec<>(stateType, Shapes.ofRecord(stateType, Map.of()));
    }

    /** The codec of how far a fold has come, with a state of this codec inside. */
    StateCodec<Progress<S>> ofProgress() {
        Shape progress = Shapes.ofRecord(Progress.class, Map.of(Progress.class.getTypeParameters()[0], shape));
        return new StateCodec<>(Progress.class, progress);
    }

    /**
     * The bytes of a state.
     *
     * @param state not modified
     * @return a fresh array
     * @throws IllegalArgumentException if something in the state is null
     */
    public byte[] encode(S state) {
        ByteSink out = new ByteSink(expectedLength);
        out.putInt(fingerprint);
        shape.write(Objects.requireNonNull(state), out);
        expectedLength = out.length();
        return out.toByteArray();
    }

    /**
     * The state that {@link #encode} wrote.
     *
     * @param bytes not modified
     * @throws IllegalArgumentException if the bytes are cut off, damaged, or those of another type; the message is a
     *     sentence that says which
     */
    @SuppressWarnings("unchecked")
    public S decode(byte[] bytes) {
        ByteSource in = new ByteSource(bytes);
        if (bytes.length < FINGERPRINT_BYTES || in.getInt() != fingerprint) {
            throw damaged("they were written for a type of another shape, or are damaged", null);
        }
        Object state;
        try {
            state = shape.read(in);
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
     * Makes sure that the state can be encoded.
     *
     * @param state not modified
     * @throws IllegalArgumentException if something in it is null, or it is of another type
     */
    @SuppressWarnings("ReferenceEquality") // an equal one is only slower
    void check(S state) {
        if (fixed && state != null && state == lastChecked) {
            return;
        }
        if (state == null) {
            throw new IllegalArgumentException("the state is null");
        }
        if (!type.isInstance(state)) {
            throw new IllegalArgumentException(
                    "the state is a " + state.getClass().getName() + ", not the declared " + type.getName());
        }
        shape.check(state);
        lastChecked = state;
    }

    private IllegalArgumentException damaged(String why, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "these bytes are not a state of type " + type.getSimpleName() + ": " + why, cause);
    }
}
