package io.driftlog.broker;

import io.driftlog.events.UserException.Unavailable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds free ports, and refuses taken ones before Kafka meets them: it ends the JVM over a taken controller port. */
final class Ports {
    private Ports() {}

    /** The given port if it is free, or any free one for 0. */
    static int claim(String host, int port) {
        if (port < 0 || port > 65_535) {
            throw new Unavailable("There is no port " + port + ": choose one from 1 to 65535, or 0 for any free one.");
        }
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new Unavailable(
                    "Port " + port + " on " + host
                            + " is taken, or not allowed: choose another with --port, or any free one with --port 0.",
                    e);
        }
    }

    static int freeOtherThan(String host, int taken) {
        int port = claim(host, 0);
        return port == taken ? freeOtherThan(host, taken) : port;
    }
}
