package io.driftlog.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between a browser and a node, and counts what the node sends: every byte on the wire, headers included. */
final class CountingProxy implements AutoCloseable {
    private static final int BUFFER = 64 << 10;

    private final URI node;
    private final ServerSocket socket;
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final AtomicLong sent = new AtomicLong();

    private CountingProxy(URI node) throws IOException {
        this.node = node;
        this.socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    }

    /** In front of the node at an address. */
    static CountingProxy of(String address) throws IOException {
        var proxy = new CountingProxy(URI.create(address));
        begin(proxy::accept);
        return proxy;
    }

    /** The address to use in place of the node's. */
    String address() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /** How many bytes the node has sent through here. */
    long sent() {
        return sent.get();
    }

    private void accept() throws IOException {
        while (!socket.isClosed()) {
            Socket browser = socket.accept();
            Socket server = new Socket(node.getHost(), node.getPort());
            open.add(browser);
            open.add(server);
            begin(() -> copy(browser, server, new AtomicLong()));
            begin(() -> copy(server, browser, sent));
        }
    }

    private static void copy(Socket from, Socket to, AtomicLong count) throws IOException {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                count.addAndGet(read);
                out.write(buffer, 0, read);
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void begin(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (SocketException e) {
                // One side has closed, and with it this connection.
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket each : open) {
            each.close();
        }
    }
}
