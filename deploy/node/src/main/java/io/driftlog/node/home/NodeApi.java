package io.driftlog.node.home;

import io.driftlog.http.EndView;
import io.driftlog.http.Limits;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP API of a running node, for commands on its data directory; starting Kafka clients takes longer. When it
 * gives no answer, a command reads the log, whose errors name what is wrong.
 */
public final class NodeApi {
    private static final Logger LOG = LoggerFactory.getLogger(NodeApi.class);
    private static final int CONNECT_MILLIS = 500;
    private static final int ANSWER_MILLIS = 5_000;

    private final String address;
    private final @Nullable String token;
    private final Supplier<ObjectMapper> json;

    private NodeApi(String address, @Nullable String token, Supplier<ObjectMapper> json) {
        this.address = address + Limits.API;
        this.token = token;
        this.json = json;
    }

    /** The API of a node; empty if it has no HTTP server. */
    public static Optional<NodeApi> of(NodeAddress node, Supplier<ObjectMapper> json) {
        return Optional.ofNullable(node.http()).map(http -> new NodeApi(http, node.token(), json));
    }

    /** Returns the answer to a GET request; empty after a time-out or an error. */
    public <T> Optional<T> get(String path, Class<T> type) {
        return ask("GET", path, type);
    }

    /** The answer to a GET request about a run; empty as in {@link #get}. */
    public <T> Optional<T> ofRun(String runId, String path, Class<T> type) {
        return get(pathOf(runId) + path, type);
    }

    /** Ends a run; empty if that was refused or not answered. */
    public Optional<EndView> cancel(String runId) {
        return ask("POST", pathOf(runId) + "/cancel", EndView.class);
    }

    private static String pathOf(String runId) {
        return "/runs/" + URLEncoder.encode(runId, StandardCharsets.UTF_8);
    }

    // HttpURLConnection loads fewer classes than java.net.http, which prepares TLS at its start.
    private <T> Optional<T> ask(String method, String path, Class<T> type) {
        try {
            var connection =
                    (HttpURLConnection) URI.create(address + path).toURL().openConnection();
            connection.setRequestMethod(method);
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(ANSWER_MILLIS);
            if (token != null) {
                connection.setRequestProperty("Authorization", "Bearer " + token);
            }
            try (InputStream answer = connection.getInputStream()) {
                return Optional.ofNullable(json.get().readValue(answer, type));
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("no answer from the node", e);
            return Optional.empty();
        }
    }
}
