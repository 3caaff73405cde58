package io.driftlog.log.codec;

import io.driftlog.log.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** All versions of the schemas of all records, from the resources of this module. */
public final class Schemas {
    /** The first event of a run. */
    public static final Versions RUN_STARTED = load("RunStarted", 3);

    /** One accepted step, or a sample. */
    public static final Versions STEP_TAKEN = load("StepTaken", 2);

    /** The last event of a run. */
    public static final Versions RUN_ENDED = load("RunEnded", 1);

    /** A finding with its identity. */
    public static final Versions FINDING_RECORDED = load("FindingRecorded", 1);

    /** The progress of a run. */
    public static final Versions RUN_STATUS = load("RunStatus", 1);

    /** A piece of a data set. */
    public static final Versions DATASET_CHUNK = load("DatasetChunk", 1);

    /** A request to the simulators. */
    public static final Versions RUN_REQUEST = load("RunRequest", 1);

    /** A change of a run's tags and note. */
    public static final Versions RUN_ANNOTATED = load("RunAnnotated", 1);

    private static final List<Versions> ALL = List.of(
            RUN_STARTED,
            STEP_TAKEN,
            RUN_ENDED,
            FINDING_RECORDED,
            RUN_STATUS,
            DATASET_CHUNK,
            RUN_REQUEST,
            RUN_ANNOTATED);

    private Schemas() {}

    /** The records of the topics, without those nested in them. */
    public static List<Versions> all() {
        return ALL;
    }

    /**
     * The versions of one record.
     *
     * @param record its name without namespace
     * @param schemas version 1, 2, 3 …; at least one
     */
    public record Versions(String record, List<Schema> schemas) {
        public Versions {
            schemas = List.copyOf(schemas);
        }

        /** The version that is written. */
        public Schema newest() {
            return schemas.get(schemas.size() - 1);
        }

        /** The versions that are only read. */
        List<Schema> older() {
            return schemas.subList(0, schemas.size() - 1);
        }
    }

    /** The CRC-64-AVRO fingerprint of the schema's parsing canonical form. */
    public static long fingerprint(Schema schema) {
        return SchemaNormalization.parsingFingerprint64(schema);
    }

    /** A fingerprint as 16 hexadecimal digits, most significant first; the key in {@link Topics#SCHEMAS}. */
    public static String hex(long fingerprint) {
        return HexFormat.of().toHexDigits(fingerprint);
    }

    private static Versions load(String record, int newest) {
        Stream<Schema> schemas = IntStream.rangeClosed(1, newest).mapToObj(version -> parse(record, version));
        return new Versions(record, schemas.toList());
    }

    private static Schema parse(String record, int version) {
        String resource = "schemas/" + record + "/v" + version + ".avsc";
        try (InputStream in = Schemas.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + resource);
            }
            return new Schema.Parser().parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }
}
