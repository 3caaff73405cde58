package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The driftlog command as a user runs it: its own process, its exit code, what it prints. */
final class Driftlog implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 240;

    private final Process process;
    private final Path out;
    private final Path err;
    private final List<String> words;

    private Driftlog(Process process, Path out, Path err, List<String> words) {
        this.process = process;
        this.out = out;
        this.err = err;
        this.words = words;
    }

    /** Starts the command in a working directory. */
    static Driftlog start(Path directory, String... words) throws IOException {
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path err = Files.createTempFile(directory, "err", ".txt");
        List<String> command = new ArrayList<>(List.of(script().toString()));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().put("DRIFTLOG_NO_BUILD", "1");
        builder.environment().put("DRIFTLOG_JAVA_OPTS", "-Xmx1g");
        builder.environment()
                .put("DRIFTLOG_EXTENSIONS", directory.resolve("extensions").toString());
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        return new Driftlog(builder.start(), out, err, List.of(words));
    }

    /** Runs the command to its end. */
    static Driftlog run(Path directory, String... words) throws Exception {
        Driftlog driftlog = start(directory, words);
        driftlog.waitFor();
        return driftlog;
    }

    static Path script() {
        return home().resolve("deploy/driftlog");
    }

    /** The top of the repository. */
    static Path home() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isExecutable(folder.resolve("deploy/driftlog"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    void waitFor() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as(this + " ends in " + PATIENCE_SECONDS + " s")
                .isTrue();
    }

    /** Ctrl-C. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    /** The process dies at once, as by a lack of memory. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    JsonNode json() throws JsonProcessingException {
        assertThat(exitCode()).as(toString()).isZero();
        return resultJson();
    }

    /** The same of a command that failed. */
    JsonNode resultJson() throws JsonProcessingException {
        return JSON.readTree(out());
    }

    /** Waits until the command has printed something on one of its outputs. */
    Driftlog awaitText(String text) {
        Awaitility.await(text)
                .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                .pollInterval(Duration.ofMillis(50))
                .failFast(() -> {
                    if (!process.isAlive() && !(out() + err()).contains(text)) {
                        throw new AssertionError("ended without '" + text + "': " + this);
                    }
                })
                .until(() -> (out() + err()).contains(text));
        return this;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (process.isAlive()) {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    @Override
    public String toString() {
        return "driftlog " + String.join(" ", words) + "\n" + out() + err();
    }
}
