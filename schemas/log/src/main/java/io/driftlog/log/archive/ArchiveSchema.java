package io.driftlog.log.archive;

import io.driftlog.log.CorruptEventException;
import io.driftlog.log.codec.AvroInput;
import io.driftlog.log.codec.DatasetChunkFormat;
import io.driftlog.log.codec.FindingFormat;
import io.driftlog.log.codec.RecordFormat;
import io.driftlog.log.codec.Resolution;
import io.driftlog.log.codec.RunAnnotatedFormat;
import io.driftlog.log.codec.RunEndedFormat;
import io.driftlog.log.codec.RunStartedFormat;
import io.driftlog.log.codec.Schemas;
import io.driftlog.log.codec.StepTakenFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/**
 * The schema of an archive: a union of its records, each in its newest version. An archive contains the schema that it
 * was written with, so that Avro's schema resolution reads archives of older and newer versions.
 */
public final class ArchiveSchema {
    private static final List<RecordFormat<?>> FORMATS = List.of(
            new RunStartedFormat(),
            new StepTakenFormat(),
            new RunEndedFormat(),
            new FindingFormat(),
            new DatasetChunkFormat(),
            new RunAnnotatedFormat());
    private static final Map<String, RecordFormat<?>> BY_NAME = FORMATS.stream()
            .collect(Collectors.toMap(format -> format.schemas().newest().getFullName(), Function.identity()));
    private static final Schema UNION = Schema.createUnion(
            FORMATS.stream().map(format -> format.schemas().newest()).toList());

    private ArchiveSchema() {}

    /** The schema that archives are written by now, as JSON; what a writer in another language needs. */
    public static String json() {
        return UNION.toString(true);
    }

    public static Schema union() {
        return UNION;
    }

    /** How values are read that were written by the schemas of this version and those before, the newest first. */
    static List<Branch> known() {
        return Known.BRANCHES;
    }

    /** Made when it is first needed. */
    private static final class Known {
        static final List<Branch> BRANCHES = make();
    }

    private static List<Branch> make() {
        int versions = FORMATS.stream()
                .mapToInt(format -> format.schemas().schemas().size())
                .max()
                .orElse(1);
        List<Branch> known = new ArrayList<>();
        for (int age = 0; age < versions; age++) {
            int back = age;
            known.add(reader(Schema.createUnion(FORMATS.stream()
                    .map(format -> format.schemas().schemas())
                    .map(all -> all.get(Math.max(0, all.size() - 1 - back)))
                    .toList())));
        }
        return List.copyOf(known);
    }

    /** The place of a record's type in {@link #union}. */
    static int branchOf(RecordFormat<?> format) {
        Schema schema = format.schemas().newest();
        return UNION.getTypes().indexOf(schema);
    }

    /** How the values of a file are read. */
    @FunctionalInterface
    interface Branch {
        /**
         * Reads the value of this branch.
         *
         * @throws CorruptEventException if the bytes are not such a value
         */
        Object read(AvroInput in);
    }

    /**
     * How the values of a file by this schema are read.
     *
     * @param written the schema in the file: a union of records, or one record
     */
    static Branch reader(Schema written) {
        if (!written.isUnion()) {
            return branch(written);
        }
        List<Branch> branches = new ArrayList<>();
        written.getTypes().forEach(type -> branches.add(branch(type)));
        return in -> branches.get(in.readIndex(branches.size())).read(in);
    }

    private static Branch branch(Schema written) {
        RecordFormat<?> format = BY_NAME.get(written.getFullName());
        if (format == null) {
            return in -> {
                throw in.unknown(
                        "it is of the type " + written.getFullName() + ", which is not known here",
                        "read it with the Driftlog version that wrote it or a newer one");
            };
        }
        Schema newest = format.schemas().newest();
        if (Schemas.fingerprint(written) == Schemas.fingerprint(newest)) {
            return format::readChecked;
        }
        if (!isReadable(newest, written)) {
            return in -> {
                throw in.unknown(
                        "the file's schema of " + written.getName() + " lacks what the record needs",
                        "write it by the schema that `driftlog archive --schema` prints");
            };
        }
        Resolution resolution = new Resolution(written, newest);
        return in -> format.readOlder(resolution, in);
    }

    private static boolean isReadable(Schema newest, Schema written) {
        return SchemaCompatibility.checkReaderWriterCompatibility(newest, written)
                        .getType()
                == SchemaCompatibilityType.COMPATIBLE;
    }
}
