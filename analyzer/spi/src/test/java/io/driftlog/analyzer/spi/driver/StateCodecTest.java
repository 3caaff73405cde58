package io.driftlog.analyzer.spi.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StateCodecTest {
    enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "a constant with a body";
            }
        }
    }

    record Scalars(
            boolean flag,
            byte b,
            short s,
            char c,
            int i,
            long l,
            float f,
            double d,
            Double boxed,
            String text,
            Colour colour) {}

    record Arrays8(
            boolean[] booleans,
            byte[] bytes,
            short[] shorts,
            char[] chars,
            int[] ints,
            long[] longs,
            float[] floats,
            double[] doubles) {}

    record Pair<A, B>(A first, B second) {}

    record Empty() {}

    record Nested(
            Pair<Double, Pair<String, Colour>> pair,
            List<Optional<Pair<Integer, List<String>>>> deep,
            Optional<Pair<Empty, Empty>> optional,
            OptionalDouble optionalDouble,
            OptionalLong optionalLong,
            OptionalInt optionalInt,
            List<Empty> empties) {}

    private static final Scalars SCALARS = new Scalars(
            true,
            (byte) -7,
            (short) -300,
            '\uD800',
            -5,
            Long.MIN_VALUE,
            -0.0f,
            Double.NaN,
            1.5,
            "a\uDC00\u00e9\u4e2d",
            Colour.GREEN);

    private static final Nested NESTED = new Nested(
            new Pair<>(2.5, new Pair<>("x", Colour.RED)),
            List.of(Optional.empty(), Optional.of(new Pair<>(3, List.of("", "y")))),
            Optional.of(new Pair<>(new Empty(), new Empty())),
            OptionalDouble.of(-1),
            OptionalLong.empty(),
            OptionalInt.of(9),
            List.of(new Empty(), new Empty()));

    private static <S extends Record> S roundTrip(Class<S> type, S state) {
        StateCodec<S> codec = StateCodec.of(type);
        byte[] bytes = codec.encode(state);
        S read = codec.decode(bytes);
        assertThat(codec.encode(read)).isEqualTo(bytes);
        assertThat(StateCodec.of(type).encode(state)).as("by another codec").isEqualTo(bytes);
        return read;
    }

    @Test
    void decode_scalars_areTheSame() {
        assertThat(roundTrip(Scalars.class, SCALARS)).isEqualTo(SCALARS);
    }

    @Test
    void decode_nestedGenerics_areTheSame() {
        assertThat(roundTrip(Nested.class, NESTED)).isEqualTo(NESTED);
    }

    @Test
    void decode_primitiveArrays_areTheSame() {
        Arrays8 state = new Arrays8(
                new boolean[] {true, false},
                new byte[] {1, -2},
                new short[] {3, -4},
                new char[] {'a', '\uFFFF'},
                new int[] {5, -6},
                new long[] {7, -8},
                new float[] {9, Float.NaN},
                new double[] {-0.0, Double.POSITIVE_INFINITY, 1e-300});

        assertThat(Arrays.deepEquals(components(roundTrip(Arrays8.class, state)), components(state)))
                .isTrue();
    }

    private static Object[] components(Arrays8 s) {
        return new Object[] {
            s.booleans(), s.bytes(), s.shorts(), s.chars(), s.ints(), s.longs(), s.floats(), s.doubles()
        };
    }

    @Test
    void decode_notANumber_keepsItsBits() {
        record State(double[] values, double value) {}
        double odd = Double.longBitsToDouble(0x7ff8_0000_dead_beefL);

        State read = roundTrip(State.class, new State(new double[] {odd}, odd));

        assertThat(Double.doubleToRawLongBits(read.values()[0])).isEqualTo(Double.doubleToRawLongBits(odd));
        assertThat(Double.doubleToRawLongBits(read.value())).isEqualTo(Double.doubleToRawLongBits(odd));
    }

    @Test
    void encode_knownState_givesTheseBytes() {
        record State(int count, double[] values) {}

        byte[] bytes = StateCodec.of(State.class).encode(new State(258, new double[] {1}));

        assertThat(Arrays.copyOfRange(bytes, 4, bytes.length))
                .isEqualTo(new byte[] {1, 2, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xf0, 0x3f});
    }

    /** Goal: a host never misreads what an older Driftlog stored. Method: the bytes that its first format gave. */
    @Test
    void decode_bytesOfTheFirstFormat_isRefused() {
        record State(int count, double[] values) {}
        ByteBuffer old = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
        old.putInt("{count:int,values:double[]}".hashCode())
                .putInt(258)
                .putInt(1)
                .putDouble(1);

        assertThatThrownBy(() -> StateCodec.of(State.class).decode(old.array()))
                .hasMessageContaining("written for a type of another shape");
    }

    @Test
    void encode_statesOfManySizes_areAllWhole() {
        record State(double[] values) {}
        StateCodec<State> codec = StateCodec.of(State.class);
        for (int length : new int[] {0, 1, 1000, 3, 100_000, 0}) {
            double[] values = new SplittableRandom(length).doubles(length).toArray();
            assertThat(codec.decode(codec.encode(new State(values))).values()).isEqualTo(values);
        }
    }

    record Kept(Optional<Pair<Double, String>> once, Optional<Pair<Double, double[]>> open, OptionalDouble last) {}

    /** Nothing of the states before shows in the bytes of the next. */
    @Test
    void encode_objectsThatComeAgain_areTheSameBytes() {
        StateCodec<Kept> codec = StateCodec.of(Kept.class);
        double[] array = {1, 2};
        Optional<Pair<Double, double[]>> open = Optional.of(new Pair<>(1.0, array));
        List<Optional<Pair<Double, String>>> seen = new ArrayList<>();
        seen.add(Optional.of(new Pair<>(1.0, "a")));
        seen.add(Optional.of(new Pair<>(2.0, "longer than the first")));
        seen.add(Optional.empty());
        for (int i = 0; i < 30; i++) {
            array[0] = i;
            Kept state = new Kept(seen.get(i / 4 % 3), open, OptionalDouble.of(i / 3));
            assertThat(codec.encode(state)).isEqualTo(StateCodec.of(Kept.class).encode(state));
            assertThat(codec.decode(codec.encode(state)).open().orElseThrow().second())
                    .containsExactly(i, 2);
        }
    }

    @Test
    void decode_bytesCutAnywhere_isRefused() {
        StateCodec<Nested> codec = StateCodec.of(Nested.class);
        byte[] bytes = codec.encode(NESTED);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> codec.decode(cut))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("these bytes are not a state of type Nested: ");
        }
        assertThatThrownBy(() -> codec.decode(Arrays.copyOf(bytes, bytes.length + 3)))
                .hasMessageEndingWith("3 bytes are left over");
    }

    /** Goal: damage is a sentence or another state, never an exhausted memory or a stray exception. */
    @Test
    void decode_damagedBytes_giveAStateOrASentence() {
        StateCodec<Nested> codec = StateCodec.of(Nested.class);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = codec.encode(NESTED);
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            try {
                assertThat(codec.decode(bytes)).isNotNull();
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageStartingWith("these bytes are not a state of type Nested: ");
            }
        }
    }

    @Test
    void decode_anotherShape_isRefused() {
        record Before(double mean, double sum) {}
        record After(double sum, double mean) {}
        byte[] bytes = StateCodec.of(Before.class).encode(new Before(1, 2));

        assertThatThrownBy(() -> StateCodec.of(After.class).decode(bytes))
                .hasMessageContaining("written for a type of another shape");
    }

    @Test
    void decode_valuesThatTheRecordRefuses_isRefused() {
        record Positive(int value) {
            Positive {
                if (value < 1) {
                    throw new IllegalArgumentException("value must be positive");
                }
            }
        }
        StateCodec<Positive> codec = StateCodec.of(Positive.class);
        byte[] bytes = codec.encode(new Positive(1));
        bytes[5] = 0;

        assertThatThrownBy(() -> codec.decode(bytes)).hasMessageEndingWith("value must be positive");
    }

    @Test
    void decode_nullInside_isNullAgain() {
        record State(Pair<String, List<String>> pair, double[] values, Optional<String> text, Colour colour) {}
        State state = new State(new Pair<>(null, Arrays.asList("b", null)), null, null, null);

        assertThat(roundTrip(State.class, state)).isEqualTo(state);
    }

    @Test
    @SuppressWarnings("unchecked")
    void check_nullOrAnotherType_isRefused() {
        StateCodec<Object> codec = StateCodec.of((Class<Object>) (Class<?>) Empty.class);

        codec.check(new Empty());
        assertThatThrownBy(() -> codec.check(null)).hasMessage("the state is null");
        assertThatThrownBy(() -> codec.check("x"))
                .hasMessage("the state is a java.lang.String, not the declared " + Empty.class.getName());
    }

    record Tree(int value, List<Tree> children) {}

    record WithMap(Pair<String, Map<String, Double>> table) {}

    record WithSet(Set<String> names) {}

    record WithMatrix(List<double[][]> blocks) {}

    record WithObject(Object any) {}

    @SuppressWarnings("rawtypes")
    record WithRaw(List items) {}

    record WithWildcard(List<? extends Number> numbers) {}

    @Test
    void of_otherTypes_areRefusedWithTheComponentAndASubstitute() {
        assertRefused(Tree.class, "'children[]' is a Tree inside another; use a List beside it");
        assertRefused(WithMap.class, "'table' is a java.util.Map; use a List of records");
        assertRefused(WithSet.class, "'names' is a java.util.Set; use a List");
        assertRefused(WithMatrix.class, "'blocks[]' is a double[][]; use a flat primitive array or a List");
        assertRefused(
                WithObject.class,
                "'any' is a java.lang.Object; use a primitive, String, enum, primitive array,"
                        + " record, List or Optional");
        assertRefused(WithRaw.class, "'items' is a java.util.List; use a List with its element type");
        assertRefused(
                WithWildcard.class,
                "'numbers[]' is of the open type ? extends java.lang.Number; use a type"
                        + " without wildcard or free variable");
        assertRefused(Pair.class, "'first' is of the open type A; use a type without wildcard or free variable");
        assertThatThrownBy(() -> StateCodec.of(String.class))
                .hasMessage("the state type java.lang.String is not a record; make it a record of what must be"
                        + " remembered");
    }

    private static void assertRefused(Class<?> type, String why) {
        assertThatThrownBy(() -> StateCodec.of(type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the state type " + type.getSimpleName() + " cannot be stored because its component " + why);
    }
}
