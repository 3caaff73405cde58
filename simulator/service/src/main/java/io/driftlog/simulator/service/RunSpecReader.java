package io.driftlog.simulator.service;

import io.driftlog.events.Dataset;
import io.driftlog.events.EmissionPolicy;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.NearestWord;
import io.driftlog.events.NumberText;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RegularizerTerm;
import io.driftlog.events.RunSpec;
import io.driftlog.events.Schedule;
import io.driftlog.events.StopRule;
import io.driftlog.simulator.flow.spec.Methods;
import io.driftlog.simulator.flow.spec.Objectives;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.ObjectiveType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a run spec: a preset's name or a YAML file, with overrides. Every error is one sentence that names the key and
 * the fix. What the numbers mean, and whether they fit together, is checked where the run is built.
 */
public final class RunSpecReader {
    private static final long MOST_PER_DECADE = 1_000_000;
    private static final double LEAST_SPACING = 1e-4;
    private static final int LARGEST_FILE = 16 << 20;

    /** What paths are relative to; null where a spec may name no files. */
    private final @Nullable Path folder;

    private RunSpecReader(@Nullable Path folder) {
        this.folder = folder;
    }

    /**
     * Reads a spec.
     *
     * @param source the name of a preset, or the path of a YAML file
     * @param overrides each {@code key=value}, with dots between nested keys; applied in order
     * @throws InvalidSpecException when the spec cannot be understood
     */
    public static NamedSpec read(String source, List<String> overrides) {
        Optional<String> preset = Presets.text(source);
        if (preset.isPresent()) {
            return parse(preset.get(), Path.of(""), overrides);
        }
        Path file = Path.of(source);
        if (!Files.isRegularFile(file)) {
            throw SpecErrors.at("spec", notThere(source, file));
        }
        try {
            Path parent = file.toAbsolutePath().getParent();
            return parse(text(file), parent == null ? Path.of("") : parent, overrides);
        } catch (IOException e) {
            throw SpecErrors.at("spec", file + " cannot be read as text: " + e.getMessage() + ".");
        }
    }

    private static String notThere(String source, Path file) {
        String problem = "'" + source + "' is neither a preset nor a file";
        Optional<String> meant = Presets.nearest(source).or(() -> neighbour(file));
        return meant.map(each -> problem + "; did you mean " + each + "?")
                .orElseGet(() -> problem + "; give the path of a YAML file or one of "
                        + String.join(", ", Presets.names()) + ".");
    }

