package io.driftlog.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A node as a user starts it, on free ports, with its own data directory. */
final class Node implements AutoCloseable {
    private static final Pattern UP = Pattern.compile("node is up at (http://\\S+)/");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Process process;
    private final Path out;

    private Node(Process process, Path out) {
        this.process = process;
        this.out = out;
    }

    static Node start(Path directory) throws IOException {
        Path out = Files.createTempFile(directory, "node", ".txt");
        var builder = new ProcessBuilder(
                home().resolve("deploy/driftlog").toString(), "node", "--port", "0", "--http-port", "0");
        builder.environment().put("DRIFTLOG_NO_BUILD", "1");
        builder.environment().put("DRIFTLOG_JAVA_OPTS", "-Xmx1g");
        builder.directory(directory.toFile()).redirectErrorStream(true).redirectOutput(out.toFile());
        return new Node(builder.start(), out);
    }

    /** The top of the repository. */
    static Path home() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isExecutable(folder.resolve("deploy/driftlog"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    /** Where its pages are, once it is up. */
    String address() {
        return Awaitility.await("the node is up")
                .atMost(PATIENCE)
                .failFast(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("the node ended:\n" + out());
                    }
                })
                .until(() -> UP.matcher(out()).results().findFirst(), Optional::isPresent)
                .orElseThrow()
                .group(1);
    }

    private String out() {
        try {
            return Files.readString(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
