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

/** The body of a {@link RunStarted}. */
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
                new EmissionPolicy(in.readLong(), in.readInt(), in.readLong()));
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
                in.readMap(AvroInput::readString)));
    }

    private static void writeSpec(RunSpec spec, AvroOutput out) {
        writeObjective(spec.objective(), out);
        writeInitial(spec.initial(), out);
        out.writeDouble(spec.weightDecay());
        out.writeString(spec.regularizer());
        out.writeString(spec.method().type());
        writeNumbers(spec.method().parameters(), out);
        writeOptional(spec.until().time(), out);
        writeOptional(spec.until().slowTime(), out);
        writeOptional(spec.until().gradientNorm(), out);
        out.writeLong(spec.seed());
    }

    private static RunSpec readSpec(AvroInput in) {
        return new RunSpec(
                readObjective(in),
                readInitial(in),
                in.readDouble(),
                in.readString(),
                new MethodSpec(in.readString(), readNumbers(in)),
                new StopRule(in.readOptionalDouble(), in.readOptionalDouble(), in.readOptionalDouble()),
                in.readLong());
    }

    private static void writeObjective(ObjectiveSpec objective, AvroOutput out) {
        out.writeString(objective.type());
        writeNumbers(objective.parameters(), out);
        out.writeString(objective.generator());
        writeNumbers(objective.generatorParameters(), out);
        out.writeMap(objective.datasets(), RunStartedFormat::writeDataset);
        out.writeMap(objective.datasetReferences(), (sha256, o) -> o.writeString(sha256));
    }

    private static ObjectiveSpec readObjective(AvroInput in) {
        return new ObjectiveSpec(
                in.readString(),
                readNumbers(in),
                in.readString(),
                readNumbers(in),
                in.readMap(RunStartedFormat::readDataset),
                in.readMap(AvroInput::readString));
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
