package io.driftlog.simulator.flow.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.events.Dataset;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.events.StopRule;
import io.driftlog.simulator.flow.Specs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Goal: a digest tells any two different specs and steps apart. Method: vary each field on its own. */
class StepDigestTest {
    private static final OptionalDouble NONE = OptionalDouble.empty();

    private static RunSpec spec(ObjectiveSpec objective) {
        return new RunSpec(
                objective,
                new InitialSpec.Given(new double[] {1, 2}),
                0.01,
                "l2",
                Specs.method("radaug", Map.of("a", 1.0)),
                Specs.untilTime(1),
                1);
    }

    private static ObjectiveSpec objective(
            String type,
            Map<String, Double> own,
            String generator,
            Map<String, Double> numbers,
            String role,
            Dataset x) {
        return new ObjectiveSpec(
                type, new TreeMap<>(own), generator, new TreeMap<>(numbers), new TreeMap<>(Map.of(role, x)));
    }

    @Test
    void bytes_anyFieldOfTheSpecChanged_differ() {
        Map<String, Double> none = Map.of();
        Map<String, Double> one = Map.of("a", 1.0);
        Dataset x = new Dataset(1, 2, new double[] {1, 2});
        RunSpec base = spec(objective("t", none, "", none, "x", x));
        List<RunSpec> all = List.of(
                base,
                spec(objective("s", none, "", none, "x", x)),
                spec(objective("t", one, "", none, "x", x)),
                spec(objective("t", Map.of("a", 2.0), "", none, "x", x)),
                spec(objective("t", Map.of("b", 1.0), "", none, "x", x)),
                spec(objective("t", none, "g", none, "x", x)),
                spec(objective("t", none, "", one, "x", x)),
                spec(objective("t", none, "", none, "y", x)),
                spec(objective("t", none, "", none, "x", new Dataset(2, 1, x.values()))),
                spec(objective("t", none, "", none, "x", new Dataset(1, 2, new double[] {1, 3}))),
                spec(Specs.given("t", Map.of())),
                Specs.with(base, new InitialSpec.Given(new double[] {1, 3})),
                Specs.with(base, new InitialSpec.Given(new double[] {1, 2, 0})),
                Specs.with(base, new InitialSpec.Given(new double[] {1})),
                Specs.with(base, new InitialSpec.Gaussian(1)),
                Specs.with(base, new InitialSpec.Gaussian(2)),
                Specs.with(base, 0.02, base.until()),
                new RunSpec(base.objective(), base.initial(), 0.01, "l1", base.method(), base.until(), 1),
                Specs.with(base, new MethodSpec("radau", base.method().parameters())),
                Specs.with(base, Specs.method("radaug", Map.of("a", 2.0))),
                Specs.with(base, Specs.method("radaug", Map.of("b", 1.0))),
                Specs.with(base, 0.01, Specs.untilTime(2)),
                Specs.with(base, 0.01, Specs.untilSlowTime(1)),
                Specs.with(base, 0.01, Specs.untilGradientNorm(1)),
                Specs.with(base, 0.01, new StopRule(OptionalDouble.of(1), OptionalDouble.of(1), NONE)),
                new RunSpec(base.objective(), base.initial(), 0.01, "l2", base.method(), base.until(), 2));
        Set<ByteBuffer> bytes = new HashSet<>();
        Set<ByteBuffer> digests = new HashSet<>();
        for (RunSpec spec : all) {
            bytes.add(ByteBuffer.wrap(CanonicalSpec.bytes(spec)));
            digests.add(ByteBuffer.wrap(new StepDigest().first(spec)));
        }
        assertThat(bytes).hasSameSizeAs(all);
        assertThat(digests).hasSameSizeAs(all);
    }

    @Test
    void bytes_sameTextSplitDifferently_differ() {
        RunSpec ab = spec(new ObjectiveSpec("ab", new TreeMap<>(), "c", new TreeMap<>(), new TreeMap<>()));
        RunSpec a = spec(new ObjectiveSpec("a", new TreeMap<>(), "bc", new TreeMap<>(), new TreeMap<>()));
        assertThat(CanonicalSpec.bytes(ab)).isNotEqualTo(CanonicalSpec.bytes(a));
    }

    @Test
    void bytes_otherNaNBits_areTheSame() {
        double otherNaN = Double.longBitsToDouble(0x7ff8000000000123L);
        RunSpec base = spec(Specs.given("t", Map.of()));
        assertThat(CanonicalSpec.bytes(Specs.with(base, new InitialSpec.Gaussian(otherNaN))))
                .isEqualTo(CanonicalSpec.bytes(Specs.with(base, new InitialSpec.Gaussian(Double.NaN))));
    }

    @Test
    void first_anySpec_isTheHashOfSpecAndVersion() throws Exception {
        RunSpec spec = Specs.smallNetwork("radaug", Map.of());
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(CanonicalSpec.bytes(spec));
        sha256.update(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(NumericsVersion.CURRENT)
                .array());
        assertThat(new StepDigest().first(spec)).isEqualTo(sha256.digest());
    }

    private static StepTaken step(int changed) {
        double[] numbers = new double[10];
        if (changed < numbers.length) {
            numbers[changed] = 1;
        }
        return new StepTaken(
                "run",
                3,
                changed == 10 ? 4 : 3,
                numbers[0],
                numbers[1],
                numbers[2],
                numbers[3],
                numbers[4],
                numbers[5],
                changed == 11 ? new double[] {0, 0} : new double[] {numbers[6]},
                changed == 12 ? new double[] {} : new double[] {numbers[7]},
                new double[] {numbers[8], numbers[9]},
                changed == 13,
                changed == 14 ? 1 : 0,
                new byte[0]);
    }

    @Test
    void next_anyFieldOfTheStepChanged_differs() {
        StepDigest digest = new StepDigest();
        Set<ByteBuffer> digests = new HashSet<>();
        for (int changed = 0; changed <= 15; changed++) {
            digests.add(ByteBuffer.wrap(digest.next(new byte[32], step(changed))));
        }
        byte[] otherPrevious = new byte[32];
        otherPrevious[31] = 1;
        digests.add(ByteBuffer.wrap(digest.next(otherPrevious, step(15))));
        assertThat(digests).hasSize(17);
    }

    @Test
    void next_stepsOfARun_reproducesItsChain() {
        Integration integration = Integration.start("run", Specs.smallNetwork("radaug", Map.of()));
        byte[] chained = integration.current().digest();
        StepDigest digest = new StepDigest();
        while (integration.advance() instanceof Advance.Stepped stepped) {
            chained = digest.next(chained, stepped.step());
            assertThat(chained).isEqualTo(stepped.step().digest());
        }
    }
}
