package io.driftlog.benchmark;

import io.driftlog.log.LogConnection;
import io.driftlog.node.Main;
import io.driftlog.node.home.Cluster;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A driftlog command with a broker, in its own JVM. */
final class NodeProcess implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 60_000;

    private final Path data;
    private final String[] words;
    private Process process;

    private NodeProcess(Path data, String... words) throws IOException, InterruptedException {
        this.data = data;
        this.words = words;
        this.process = driftlog("-Xmx512m", words);
        awaitBroker();
    }

    /** Starts the embedded broker on a fresh directory, and waits until clients can reach it. */
    static NodeProcess start(Path work) throws IOException, InterruptedException {
        Path data = Files.createTempDirectory(work, "broker");
        return new NodeProcess(data, "broker", "--port", "0", "--data", data.toString());
    }

    /** Starts a node with everything on a fresh directory, and waits until clients can reach its broker. */
    static NodeProcess startNode(Path work) throws IOException, InterruptedException {
        Path data = Files.createTempDirectory(work, "node");
        return new NodeProcess(data, "node", "--port", "0", "--http-port", "0", "--data", data.toString());
    }

    /** Ends it as a power cut does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts it again after {@link #kill}, and waits until clients can reach its broker. */
    void startAgain() throws IOException, InterruptedException {
        Files.delete(data.resolve("driftlog.log"));
        process = driftlog("-Xmx512m", words);
        awaitBroker();
    }

    private void awaitBroker() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (!Files.exists(data.resolve("driftlog.log"))
                || !Files.readString(data.resolve("driftlog.log")).contains("broker listens")) {
            if (!process.isAlive() || (System.nanoTime() - begin) / 1_000_000 > PATIENCE_MILLIS) {
                throw new IllegalStateException("the broker did not start; see " + data.resolve("driftlog.log"));
            }
            Thread.sleep(20);
        }
        Cluster.initialise(LogConnection.to(address()), null).close();
    }

    /**
     * Starts a driftlog command as its launcher does, with the class path of this process behind its own; what it prints is
     * thrown away.
     */
    static Process driftlog(String heap, String... words) throws IOException {
        Path node = Path.of(URI.create(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toString()));
        Path lib = node.resolveSibling("");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+UseParallelGC",
                "-XX:-OmitStackTraceInFastThrow",
                "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED"));
        try (var classes =
                Files.newDirectoryStream(lib, "jdk-" + Runtime.version().feature() + "-*.jsa")) {
            for (Path file : classes) {
                command.addAll(List.of("-XX:SharedArchiveFile=" + file, "-Xlog:disable"));
            }
        }
        command.addAll(List.of(
                "-cp",
                lib.resolve("*") + File.pathSeparator + System.getProperty("java.class.path"),
                "io.driftlog.node.Main"));
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private String address() throws IOException {
        return Files.readString(data.resolve("broker.address")).strip();
    }

    /** How clients reach it. */
    LogConnection kafka() throws IOException {
        return LogConnection.to(address());
    }

    @Override
    public void close() throws InterruptedException, IOException {
        kill();
        Folders.delete(data);
    }
}
