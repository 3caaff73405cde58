package io.driftlog.log.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.events.Finding;
import io.driftlog.events.Outcome;
import io.driftlog.log.RunRequest;
import io.driftlog.log.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.idl.IdlFile;
import org.apache.avro.idl.IdlReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: the committed schemas are what the IDL says, documented, and every version can read every other. Method: compile
 * the IDL, walk the schemas, ask Avro about every pair.
 *
 * <p>After a change of the IDL: copy the file that {@link #newest_compiledFromIdl_isCommitted} names to a new version,
 * and raise the number in {@link Schemas}. A change of documentation alone replaces the newest version in place.
 */
final class SchemasTest {
    private static final Path COMMITTED = Path.of("src/main/resources/io/driftlog/log/codec/schemas");

    static List<Schemas.Versions> all() {
        return Schemas.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void newest_compiledFromIdl_isCommitted(Schemas.Versions versions) throws IOException {
        IdlFile idl = new IdlReader().parse(Path.of("src/main/avro/driftlog.avdl"));
        String compiled =
                idl.getNamedSchema("io.driftlog.log.v1." + versions.record()).toString(true) + "\n";
        Path out = Path.of("target", "schemas", versions.record() + ".avsc");
        Files.createDirectories(out.getParent());
        Files.writeString(out, compiled);

        Path committed = COMMITTED
                .resolve(versions.record())
                .resolve("v" + versions.schemas().size() + ".avsc");
        assertThat(committed)
                .as("%s is not what the IDL compiles to; it was written to %s", committed, out)
                .hasContent(compiled);
    }

    @ParameterizedTest
    @MethodSource("all")
    void versions_committedFiles_areAllLoaded(Schemas.Versions versions) throws IOException {
        try (Stream<Path> files = Files.list(COMMITTED.resolve(versions.record()))) {
            assertThat(files).hasSameSizeAs(versions.schemas());
        }
    }

    @Test
    void all_committedFolders_areLoaded() throws IOException {
        try (Stream<Path> folders = Files.list(COMMITTED)) {
            assertThat(folders.map(folder -> folder.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            Schemas.all().stream().map(Schemas.Versions::record).toList());
        }
    }

    @Test
    void fingerprints_allVersions_differ() {
        List<Long> fingerprints = Schemas.all().stream()
                .flatMap(versions -> versions.schemas().stream())
                .map(Schemas::fingerprint)
                .toList();
        assertThat(fingerprints).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("all")
    void newest_everyFieldAndType_isDocumented(Schemas.Versions versions) {
        assertDocumented(versions.newest(), new HashSet<>());
    }

    @ParameterizedTest
    @MethodSource("all")
    void versions_everyPair_canReadEachOther(Schemas.Versions versions) {
        requireFullTransitive(versions.schemas());
    }

    @Test
    void requireFullTransitive_fieldAddedWithDefault_passes() {
        Schema next = editedRunEnded(
                "\"endedAtMillis\"", "\"note\",\"type\":\"string\",\"default\":\"\"},{\"name\":\"endedAtMillis\"");
        requireFullTransitive(List.of(Schemas.RUN_ENDED.newest(), next));
    }

    @Test
    void requireFullTransitive_fieldAddedWithoutDefault_fails() {
        Schema next = editedRunEnded("\"endedAtMillis\"", "\"note\",\"type\":\"string\"},{\"name\":\"endedAtMillis\"");
        assertThatThrownBy(() -> requireFullTransitive(List.of(Schemas.RUN_ENDED.newest(), next)))
                .hasMessageContaining("note");
    }

    @Test
    void requireFullTransitive_fieldRemovedInThirdVersion_fails() {
        Schema second = editedRunEnded(
                "\"endedAtMillis\"", "\"note\",\"type\":\"string\",\"default\":\"\"},{\"name\":\"endedAtMillis\"");
        Schema third = editedRunEnded("\"cause\"", "\"because\"");
        assertThatThrownBy(() -> requireFullTransitive(List.of(Schemas.RUN_ENDED.newest(), second, third)))
                .hasMessageContaining("cause");
    }

    @Test
    void requireFullTransitive_enumSymbolAdded_fails() {
        Schema next = editedRunEnded("\"CANCELLED\",", "\"CANCELLED\",\"PAUSED\",");
        assertThatThrownBy(() -> requireFullTransitive(List.of(Schemas.RUN_ENDED.newest(), next)))
                .hasMessageContaining("PAUSED");
    }

    @Test
    void enums_symbols_standInTheOrderOfTheJavaEnums() {
        assertThat(symbols(Schemas.RUN_ENDED.newest().getField("outcome").schema()))
                .isEqualTo(names(Outcome.values()));
        assertThat(symbols(Schemas.RUN_STATUS.newest().getField("state").schema()))
                .isEqualTo(names(RunStatus.State.values()));
        assertThat(symbols(Schemas.RUN_REQUEST.newest().getField("action").schema()))
                .isEqualTo(names(RunRequest.Action.values()));
        Schema finding = Schemas.FINDING_RECORDED.newest().getField("finding").schema();
        assertThat(symbols(finding.getField("stage").schema())).isEqualTo(names(Finding.Stage.values()));
    }

    private static void requireFullTransitive(List<Schema> versions) {
        for (Schema reader : versions) {
            for (Schema writer : versions) {
                SchemaCompatibility.SchemaPairCompatibility pair =
                        SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
                assertThat(pair.getType())
                        .as(() -> pair.getResult().getIncompatibilities().toString())
                        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
            }
        }
    }

    private static Schema editedRunEnded(String target, String replacement) {
        String json = Schemas.RUN_ENDED.newest().toString();
        assertThat(json).contains(target);
        return new Schema.Parser().parse(json.replace(target, replacement));
    }

    private static void assertDocumented(Schema schema, Set<String> seen) {
        switch (schema.getType()) {
            case RECORD -> {
                assertThat(schema.getDoc()).as(schema.getFullName()).isNotBlank();
                if (seen.add(schema.getFullName())) {
                    for (Schema.Field field : schema.getFields()) {
                        assertThat(field.doc())
                                .as(schema.getName() + "." + field.name())
                                .isNotBlank();
                        assertDocumented(field.schema(), seen);
                    }
                }
            }
            case ENUM, FIXED ->
                assertThat(schema.getDoc()).as(schema.getFullName()).isNotBlank();
            case UNION -> schema.getTypes().forEach(branch -> assertDocumented(branch, seen));
            case MAP -> assertDocumented(schema.getValueType(), seen);
            case ARRAY -> assertDocumented(schema.getElementType(), seen);
            default -> {}
        }
    }

    private static List<String> symbols(Schema schema) {
        return schema.getEnumSymbols();
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }
}
