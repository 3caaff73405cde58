package io.driftlog.simulator.flow.loop;

import io.driftlog.events.Dataset;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StopRule;
import java.util.OptionalDouble;
import java.util.SortedMap;

/**
 * The one byte form of a run spec, by which two specs are the same run: fields in the order of their records, strings
 * and collections with their length first, maps in key order, doubles as little-endian bits, one byte for the
 * variant of a choice.
 */
public final class CanonicalSpec {
    private CanonicalSpec() {}

    /** The bytes of a spec; different specs have different bytes. */
    public static byte[] bytes(RunSpec spec) {
        ByteWriter out = new ByteWriter();
        writeObjective(spec.objective(), out);
        writeInitial(spec.initial(), out);
        out.writeDouble(spec.weightDecay());
        out.writeString(spec.regularizer());
        out.writeString(spec.method().type());
        writeNumbers(spec.method().parameters(), out);
        writeUntil(spec.until(), out);
        out.writeLong(spec.seed());
        return out.toByteArray();
    }

    private static void writeObjective(ObjectiveSpec objective, ByteWriter out) {
        out.writeString(objective.type());
        writeNumbers(objective.parameters(), out);
        out.writeString(objective.generator());
        writeNumbers(objective.generatorParameters(), out);
        out.writeInt(objective.datasets().size());
        objective.datasets().forEach((role, dataset) -> {
            out.writeString(role);
            writeDataset(dataset, out);
        });
    }

    private static void writeDataset(Dataset dataset, ByteWriter out) {
        out.writeInt(dataset.rows());
        out.writeInt(dataset.columns());
        out.writeDoubles(dataset.values());
    }

    private static void writeInitial(InitialSpec initial, ByteWriter out) {
        if (initial instanceof InitialSpec.Gaussian gaussian) {
            out.writeByte(0);
            out.writeDouble(gaussian.variance());
        } else if (initial instanceof InitialSpec.Given given) {
            out.writeByte(1);
            out.writeDoubles(given.values());
        }
    }

    private static void writeUntil(StopRule until, ByteWriter out) {
        writeOptional(until.time(), out);
        writeOptional(until.slowTime(), out);
        writeOptional(until.gradientNorm(), out);
    }

    private static void writeOptional(OptionalDouble value, ByteWriter out) {
        out.writeByte(value.isPresent() ? 1 : 0);
        value.ifPresent(out::writeDouble);
    }

    private static void writeNumbers(SortedMap<String, Double> numbers, ByteWriter out) {
        out.writeInt(numbers.size());
        numbers.forEach((name, value) -> {
            out.writeString(name);
            out.writeDouble(value);
        });
    }
}
