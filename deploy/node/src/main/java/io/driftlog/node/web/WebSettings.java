package io.driftlog.node.web;

import io.driftlog.simulator.service.api.RunLimits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;

/**
 * Where the HTTP server listens and who may use it.
 *
 * @param host the address it binds to
 * @param port its port; 0 for any free one
 * @param token the token that every caller must send; required when other machines reach the address
 * @param hostNames further names of the server
 * @param api whether it has the API and the dashboard, or only health and metrics
 * @param runs how large a run may be that its callers start
 */
public record WebSettings(
        String host, int port, Optional<String> token, Set<String> hostNames, boolean api, RunLimits runs) {
    public WebSettings {
        if (token.isEmpty() && !Access.isLoopback(host)) {
            throw new IllegalArgumentException("an address that other machines reach needs a token");
        }
    }

    /** Whether the address can be reached from this machine only. */
    public static boolean isLoopback(String host) {
        return Access.isLoopback(host);
    }

    /** Whether a server at this address listens on all addresses of the machine. */
    public static boolean isWildcard(String host) {
        try {
            return InetAddress.getByName(host).isAnyLocalAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** The URL with which a browser on this machine opens a server at this address. */
    static String url(String host, int port) {
        boolean v6 = host.contains(":");
        String reached = isWildcard(host) ? (v6 ? "::1" : "127.0.0.1") : host;
        return "http://" + (v6 ? "[" + reached + "]" : reached) + ":" + port;
    }

    Access access() {
        return new Access(host, token, hostNames, api);
    }
}
