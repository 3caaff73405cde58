package io.driftlog.benchmark;

import io.driftlog.node.broker.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A driftlog command in a JVM of its own: the broker, mostly. */
final class NodeProcess implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 60_000;

    private final Process process;
    private final Path data;

    private NodeProcess(Process process, Path data) {
        this.process = process;
        this.data = data;
    }

    /** Starts the embedded broker with 256 MB of heap, on a fresh directory, and waits until clients can reach it. */
    static NodeProcess start(Path work) throws IOException, InterruptedException {
        Path data = Files.createTempDirectory(work, "broker");
        var broker = new NodeProcess(driftlog("-Xmx256m", "broker", "--port", "0", "--data", data.toString()), data);
        long begin = System.nanoTime();
        while (!Files.exists(data.resolve("broker.address"))
                || !Files.readString(data.resolve("driftlog.log")).contains("broker listens")) {
            if (!broker.process.isAlive() || (System.nanoTime() - begin) / 1_000_000 > PATIENCE_MILLIS) {
                throw new IllegalStateException("the broker did not start; see " + data.resolve("driftlog.log"));
            }
            Thread.sleep(50);
        }
        broker.awaitTopics();
        return broker;
    }

    /** Starts a driftlog command on this process' class path; what it prints is thrown away. */
    static Process driftlog(String heap, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+UseParallelGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.driftlog.node.Main"));
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void awaitTopics() throws IOException {
        Cluster.remote(address(), null).close();
    }

    private String address() throws IOException {
        return Files.readString(data.resolve("broker.address")).strip();
    }

    /** The settings with which clients reach it. */
    Map<String, Object> kafka() throws IOException {
        var kafka = new HashMap<String, Object>();
        kafka.put("bootstrap.servers", address());
        return kafka;
    }

    @Override
    public void close() throws InterruptedException, IOException {
        process.destroyForcibly().waitFor();
        Folders.delete(data);
    }
}
