package io.driftlog.log.codec;

import io.driftlog.events.Dataset;
import io.driftlog.events.EmissionPolicy;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.Origin;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StopRule;
import java.util.Optional;
import java.util.OptionalDouble;
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
        writeUnused(1, out); // options
        writeOptional(spec.until().time(), out);
        writeOptional(spec.until().slowTime(), out);
        writeOptional(spec.until().gradientNorm(), out);
        writeUnused(2, out); // speed, steps
        out.writeLong(spec.seed());
        writeUnused(6, out); // regularizers, schedules, interventions, initialScheme, layers, plugins
    }

    private static RunSpec readSpec(AvroInput in) {
        ObjectiveSpec objective = readObjective(in);
        InitialSpec initial = readInitial(in);
        double weightDecay = in.readDouble();
        String regularizer = in.readString();
        MethodSpec method = new MethodSpec(in.readString(), readNumbers(in));
        requireUnused(in, "spec.method.options");
        StopRule until = new StopRule(in.readOptionalDouble(), in.readOptionalDouble(), in.readOptionalDouble());
        requireUnused(in, "spec.until.speed", "spec.until.steps");
        long seed = in.readLong();
        requireUnused(
                in,
                "spec.regularizers",
                "spec.schedules",
                "spec.interventions",
                "spec.initialScheme",
                "spec.layers",
                "spec.plugins");
        return new RunSpec(objective, initial, weightDecay, regularizer, method, until, seed);
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
        out.writeMap(objective.datasetReferences(), (sha256, o) -> o.writeString(sha256));
        writeUnused(1, out); // options
    }

    private static ObjectiveSpec readObjective(AvroInput in) {
        ObjectiveSpec objective = new ObjectiveSpec(
                in.readString(),
                readNumbers(in),
                in.readString(),
                readNumbers(in),
                in.readMap(RunStartedFormat::readDataset),
                in.readMap(AvroInput::readString));
        requireUnused(in, "spec.objective.options");
        return objective;
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

    private static void writeOptional(OptionalDouble value, AvroOutput out) {
        out.writeLong(value.isPresent() ? 1 : 0);
        if (value.isPresent()) {
            out.writeDouble(value.getAsDouble());
        }
    }
}