    /** The YAML file of the same folder with the nearest name. */
    private static Optional<String> neighbour(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(parent)) {
            List<String> names = files.map(each -> String.valueOf(each.getFileName()))
                    .filter(name -> name.endsWith(".yaml") || name.endsWith(".yml"))
                    .sorted()
                    .toList();
            return NearestWord.of(String.valueOf(file.getFileName()), names)
                    .map(name -> file.resolveSibling(name).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String text(Path file) throws IOException {
        long size = Files.size(file);
        if (size > LARGEST_FILE) {
            throw SpecErrors.at(
                    "spec",
                    file + " has " + size + " bytes, and a spec may have " + LARGEST_FILE
                            + "; put long lists into CSV files and name these in the spec.");
        }
        return Files.readString(file);
    }

    /**
     * Reads a spec that came over HTTP: one that names files is refused, because the files of this machine are not for
     * its author.
     *
     * @param yaml the text; read once
     */
    public static NamedSpec parseWithoutFiles(String yaml) {
        return read(YamlMap.parse(yaml), null, List.of());
    }

    /**
     * Reads a spec from YAML text.
     *
     * @param yaml the text
     * @param folder what paths of data files are relative to
     * @param overrides as in {@link #read}
     */
    public static NamedSpec parse(String yaml, Path folder, List<String> overrides) {
        return read(YamlMap.parse(yaml), folder, KeyValue.overrides(overrides));
    }

    /** Reads a spec from what was a YAML document. */
    static NamedSpec read(YamlMap root, @Nullable Path folder, List<KeyValue> overrides) {
        overrides.forEach(root::override);
        NamedSpec spec = new RunSpecReader(folder).spec(root);
        root.refuseUnread();
        return spec;
    }

    private NamedSpec spec(YamlMap root) {
        Optional<Schedule> decay =
                root.isMap("weightDecay") ? root.map("weightDecay").map(RunSpecReader::schedule) : Optional.empty();
        return new NamedSpec(
                root.text("name").orElse("run"),
                new RunSpec(
                        objective(root.map("objective")
                                .orElseThrow(
                                        () -> root.missing("objective", "objective: {type: linear-regression, …}"))),
                        initial(root.map("initial")
                                .orElseThrow(() -> root.missing("initial", "initial: {gaussian: {variance: 0.1}}"))),
                        decay.map(schedule -> schedule.values().get(0))
                                .or(() -> root.number("weightDecay"))
                                .orElseThrow(() -> root.missing("weightDecay", "weightDecay: 1.0e-4")),
                        regularizers(root),
                        root.map("method").map(RunSpecReader::method).orElse(new MethodSpec("auto", new TreeMap<>())),
                        until(root.map("until").orElseThrow(() -> root.missing("until", "until: {slowTime: 20}"))),
                        root.integer("seed").orElse(1L),
                        decay.stream().toList(),
                        List.of()),
                root.map("emit").map(RunSpecReader::emission).orElse(EmissionPolicy.DEFAULT),
                Optional.empty(),
                root.words("tags"));
    }

    private static EmissionPolicy emission(YamlMap map) {
        Optional<Long> everyStep = map.integer("everyStep");
        Optional<Long> perDecade = map.integer("perDecade");
        Optional<Long> weightsEvery = map.integer("weightsEvery");
        if (everyStep.equals(Optional.of(0L)) && perDecade.isEmpty()) {
            throw SpecErrors.at(
                    map.key("everyStep"),
                    "is 0; give a whole number of at least 1, or 0 together with emit.perDecade.");
        }
        requireBetween(map.key("everyStep"), everyStep, perDecade.isPresent() ? 0 : 1, Long.MAX_VALUE);
        requireBetween(map.key("perDecade"), perDecade, everyStep.orElse(0L) > 0 ? 0 : 1, MOST_PER_DECADE);
        requireBetween(map.key("weightsEvery"), weightsEvery, 0, Long.MAX_VALUE);
        double spacing = map.number("sampleSpacing").orElse(EmissionPolicy.DEFAULT_SPACING);
        if (!(spacing == 0 || (spacing >= LEAST_SPACING && spacing < Double.POSITIVE_INFINITY))) {
            throw SpecErrors.at(
                    map.key("sampleSpacing"),
                    "is " + NumberText.exact(spacing) + "; give a spacing in ln t of at least "
                            + NumberText.exact(LEAST_SPACING) + ", or 0 for no samples.");
        }
        return new EmissionPolicy(
                everyStep.orElse(perDecade.isPresent() ? 0L : 1L),
                perDecade.orElse(0L).intValue(),
                weightsEvery.orElse(1L),
                spacing);
    }

    private static void requireBetween(String key, Optional<Long> number, long least, long most) {
        if (number.isPresent() && (number.get() < least || number.get() > most)) {
            throw SpecErrors.at(
                    key,
                    "is " + number.get() + "; give a whole number of at least " + least
                            + (most < Long.MAX_VALUE ? " and at most " + most : "") + ".");
        }
    }

    private ObjectiveSpec objective(YamlMap map) {
        String type = map.text("type").orElseThrow(() -> map.missing("type", "type: linear-regression"));
        Optional<YamlMap> generator = map.map("generator");
        String generatorType = generator
                .map(g -> g.text("type").orElseThrow(() -> g.missing("type", "type: gaussian")))
                .orElse("");
        var generatorParameters = generator.map(YamlMap::numbers).orElse(new TreeMap<>());
        Optional<ObjectiveType> known = Objectives.all().stream()
                .filter(each -> each.name().equals(type))
                .findFirst();
        var options = new TreeMap<String, String>();
        known.stream()
                .flatMap(each -> each.choices().stream())
                .forEach(choice -> map.textOrLines(choice.name()).ifPresent(text -> options.put(choice.name(), text)));
        SortedMap<String, String> files = map.texts();
        known.ifPresent(each -> files.keySet().forEach(each::role));
        var datasets = new TreeMap<String, Dataset>();
        files.forEach((role, file) -> datasets.put(role, matrix(file, map.key(role))));
        return new ObjectiveSpec(
                type, map.numbers(), generatorType, generatorParameters, datasets, new TreeMap<>(), options);
    }

    /** R: a name, one term as keys with values, or a list of terms. */
    private List<RegularizerTerm> regularizers(YamlMap root) {
        if (root.isList("regularizer")) {
            return root.maps("regularizer").stream().map(this::term).toList();
        }
        if (root.isMap("regularizer")) {
            return root.map("regularizer").stream().map(this::term).toList();
        }
        return List.of(RegularizerTerm.plain(root.text("regularizer").orElse(RegularizerTerm.L2)));
    }

    private RegularizerTerm term(YamlMap map) {
        String type = map.text("type").orElseThrow(() -> map.missing("type", "type: l1"));
        double weight = map.number("weight").orElse(1.0);
        var vectors = new TreeMap<String, Dataset>();
        map.vectors().forEach((role, values) -> vectors.put(role, Dataset.column(values)));
        map.texts()
                .forEach((role, file) -> vectors.put(
                        role, Dataset.column(matrix(file, map.key(role)).values())));
        return new RegularizerTerm(type, weight, map.numbers(), new TreeMap<>(), vectors);
    }

    /** {@code {from: a, to: b, at: t}}, {@code {from: a, to: b, at: [t1, t2]}} or {@code {at: […], values: […]}}. */
    private static Schedule schedule(YamlMap map) {
        Optional<Double> from = map.number("from");
        Optional<Double> to = map.number("to");
        Optional<double[]> values = map.vector("values");
        boolean atOneTime = !map.isList("at");
        double[] at = atOneTime
                ? new double[] {map.number("at").orElseThrow(() -> map.missing("at", "at: [0, 1e4]"))}
                : map.vector("at").orElseThrow();
        if (values.isPresent() == (from.isPresent() || to.isPresent()) || from.isPresent() != to.isPresent()) {
            throw SpecErrors.at(
                    map.key("values"),
                    "a schedule has either from and to, or a list of values; write for example"
                            + " {from: 1e-3, to: 1e-5, at: [100, 1e4]}.");
        }
        double[] all = values.orElseGet(() -> new double[] {from.orElseThrow(), to.orElseThrow()});
        double[] times = atOneTime && all.length == 2 ? new double[] {0, at[0]} : at;
        String curve = map.text("curve").orElse(atOneTime || values.isPresent() ? "step" : "linear");
        return new Schedule(map.path(), curve, map.numbers(), list(times), list(all));
    }

    private static List<Double> list(double[] numbers) {
        return DoubleStream.of(numbers).boxed().toList();
    }

    private InitialSpec initial(YamlMap map) {
        Optional<YamlMap> gaussian = map.map("gaussian");
        Optional<double[]> values = map.vector("values");
        Optional<String> file = map.text("file");
        long given = List.of(gaussian, values, file).stream()
                .filter(Optional::isPresent)
                .count();
        if (given != 1) {
            throw SpecErrors.at(
                    "initial", "give exactly one of gaussian: {variance: …}, values: […] and file: FILE.csv.");
        }
        if (gaussian.isPresent()) {
            YamlMap distribution = gaussian.get();
            return new InitialSpec.Gaussian(distribution
                    .number("variance")
                    .orElseThrow(() -> distribution.missing("variance", "variance: 0.1")));
        }
        return new InitialSpec.Given(values.orElseGet(
                () -> matrix(file.orElseThrow(), map.key("file")).values()));
    }

    private Dataset matrix(String file, String key) {
        if (folder == null) {
            throw SpecErrors.at(
                    key,
                    "names a file, and files cannot be named over HTTP; use a generator, or `driftlog run` with the"
                            + " spec on this machine.");
        }
        return CsvMatrix.read(folder.resolve(file), key);
    }

    private static MethodSpec method(YamlMap map) {
        String type = map.text("type").orElseThrow(() -> map.missing("type", "type: radaug"));
        var words = new TreeMap<String, String>();
        Methods.all().stream()
                .filter(known -> known.name().equals(type))
                .flatMap(known -> known.choices().stream())
                .forEach(choice -> map.text(choice.name()).ifPresent(text -> words.put(choice.name(), text)));
        return new MethodSpec(type, map.numbers(), words);
    }

    private static StopRule until(YamlMap map) {
        return new StopRule(
                optional(map.number("time")),
                optional(map.number("slowTime")),
                optional(map.number("gradientNorm")),
                optional(map.number("speed")),
                map.integer("steps").map(OptionalLong::of).orElse(OptionalLong.empty()));
    }

    private static OptionalDouble optional(Optional<Double> number) {
        return number.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }
}
