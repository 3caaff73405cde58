package io.driftlog.log.codec;

import io.driftlog.events.Dataset;
import io.driftlog.events.EmissionPolicy;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.Origin;
import io.driftlog.events.Plugin;
import io.driftlog.events.RegularizerTerm;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.Schedule;
import io.driftlog.events.StopRule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * The body of a {@link RunStarted}. Fields that no run of this version uses are written as their defaults; a run that uses
 * one of them was recorded by a later version, and is refused.
 */
public final class RunStartedFormat implements RecordFormat<RunStarted> {
    private static final int DIGEST_LENGTH = 32;

    @Override
    public Schemas.Versions schemas() {
        return Schemas.RUN_STARTED;
    }

    @Override
    public void write(RunStarted run, AvroOutput out) {
        out.writeString(run.runId());
        out.writeString(run.name());
        writeSpec(run.spec(), out);
        out.writeLong(run.numericsVersion());
        out.writeLong(run.dimension());
        out.writeLong(run.samples());
        out.writeString(run.software());
        out.writeLong(run.startedAtMillis());
        writeOrigin(run.origin(), out);
        out.writeLong(run.emission().everyStep());
        out.writeLong(run.emission().stepsPerDecade());
        out.writeLong(run.emission().weightsEvery());
        out.writeDouble(run.emission().sampleSpacing());
        out.writeArray(run.tags(), (tag, o) -> o.writeString(tag));
    }

    @Override
    public RunStarted read(AvroInput in) {
        return new RunStarted(
                in.readString(),
                in.readString(),
                readSpec(in),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readString(),
                in.readLong(),
                readOrigin(in),
                new EmissionPolicy(in.readLong(), in.readInt(), in.readLong(), in.readDouble()),
                in.readArray(AvroInput::readString));
    }

    private static void writeOrigin(Optional<Origin> origin, AvroOutput out) {
        out.writeLong(origin.isPresent() ? 1 : 0);
        if (origin.isPresent()) {
            Origin from = origin.get();
            out.writeString(from.runId());
            out.writeLong(from.seq());
            out.writeDouble(from.time());
            out.writeFixed(from.digest(), DIGEST_LENGTH);
            out.writeDoubles(from.multiplier());
            out.writeDoubles(from.controllerState());
            out.writeMap(from.changes(), (text, o) -> o.writeString(text));
            out.writeArray(from.history(), RunStartedFormat::writePastStep);
        }
    }

    private static Optional<Origin> readOrigin(AvroInput in) {
        if (in.readIndex(2) == 0) {
            return Optional.empty();
        }
        return Optional.of(new Origin(
                in.readString(),
                in.readLong(),
                in.readDouble(),
                in.readFixed(DIGEST_LENGTH),
                in.readDoubles(),
                in.readDoubles(),
                in.readMap(AvroInput::readString),
                in.readArray(RunStartedFormat::readPastStep)));
    }

    private static void writePastStep(Origin.PastStep step, AvroOutput out) {
        out.writeDouble(step.time());
        out.writeDouble(step.trainLoss());
        out.writeDouble(step.testLoss());
        out.writeDouble(step.weightNormSquared());
        out.writeDouble(step.gradientNorm());
        out.writeDouble(step.weightDecay());
    }

    private static Origin.PastStep readPastStep(AvroInput in) {
        return new Origin.PastStep(
                in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble());
    }

    private static void writeSpec(RunSpec spec, AvroOutput out) {
        writeObjective(spec.objective(), out);
        writeInitial(spec.initial(), out);
        out.writeDouble(spec.weightDecay());
        out.writeString(spec.regularizer());
        out.writeString(spec.method().type());
        writeNumbers(spec.method().parameters(), out);
        writeWords(spec.method().options(), out);
        writeOptional(spec.until().time(), out);
        writeOptional(spec.until().slowTime(), out);
        writeOptional(spec.until().gradientNorm(), out);
        writeOptional(spec.until().speed(), out);
        writeSteps(spec.until().steps(), out);
        out.writeLong(spec.seed());
        out.writeArray(namesAll(spec) ? List.of() : spec.regularizers(), RunStartedFormat::writeTerm);
        out.writeArray(spec.schedules(), RunStartedFormat::writeSchedule);
        writeUnused(3, out); // interventions, initialScheme, layers
        out.writeArray(spec.plugins(), RunStartedFormat::writePlugin);
    }

    private static RunSpec readSpec(AvroInput in) {
        ObjectiveSpec objective = readObjective(in);
        InitialSpec initial = readInitial(in);
        double weightDecay = in.readDouble();
        String regularizer = in.readString();
        MethodSpec method = new MethodSpec(in.readString(), readNumbers(in), readWords(in));
        StopRule until = new StopRule(
                in.readOptionalDouble(),
                in.readOptionalDouble(),
                in.readOptionalDouble(),
                in.readOptionalDouble(),
                in.readIndex(2) == 0 ? OptionalLong.empty() : OptionalLong.of(in.readLong()));
        long seed = in.readLong();
        List<RegularizerTerm> terms = in.readArray(RunStartedFormat::readTerm);
        List<Schedule> schedules = in.readArray(RunStartedFormat::readSchedule);
        requireUnused(in, "spec.interventions", "spec.initialScheme", "spec.layers");
        List<Plugin> plugins =
                in.readArray(item -> new Plugin(item.readString(), item.readString(), item.readString()));
        return new RunSpec(
                objective,
                initial,
                weightDecay,
                terms.isEmpty() ? List.of(RegularizerTerm.plain(regularizer)) : terms,
                method,
                until,
                seed,
                schedules,
                plugins);
    }

