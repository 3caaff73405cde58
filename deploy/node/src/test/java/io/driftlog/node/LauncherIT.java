package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher script builds only when sources have changed, and never harms what runs. The checkout has one source; a
 * stub of Maven copies it into the jar, and a stub of Java prints the jar.
 */
class LauncherIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A stub waits at a gate as long as a file of that name exists. */
    private static final String STUB = """
            #!/usr/bin/env bash
            set -eu
            gate() { while [ -e "$STUBS/$1" ]; do sleep 0.05; done; }
            """;

    private static final String MAVEN = STUB + """
            echo build >>"$STUBS/builds"
            jars=deploy/node/target/driftlog
            for word in "$@"; do case $word in -Ddriftlog.jars=*) jars=${word#*=} ;; esac; done
            mkdir -p "$jars"
            gate building
            grep -v broken deploy/node/src/main/text >"$jars/driftlog-node-1.jar"
            """;

    private static final String JAVA = STUB + """
            if [ "$1" = -version ]; then echo 'openjdk version "17.0.1"' >&2; exit; fi
            for word in "$@"; do
              case $word in
                -XX:ArchiveClassesAtExit=*) echo half >"${word#*=}"; echo >>"$STUBS/archives"; gate archiving; exit ;;
                */\\*) jars=${word%/*} ;;
                node) echo up; gate running ;;
              esac
            done
            cat "$jars/driftlog-node-1.jar"
            """;

    @TempDir
    private Path temp;

    private final List<Process> processes = new ArrayList<>();
    private Path checkout;
    private Path stubs;

    @BeforeEach
    void makeCheckout() throws IOException {
        checkout = temp.resolve("checkout");
        stubs = Files.createDirectory(temp.resolve("stubs"));
        write(checkout.resolve("pom.xml"), "<project>\n  <version>1.2.3</version>\n</project>\n");
        write(checkout.resolve("deploy/node/pom.xml"), "<project/>\n");
        write(checkout.resolve("deploy/node/src/main/other"), "other\n");
        source("first");
        script(checkout.resolve("deploy/driftlog"), Files.readString(Driftlog.script()));
        script(stubs.resolve("mvn"), MAVEN);
        script(stubs.resolve("java"), JAVA);
    }

    @AfterEach
    void endProcesses() {
        processes.forEach(LauncherIT::kill);
    }

    /** Goal: a copy of a built checkout is used as it is. Outcome: newer files alone do not build. */
    @Test
    void copiedCheckout_newerFiles_doesNotBuild() throws Exception {
        assertThat(run("presets")).isEqualTo("first\n");
        Path copy = temp.resolve("copy");
        Process cp = new ProcessBuilder("cp", "-r", checkout.toString(), copy.toString()).start();
        assertThat(cp.waitFor()).isZero();
        FileTime later = FileTime.from(Instant.now().plusSeconds(2));
        Files.setLastModifiedTime(copy.resolve("deploy/node/src/main/text"), later);
        checkout = copy;

        assertThat(run("presets")).isEqualTo("first\n");
        assertThat(builds()).isEqualTo(1);
    }

    /** Goal: what runs is what the sources say. Outcome: every kind of change builds, a change back does not. */
    @Test
    void sources_changed_builds() throws Exception {
        assertThat(run("presets")).isEqualTo("first\n");
        source("second");
        assertThat(run("presets")).isEqualTo("second\n");
        assertThat(builds()).isEqualTo(2);

        source("a third, restored from an old archive");
        Files.setLastModifiedTime(checkout.resolve("deploy/node/src/main/text"), FileTime.from(Instant.EPOCH));
        assertThat(run("presets")).startsWith("a third");
        assertThat(builds()).isEqualTo(3);

        Files.delete(checkout.resolve("deploy/node/src/main/other"));
        run("presets");
        assertThat(builds()).isEqualTo(4);

        write(checkout.resolve("deploy/node/src/main/other"), "other\n");
        assertThat(run("presets")).startsWith("a third");
        assertThat(builds()).isEqualTo(4);
    }

    /** Goal: two terminals do not harm each other. Outcome: the second waits, says so, and uses the build of the first. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoAtOnce_oneBuilds_bothRun(boolean flock) throws Exception {
        if (!flock) {
            hideFlock();
        }
        close("building");
        Command first = start("presets");
        await("the first builds", () -> builds() == 1);
        Command second = start("presets");
        await("the second waits", () -> second.err().contains("waiting for another build"));
        open("building");

        assertThat(first.result()).isEqualTo("first\n");
        assertThat(second.result()).isEqualTo("first\n");
        assertThat(builds()).isEqualTo(1);
    }

    /** Goal: a build that is cut off costs nothing. Outcome: the jars before it run, and the next command builds. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void interruptedBuild_olderJarsRun(boolean flock) throws Exception {
        if (!flock) {
            hideFlock();
        }
        run("presets");
        source("second");
        close("building");
        Command build = start("presets");
        await("it builds", () -> builds() == 2);
        assertThat(runAsBuilt("presets")).isEqualTo("first\n");
        kill(build.process());
        open("building");

        assertThat(runAsBuilt("presets")).isEqualTo("first\n");
        assertThat(run("presets")).isEqualTo("second\n");
        assertThat(folders()).hasSize(2);
    }

    /** Goal: a mistake in a source does not take the command away. Outcome: it fails, and the older jars still run. */
    @Test
    void failedBuild_olderJarsRun() throws Exception {
        run("presets");
        source("broken");
        Command failed = start("presets");

        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err()).contains("the build failed");
        assertThat(runAsBuilt("presets")).isEqualTo("first\n");
    }

    /** Goal: a node survives builds. Outcome: its jars stay until it ends, however many builds follow. */
    @Test
    void runningProcess_laterBuilds_keepsItsJars() throws Exception {
        close("running");
        Command node = start("node");
        await("the node runs", () -> node.out().contains("up"));
        for (String text : List.of("second", "third", "fourth")) {
            source(text);
            assertThat(run("presets")).isEqualTo(text + "\n");
        }
        assertThat(folders()).hasSize(3);
        open("running");
        assertThat(node.result()).isEqualTo("up\nfirst\n");

        source("fifth");
        run("presets");
        assertThat(folders()).hasSize(2);
    }

    /** Goal: help is there at once. Outcome: it never builds, with nothing built and with old jars. */
    @Test
    void helpAndVersion_neverBuild() throws Exception {
        assertThat(run()).contains("Usage: driftlog");
        assertThat(run("--help")).contains("Usage: driftlog");
        assertThat(run("run", "--help")).contains("Usage: driftlog");
        assertThat(run("--version")).isEqualTo("Driftlog 1.2.3 (not built yet)\n");
        assertThat(builds()).isZero();

        run("presets");
        source("second");
        for (String question : List.of("--help", "--version")) {
            assertThat(run(question)).isEqualTo("first\n");
        }
        assertThat(run()).isEqualTo("first\n");
        assertThat(builds()).isEqualTo(1);
    }

    /** Goal: half an archive of classes is never used. Outcome: the next command makes it, and later ones use it. */
    @Test
    void interruptedArchive_isMadeAnew() throws Exception {
        close("archiving");
        Command archive = start("presets");
        await("it makes the archive", () -> lines("archives") == 1);
        kill(archive.process());
        open("archiving");

        run("presets");
        run("presets");
        assertThat(lines("archives")).isEqualTo(2);
    }

    /** Goal: tests run what Maven has packaged. Outcome: without a build, the last of both builds runs. */
    @Test
    void noBuild_mavenPackagedLater_runsThat() throws Exception {
        run("presets");
        source("second");
        assertThat(start(stubs.resolve("mvn"), false).exitCode()).isZero();
        assertThat(runAsBuilt("presets")).isEqualTo("second\n");

        source("third");
        run("presets");
        assertThat(runAsBuilt("presets")).isEqualTo("third\n");
    }

    /** Goal: a distribution needs no Maven. Outcome: with lib beside it, also through a link, the script runs the jars. */
    @Test
    void distribution_runsItsJars() throws Exception {
        Path folder =
                Files.createDirectories(temp.resolve("a distribution/lib")).getParent();
        write(folder.resolve("lib/driftlog-node-1.jar"), "released\n");
        script(folder.resolve("driftlog"), Files.readString(Driftlog.script()));
        Path link = Files.createSymbolicLink(temp.resolve("driftlog"), folder.resolve("driftlog"));

        assertThat(start(link, false, "presets").result()).isEqualTo("released\n");
        assertThat(folder.resolve("lib")).isDirectoryContaining("glob:**.jsa");
        assertThat(builds()).isZero();
    }

    private String run(String... words) throws Exception {
        return start(words).result();
    }

    private String runAsBuilt(String... words) throws Exception {
        return start(checkout.resolve("deploy/driftlog"), true, words).result();
    }

    private Command start(String... words) throws IOException {
        return start(checkout.resolve("deploy/driftlog"), false, words);
    }

    private Command start(Path script, boolean asBuilt, String... words) throws IOException {
        Path out = Files.createTempFile(temp, "out", ".txt");
        Path err = Files.createTempFile(temp, "err", ".txt");
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).directory(checkout.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", stubs + ":/usr/bin:/bin");
        builder.environment().put("STUBS", stubs.toString());
        builder.environment().put("BASH_ENV", stubs.resolve("environment").toString());
        if (asBuilt) {
            builder.environment().put("DRIFTLOG_NO_BUILD", "1");
        }
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        processes.add(process);
        return new Command(process, out, err);
    }

    private int builds() {
        return lines("builds");
    }

    /** How often a stub did its work. */
    private int lines(String record) {
        Path file = stubs.resolve(record);
        return Files.exists(file) ? (int) read(file).lines().count() : 0;
    }

    /** The folders of jars that the launcher keeps. */
    private List<Path> folders() throws IOException {
        try (Stream<Path> files = Files.list(checkout.resolve("deploy/node/target/launcher"))) {
            return files.filter(Files::isDirectory).toList();
        }
    }

    private void source(String text) throws IOException {
        write(checkout.resolve("deploy/node/src/main/text"), text + "\n");
    }

    /** As on macOS: bash reads this file before a script. */
    private void hideFlock() throws IOException {
        write(stubs.resolve("environment"), "command() { [ \"$2\" != flock ] && builtin command \"$@\"; }\n");
    }

    private void close(String gate) throws IOException {
        Files.createFile(stubs.resolve(gate));
    }

    private void open(String gate) throws IOException {
        Files.delete(stubs.resolve(gate));
    }

    private static void await(String condition, Callable<Boolean> holds) {
        Awaitility.await(condition)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(holds);
    }

    private static void script(Path file, String text) throws IOException {
        write(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends a process and all that it started at once, as a power cut does. */
    private static void kill(Process process) {
        Stream.concat(Stream.of(process.toHandle()), process.descendants().toList().stream())
                .forEach(ProcessHandle::destroyForcibly);
    }

    /** A command and what it has printed. */
    private record Command(Process process, Path output, Path errors) {
        int exitCode() throws InterruptedException {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("it ends")
                    .isTrue();
            return process.exitValue();
        }

        String result() throws InterruptedException {
            assertThat(exitCode()).as(err()).isZero();
            return out();
        }

        String out() {
            return read(output);
        }

        String err() {
            return read(errors);
        }
    }
}
