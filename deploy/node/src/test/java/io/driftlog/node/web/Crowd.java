package io.driftlog.node.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that load a server while it is tested: watchers, connections that ask nothing and are opened again when the
 * server ends them, and one that asks ten times a second whether the server is ready.
 */
final class Crowd implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final URI server;
    private final List<SocketChannel> watchers = new ArrayList<>();
    private final List<SocketChannel> idle = new ArrayList<>();
    private final Thread visitor = new Thread(this::visit, "crowd");
    private final int idleWanted;
    private volatile boolean closed;
    private volatile long slowestNanos;
    private volatile int answers;
    private volatile int ended;
    private volatile String wrong = "";

    /** Opens the connections. */
    Crowd(URI server, int watching, int idleWanted) throws IOException {
        this.server = server;
        this.idleWanted = idleWanted;
        for (int i = 0; i < watching; i++) {
            SocketChannel watcher = open();
            watcher.write(StandardCharsets.US_ASCII.encode("GET /api/v1/watch HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
            ByteBuffer answer = ByteBuffer.allocate(12);
            while (answer.hasRemaining() && watcher.read(answer) >= 0) {}
            assertThat(new String(answer.array(), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
            watcher.configureBlocking(false);
            watchers.add(watcher);
        }
        visitor.start();
    }

    private SocketChannel open() throws IOException {
        return SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
    }

    private void visit() {
        byte[] request = "GET /health/readiness HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer scrap = ByteBuffer.allocate(1 << 16);
        try {
            while (!closed) {
                long begin = System.nanoTime();
                RawAnswer answer = RawAnswer.to(server, request);
                slowestNanos = Math.max(slowestNanos, System.nanoTime() - begin);
                answers++;
                if (answer.status() != 200) {
                    wrong = answer.text();
                }
                renewIdle(scrap);
                for (SocketChannel watcher : watchers) {
                    if (watcher.read(scrap.clear()) < 0) {
                        wrong = "the server ended a stream of events";
                    }
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException e) {
            wrong = e.toString();
        }
    }

    private void renewIdle(ByteBuffer scrap) throws IOException {
        for (SocketChannel each : List.copyOf(idle)) {
            if (each.read(scrap.clear()) < 0) {
                each.close();
                idle.remove(each);
                ended++;
            }
        }
        while (idle.size() < idleWanted) {
            SocketChannel fresh = open();
            fresh.configureBlocking(false);
            idle.add(fresh);
        }
    }

    /** What went wrong; empty if nothing did. */
    String wrong() {
        return wrong;
    }

    @Override
    public String toString() {
        return "readiness: " + answers + " answers, the slowest after "
                + Duration.ofNanos(slowestNanos).toMillis() + " ms; " + watchers.size() + " watchers, " + idleWanted
                + " idle connections, " + ended + " of them ended by the server";
    }

    @Override
    public void close() throws Exception {
        closed = true;
        visitor.join();
        for (List<SocketChannel> all : List.of(watchers, idle)) {
            for (SocketChannel each : all) {
                each.close();
            }
        }
    }
}
