package io.driftlog.node.web;

import java.util.Optional;
import java.util.Set;

/**
 * Where the HTTP server listens and who may use it.
 *
 * @param host the address it binds to
 * @param port its port; 0 for any free one
 * @param token what a caller has to show; given whenever the address is reached from elsewhere
 * @param hostNames further names under which it is reached
 * @param api whether it has the API and the dashboard, or only health and metrics
 */
public record WebSettings(String host, int port, Optional<String> token, Set<String> hostNames, boolean api) {
    public WebSettings {
        if (token.isEmpty() && !Access.isLoopback(host)) {
            throw new IllegalArgumentException("an address that others reach needs a token");
        }
    }

    /** Whether only this machine reaches an address. */
    public static boolean isLoopback(String host) {
        return Access.isLoopback(host);
    }

    Access access() {
        return new Access(host, token, hostNames, api);
    }
}
