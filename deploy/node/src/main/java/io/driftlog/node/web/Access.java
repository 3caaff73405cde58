package io.driftlog.node.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may use the API.
 *
 * @param host the address that the server binds to
 * @param token the token that every caller must send; empty when none is needed
 * @param hostNames further names of the server
 * @param api whether the server has the API, or only health and metrics
 */
record Access(String host, Optional<String> token, Set<String> hostNames, boolean api) {
    private static final Pattern IP_V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    Access {
        hostNames = Set.copyOf(hostNames);
    }

    /** Whether the address can be reached from this machine only. */
    static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /**
     * Whether this Host header names the server. A page of another origin can make a browser call any address, and its
     * name can be made to resolve to ours (DNS rebinding); the header then still holds that name.
     */
    boolean allowsHost(String header) {
        String name = nameOf(header);
        boolean literal = IP_V4.matcher(name).matches() || name.startsWith("[");
        boolean here = isLoopback(host) ? literal && isLoopback(name.replaceAll("[\\[\\]]", "")) : literal;
        return here || name.equalsIgnoreCase("localhost") || hostNames.contains(name);
    }

    private static String nameOf(String header) {
        int end = header.startsWith("[") ? header.indexOf(']') + 1 : header.indexOf(':');
        return end <= 0 ? header : header.substring(0, end);
    }

    /** Whether a caller sent the token, if one is needed; takes the same time for right and wrong tokens. */
    boolean accepts(Optional<String> shown) {
        return token.isEmpty()
                || MessageDigest.isEqual(
                        token.get().getBytes(StandardCharsets.UTF_8),
                        shown.orElse("").getBytes(StandardCharsets.UTF_8));
    }
}