    /** Whether the field regularizer says what R is. */
    private static boolean namesAll(RunSpec spec) {
        return spec.regularizers().size() == 1 && spec.regularizers().get(0).isPlain();
    }

    private static void writeTerm(RegularizerTerm term, AvroOutput out) {
        out.writeString(term.type());
        out.writeDouble(term.weight());
        writeNumbers(term.parameters(), out);
        writeWords(term.options(), out);
        out.writeMap(term.vectors(), (vector, o) -> o.writeDoubles(vector.values()));
    }

    private static RegularizerTerm readTerm(AvroInput in) {
        return new RegularizerTerm(
                in.readString(),
                in.readDouble(),
                readNumbers(in),
                readWords(in),
                in.readMap(each -> Dataset.column(each.readDoubles())));
    }

    private static void writeSchedule(Schedule schedule, AvroOutput out) {
        out.writeString(schedule.quantity());
        out.writeString(schedule.curve());
        writeNumbers(schedule.parameters(), out);
        out.writeArray(schedule.at(), (number, o) -> o.writeDouble(number));
        out.writeArray(schedule.values(), (number, o) -> o.writeDouble(number));
    }

    private static Schedule readSchedule(AvroInput in) {
        return new Schedule(
                in.readString(),
                in.readString(),
                readNumbers(in),
                in.readArray(AvroInput::readDouble),
                in.readArray(AvroInput::readDouble));
    }

    private static void writePlugin(Plugin plugin, AvroOutput out) {
        out.writeString(plugin.id());
        out.writeString(plugin.version());
        out.writeString(plugin.sha256());
    }

    /** Empty maps and arrays and the null of a union: each one byte, 0. */
    private static void writeUnused(int fields, AvroOutput out) {
        for (int i = 0; i < fields; i++) {
            out.writeLong(0);
        }
    }

    private static void requireUnused(AvroInput in, String... fields) {
        for (String field : fields) {
            if (in.readLong() != 0) {
                throw in.unknown(
                        "it uses " + field + ", which this version does not know", "use a later version of Driftlog");
            }
        }
    }

    private static void writeObjective(ObjectiveSpec objective, AvroOutput out) {
        out.writeString(objective.type());
        writeNumbers(objective.parameters(), out);
        out.writeString(objective.generator());
        writeNumbers(objective.generatorParameters(), out);
        out.writeMap(objective.datasets(), RunStartedFormat::writeDataset);
        writeWords(objective.datasetReferences(), out);
        writeWords(objective.options(), out);
    }

    private static ObjectiveSpec readObjective(AvroInput in) {
        return new ObjectiveSpec(
                in.readString(),
                readNumbers(in),
                in.readString(),
                readNumbers(in),
                in.readMap(RunStartedFormat::readDataset),
                readWords(in),
                readWords(in));
    }

    private static void writeDataset(Dataset data, AvroOutput out) {
        out.writeLong(data.rows());
        out.writeLong(data.columns());
        out.writeDoubles(data.values());
    }

    private static Dataset readDataset(AvroInput in) {
        return new Dataset(in.readInt(), in.readInt(), in.readDoubles());
    }

    private static void writeInitial(InitialSpec initial, AvroOutput out) {
        if (initial instanceof InitialSpec.Gaussian gaussian) {
            out.writeLong(0);
            out.writeDouble(gaussian.variance());
        } else {
            out.writeLong(1);
            out.writeDoubles(((InitialSpec.Given) initial).values());
        }
    }

    private static InitialSpec readInitial(AvroInput in) {
        return in.readIndex(2) == 0
                ? new InitialSpec.Gaussian(in.readDouble())
                : new InitialSpec.Given(in.readDoubles());
    }

    private static void writeNumbers(SortedMap<String, Double> numbers, AvroOutput out) {
        out.writeMap(numbers, (number, o) -> o.writeDouble(number));
    }

    private static SortedMap<String, Double> readNumbers(AvroInput in) {
        return in.readMap(AvroInput::readDouble);
    }

    private static void writeWords(SortedMap<String, String> words, AvroOutput out) {
        out.writeMap(words, (word, o) -> o.writeString(word));
    }

    private static SortedMap<String, String> readWords(AvroInput in) {
        return in.readMap(AvroInput::readString);
    }

    private static void writeSteps(OptionalLong steps, AvroOutput out) {
        out.writeLong(steps.isPresent() ? 1 : 0);
        steps.ifPresent(out::writeLong);
    }

    private static void writeOptional(OptionalDouble value, AvroOutput out) {
        out.writeLong(value.isPresent() ? 1 : 0);
        if (value.isPresent()) {
            out.writeDouble(value.getAsDouble());
        }
    }
}
