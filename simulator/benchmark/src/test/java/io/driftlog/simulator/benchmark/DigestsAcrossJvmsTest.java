package io.driftlog.simulator.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.driftlog.simulator.flow.spec.Methods;
import io.driftlog.simulator.flow.spec.Objectives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same run spec gives the same digests on every Java virtual machine. {@link DigestPrinter} runs in other JVMs:
 * interpreted, compiled at once by the optimising compiler, with vectors for all sizes, and on every JDK from 17 up that
 * is installed under {@code /usr/lib/jvm} or named by a variable {@code JAVA_HOME...}.
 */
class DigestsAcrossJvmsTest {
    private static final int OLDEST = 17;
    private static final List<String> INTERPRETED = List.of("-Xint");
    private static final List<String> COMPILED =
            List.of("-Xbatch", "-XX:-TieredCompilation", "-XX:CompileThreshold=200");
    private static final List<String> VECTORS =
            List.of("--add-exports", "java.base/jdk.internal.module=ALL-UNNAMED", "-Ddriftlog.kernel=vector");

    @TempDir
    Path folder;

    @Test
    void digests_interpretedAndCompiled_areTheSame() throws Exception {
        Path java = Path.of(System.getProperty("java.home"));
        List<String> interpreted = digests(java, INTERPRETED);
        assertThat(interpreted.size())
                .isGreaterThanOrEqualTo(Objectives.all().size() * Methods.all().size());
        assertThat(interpreted).anyMatch(line -> line.matches(".* radaug \\d+ .*[0-9a-f]{64}"));
        assertThat(digests(java, COMPILED)).isEqualTo(interpreted);
        assertThat(digests(java, VECTORS)).isEqualTo(interpreted);
    }

    @Test
    void digests_onEveryInstalledJdk_areTheSame() throws Exception {
        Map<Integer, Path> homes = installed();
        assumeThat(homes.size())
                .as(
                        "only Java %s is installed; with a second JDK under /usr/lib/jvm this test would compare them",
                        homes.keySet())
                .isGreaterThan(1);
        List<String> here = digests(Path.of(System.getProperty("java.home")), List.of());
        for (Map.Entry<Integer, Path> home : homes.entrySet()) {
            assertThat(digests(home.getValue(), COMPILED))
                    .as("digests on Java %s", home.getKey())
                    .isEqualTo(here);
            if (home.getKey() != Runtime.version().feature()) {
                assertThat(digests(home.getValue(), VECTORS))
                        .as("digests on Java %s with vectors", home.getKey())
                        .isEqualTo(here);
            }
        }
    }

    private List<String> digests(Path javaHome, List<String> options) throws IOException, InterruptedException {
        Path output = folder.resolve("digests.txt");
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin/java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), DigestPrinter.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES))
                    .as("%s ended", command)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output);
        assertThat(process.exitValue()).as("%s said %s", command, lines).isZero();
        return lines;
    }

    /** One home of each version; the JVM that runs the tests among them. */
    private static Map<Integer, Path> installed() throws IOException {
        Map<Integer, Path> homes = new TreeMap<>();
        homes.put(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
        List<Path> candidates = new ArrayList<>();
        System.getenv().forEach((name, value) -> {
            if (name.startsWith("JAVA_HOME") && !value.isBlank()) {
                candidates.add(Path.of(value));
            }
        });
        Path usual = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(usual)) {
            try (Stream<Path> found = Files.list(usual)) {
                found.sorted().forEach(candidates::add);
            }
        }
        for (Path home : candidates) {
            int version = version(home);
            if (version >= OLDEST && Files.isExecutable(home.resolve("bin/java"))) {
                homes.putIfAbsent(version, home);
            }
        }
        return homes;
    }

    /** The feature version by the file that every JDK has; 0 when there is none. */
    private static int version(Path home) throws IOException {
        Path release = home.resolve("release");
        if (!Files.isReadable(release)) {
            return 0;
        }
        return Files.readAllLines(release).stream()
                .filter(line -> line.startsWith("JAVA_VERSION=\""))
                .map(line -> line.replaceAll("JAVA_VERSION=\"(\\d+).*", "$1"))
                .filter(digits -> digits.matches("\\d+"))
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElse(0);
    }
}
