package io.driftlog.log.codec;

import io.driftlog.events.Dataset;
import io.driftlog.events.EmissionPolicy;
import io.driftlog.events.Finding;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.Origin;
import io.driftlog.events.Outcome;
import io.driftlog.events.Plugin;
import io.driftlog.events.RegularizerTerm;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.Schedule;
import io.driftlog.events.StepTaken;
import io.driftlog.events.StopRule;
import io.driftlog.log.DatasetChunk;
import io.driftlog.log.RunAnnotated;
import io.driftlog.log.RunRequest;
import io.driftlog.log.RunStatus;
import io.driftlog.log.dataset.DatasetReferences;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Events with arbitrary contents: odd numbers, odd names, empty and long arrays. Not a trajectory. */
public final class RandomEvents {
    private static final double[] ODD = {
        0.0,
        -0.0,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        Double.longBitsToDouble(0x7FF8_0000_DEAD_BEEFL)
    };
    private static final String[] TEXTS = {
        "", "run", "plateau", "λ → 0", "\u0000", "😀 grinning", "ein Name mit Umläuten äöü", "日本語", "x".repeat(200)
    };

    private final SplittableRandom random;
    private final @Nullable String runId;

    public RandomEvents(long seed) {
        this(seed, null);
    }

    /** All of one run. */
    public RandomEvents(long seed, @Nullable String runId) {
        this.random = new SplittableRandom(seed);
        this.runId = runId;
    }

    private String runId() {
        return runId == null ? text() : runId;
    }

    public StepTaken step() {
        return new StepTaken(
                runId(),
                random.nextLong(),
                random.nextLong(1000),
                number(),
                number(),
                number(),
                number(),
                number(),
                number(),
                vector(),
                vector(),
                vector(),
                random.nextBoolean(),
                random.nextInt(),
                digest(),
                random.nextBoolean(),
                random.nextBoolean() ? new TreeMap<>() : new TreeMap<>(Map.of(text(), number())));
    }

    RunStarted runStarted() {
        return new RunStarted(
                runId(),
                text(),
                spec(),
                random.nextInt(),
                random.nextInt(),
                random.nextInt(100),
                text(),
                random.nextLong(),
                random.nextBoolean() ? Optional.empty() : Optional.of(origin()),
                new EmissionPolicy(
                        1 + random.nextLong(1L << 40),
                        random.nextInt(1 << 30),
                        random.nextLong(9),
                        random.nextDouble()),
                many(this::text));
    }

    /** One that carries all its data. */
    public RunStarted runStartedWithData() {
        RunStarted run = runStarted();
        Map<String, Dataset> empty = new HashMap<>();
        run.spec()
                .objective()
                .datasetReferences()
                .values()
                .forEach(sha256 -> empty.put(sha256, new Dataset(0, 0, new double[0])));
        return DatasetReferences.resolved(run, empty);
    }

    private Origin origin() {
        return new Origin(
                text(), random.nextLong(), number(), digest(), vector(), vector(), map(this::text), many(this::past));
    }

    private Origin.PastStep past() {
        return new Origin.PastStep(number(), number(), number(), number(), number(), number());
    }

    private <V> List<V> many(Supplier<V> values) {
        return Stream.generate(values).limit(random.nextInt(4)).toList();
    }

    DatasetChunk chunk() {
        int rows = random.nextInt(9);
        return new DatasetChunk(text(), rows, 4, 2, 3 + random.nextInt(9), vector(rows));
    }

    public RunEnded runEnded() {
        return new RunEnded(
                runId(),
                random.nextLong(),
                random.nextLong(),
                number(),
                any(Outcome.values()),
                text(),
                text(),
                digest(),
                random.nextLong());
    }

    public FindingRecorded finding() {
        Optional<Finding.BracketedTime> time = random.nextBoolean()
                ? Optional.empty()
                : Optional.of(new Finding.BracketedTime(number(), number(), number()));
        Finding.Stage stage = any(Finding.Stage.values());
        Finding finding = new Finding(text(), stage, time, map(this::number), map(this::vector), text());
        return new FindingRecorded(
                runId(), text(), random.nextInt(), map(this::text), random.nextLong(), random.nextInt(9), finding);
    }

    RunStatus status() {
        RunStatus.State state = any(RunStatus.State.values());
        return new RunStatus(
                text(), text(), state, random.nextLong(), number(), random.nextInt(6), 7, -1, random.nextLong(), 1);
    }

    private RunSpec spec() {
        InitialSpec initial =
                random.nextBoolean() ? new InitialSpec.Gaussian(number()) : new InitialSpec.Given(vector());
        ObjectiveSpec objective = new ObjectiveSpec(
                text(),
                map(this::number),
                text(),
                map(this::number),
                map(this::dataset),
                map(this::text),
                map(this::text));
        OptionalLong steps = random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextLong());
        StopRule until = new StopRule(optional(), optional(), optional(), optional(), steps);
        MethodSpec method = new MethodSpec(text(), map(this::number), map(this::text));
        List<RegularizerTerm> terms = new ArrayList<>(many(this::term));
        terms.add(random.nextBoolean() ? RegularizerTerm.plain(text()) : term());
        return new RunSpec(
                objective,
                initial,
                number(),
                terms,
                method,
                until,
                random.nextLong(),
                many(this::schedule),
                many(() -> new Plugin(text(), text(), text())));
    }

    private RegularizerTerm term() {
        return new RegularizerTerm(
                text(), number(), map(this::number), map(this::text), map(() -> Dataset.column(vector())));
    }

    private Schedule schedule() {
        return new Schedule(text(), text(), map(this::number), many(this::number), many(this::number));
    }

    private Dataset dataset() {
        int rows = random.nextInt(7);
        int columns = random.nextInt(7);
        return new Dataset(rows, columns, vector(rows * columns));
    }

    private OptionalDouble optional() {
        return random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(number());
    }

    private double[] vector() {
        return vector(random.nextInt(4) == 0 ? 0 : random.nextInt(200));
    }

    private double[] vector(int length) {
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = number();
        }
        return values;
    }

    private double number() {
        return random.nextInt(4) == 0 ? ODD[random.nextInt(ODD.length)] : random.nextDouble(-1e3, 1e3);
    }

    private String text() {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    public RunAnnotated annotated() {
        return new RunAnnotated(
                runId(),
                map(random::nextBoolean),
                random.nextBoolean() ? Optional.empty() : Optional.of(text()),
                random.nextLong());
    }

    RunRequest request() {
        return new RunRequest(
                text(),
                any(RunRequest.Action.values()),
                text(),
                text(),
                random.nextLong(),
                map(this::text),
                random.nextLong());
    }

    private <E extends Enum<E>> E any(E[] constants) {
        return constants[random.nextInt(constants.length)];
    }

    private byte[] digest() {
        byte[] digest = new byte[32];
        random.nextBytes(digest);
        return digest;
    }

    private <V> SortedMap<String, V> map(Supplier<V> values) {
        SortedMap<String, V> map = new TreeMap<>();
        int size = random.nextInt(5);
        for (int i = 0; i < size; i++) {
            map.put(text() + i, values.get());
        }
        return map;
    }
}
