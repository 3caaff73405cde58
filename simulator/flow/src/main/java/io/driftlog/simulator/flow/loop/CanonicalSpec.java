package io.driftlog.simulator.flow.loop;

import io.driftlog.events.Dataset;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RegularizerTerm;
import io.driftlog.events.RunSpec;
import io.driftlog.events.Schedule;
import io.driftlog.events.StopRule;
import java.util.OptionalDouble;
import java.util.SortedMap;

/**
 * The one byte form of a run spec, by which two specs are the same run: fields in the order of their records, strings
 * and collections with their length first, maps in key order, doubles as little-endian bits, one byte for the
 * variant of a choice. Fields that came later follow at the end, each after its number, and only where a spec uses them:
 * specs that do not keep the bytes that they had.
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
        writeLaterFields(spec, out);
        return out.toByteArray();
    }

    private static void writeLaterFields(RunSpec spec, ByteWriter out) {
        if (!spec.objective().options().isEmpty()) {
            out.writeByte(1);
            writeWords(spec.objective().options(), out);
        }
        if (!spec.method().options().isEmpty()) {
            out.writeByte(2);
            writeWords(spec.method().options(), out);
        }
        if (spec.until().speed().isPresent()) {
            out.writeByte(3);
            out.writeDouble(spec.until().speed().getAsDouble());
        }
        if (spec.until().steps().isPresent()) {
            out.writeByte(4);
            out.writeLong(spec.until().steps().getAsLong());
        }
        if (spec.regularizers().size() != 1 || !spec.regularizers().get(0).isPlain()) {
            out.writeByte(5);
            out.writeInt(spec.regularizers().size());
            spec.regularizers().forEach(term -> writeTerm(term, out));
        }
        if (!spec.schedules().isEmpty()) {
            out.writeByte(6);
            out.writeInt(spec.schedules().size());
            spec.schedules().forEach(schedule -> writeSchedule(schedule, out));
        }
    }

    private static void writeTerm(RegularizerTerm term, ByteWriter out) {
        out.writeString(term.type());
        out.writeDouble(term.weight());
        writeNumbers(term.parameters(), out);
        writeWords(term.options(), out);
        out.writeInt(term.vectors().size());
        term.vectors().forEach((role, vector) -> {
            out.writeString(role);
            writeDataset(vector, out);
        });
    }

    private static void writeSchedule(Schedule schedule, ByteWriter out) {
        out.writeString(schedule.quantity());
        out.writeString(schedule.curve());
        writeNumbers(schedule.parameters(), out);
        out.writeInt(schedule.at().size());
        schedule.at().forEach(out::writeDouble);
        schedule.values().forEach(out::writeDouble);
    }

    private static void writeWords(SortedMap<String, String> words, ByteWriter out) {
        out.writeInt(words.size());
        words.forEach((name, word) -> {
            out.writeString(name);
            out.writeString(word);
        });
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
