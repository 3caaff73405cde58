package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.log.Topics;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: no damage of the broker's files or of an archive is silent. Method: 16 bytes at a seeded place of a copy of
 * {@link KeptData} are changed; a separate process opens it after a clean or an unclean stop, reads everything and
 * repairs what is missing.
 *
 * <p>{@code .ci/damage} does 200; {@code -Ddamage.seed} chooses other places.
 */
final class DamageCampaignIT {
    private static final int COUNT = Integer.getInteger("damage.count", 6);
    private static final long SEED = Long.getLong("damage.seed", 1);
    private static final int FLIPPED = 16;
    private static final long PATIENCE_SECONDS = 180;

    /** Which file is damaged. */
    private enum Target {
        TRAJECTORY,
        SEGMENT,
        INDEX,
        ARCHIVE,
        SNAPSHOT,
        INTERNAL_SEGMENT
    }

    /** How a case ended. */
    private enum Outcome {
        /** Everything is there. */
        WHOLE,
        /** Everything is there, after a repair. */
        REPAIRED,
        /** Something is missing and was told, or the log was refused. */
        TOLD,
        SILENT
    }

    @TempDir
    Path directory;

    @Test
    void flippedBytes_anywhere_areNeverSilent() throws Exception {
        Path intact = directory.resolve("intact");
        KeptData.unpack(intact);
        Path archive = directory.resolve("run.avro");
        InProcess.run("archive", KeptData.COMPLETED, archive.toString(), "--data", intact.toString())
                .assertPrinted("is in");
        String events = InProcess.run("cat", archive.toString(), "--json").out();
        String expected = DamageProbe.line(probe(intact), "is").orElseThrow();
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        Map<String, Integer> byTarget = new TreeMap<>();
        List<String> silent = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            var random = new Random(SEED * 1_000_003 + i);
            int kinds = Target.values().length;
            Target target = Target.values()[i % kinds];
            boolean clean = (i + i / kinds) % 2 == 1 && target != Target.ARCHIVE;
            Path data = directory.resolve("case-" + i);
            String what;
            Outcome outcome;
            if (target == Target.ARCHIVE) {
                Files.createDirectories(data);
                Path copy = Files.copy(archive, data.resolve("run.avro"));
                what = flip(copy, random);
                outcome = ofArchive(copy, events);
            } else {
                KeptData.unpack(data);
                if (!clean) {
                    forgetTheCleanStop(data);
                }
                what = flip(choose(data, target, random), random);
                String out = probe(data);
                outcome = ofLog(out, expected);
                if (outcome == Outcome.SILENT || COUNT > 20) {
                    Files.writeString(Path.of("target/damage-" + SEED + "-" + i + ".txt"), what + "\n" + out);
                }
            }
            String label = target + (clean ? " clean" : " unclean");
            counts.merge(outcome, 1, Integer::sum);
            byTarget.merge(label + " " + outcome, 1, Integer::sum);
            System.out.println("damage " + i + ": " + label + " " + directory.relativize(Path.of(what.split(" ")[0]))
                    + " " + outcome);
            if (outcome == Outcome.SILENT) {
                silent.add("seed " + SEED + ", case " + i + ": " + label + ", " + what);
            }
            delete(data);
        }
        System.out.println("damage: seed " + SEED + ", " + COUNT + " cases: " + counts + " " + byTarget);
        assertThat(silent).isEmpty();
    }

    private static Outcome ofArchive(Path copy, String events) {
        InProcess cat = InProcess.run("cat", copy.toString(), "--json");
        return cat.code() != 0 ? Outcome.TOLD : cat.out().equals(events) ? Outcome.WHOLE : Outcome.SILENT;
    }

    private static Outcome ofLog(String out, String expected) {
        boolean told = out.contains("told ");
        Optional<String> is = DamageProbe.line(out, "is");
        if (is.equals(Optional.of(expected))) {
            return Outcome.WHOLE;
        }
        if (!told) {
            return Outcome.SILENT;
        }
        return DamageProbe.line(out, "now").equals(Optional.of(expected)) ? Outcome.REPAIRED : Outcome.TOLD;
    }

    /** As after a kill: Kafka reads all segments. */
    private static void forgetTheCleanStop(Path data) throws IOException {
        Files.delete(data.resolve("kafka/.kafka_cleanshutdown"));
        Files.delete(data.resolve("kafka/recovery-point-offset-checkpoint"));
    }

    private static Path choose(Path data, Target target, Random random) throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("kafka"))) {
            List<Path> wanted = files.filter(Files::isRegularFile)
                    .filter(file -> is(file, target) && file.toFile().length() > 0)
                    .sorted(Comparator.naturalOrder())
                    .toList();
            return wanted.get(random.nextInt(wanted.size()));
        }
    }

    private static boolean is(Path file, Target target) {
        String name = file.getFileName().toString();
        String partition = file.getParent().getFileName().toString();
        boolean ours = partition.startsWith("driftlog.");
        boolean trajectory = partition.startsWith(Topics.TRAJECTORIES.name());
        return switch (target) {
            case TRAJECTORY -> name.endsWith(".log") && trajectory;
            case SEGMENT -> name.endsWith(".log") && ours && !trajectory;
            case INTERNAL_SEGMENT -> name.endsWith(".log") && !ours;
            case INDEX -> name.endsWith("index");
            default -> name.endsWith("snapshot") || name.contains("checkpoint") || name.equals("quorum-state");
        };
    }

    /** Changes some bytes; where, in words. */
    private static String flip(Path file, Random random) throws IOException {
        try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
            int count = (int) Math.min(FLIPPED, bytes.length());
            long at = (long) (random.nextDouble() * (bytes.length() - count));
            byte[] flipped = new byte[count];
            bytes.seek(at);
            bytes.readFully(flipped);
            for (int i = 0; i < count; i++) {
                flipped[i] ^= (byte) (1 + random.nextInt(255));
            }
            bytes.seek(at);
            bytes.write(flipped);
            return file + " at byte " + at;
        }
    }

    private String probe(Path data) throws Exception {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Path out = directory.resolve("probe.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath,
                        DamageProbe.class.getName(),
                        data.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        // A process that ends without a word would be silent; one that hangs says nothing either.
        return Files.readString(out) + (ended && process.exitValue() != 0 ? "\ntold exit " + process.exitValue() : "");
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
