package io.driftlog.node.home;

import io.driftlog.http.AnnotationsView;
import io.driftlog.http.EndView;
import io.driftlog.http.Limits;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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
        return ask("GET", path, null, type);
    }

    /** The answer to a GET request about a run; empty as in {@link #get}. */
    public <T> Optional<T> ofRun(String runId, String path, Class<T> type) {
        return get(pathOf(runId) + path, type);
    }

    /** Ends a run; empty if that was refused or not answered. */
    public Optional<EndView> cancel(String runId) {
        return ask("POST", pathOf(runId) + "/cancel", null, EndView.class);
    }

    /** Puts tags on a run and takes tags off; empty as in {@link #cancel}. */
    public Optional<AnnotationsView> tag(String runId, List<String> add, List<String> remove) {
        return ask("POST", pathOf(runId) + "/tags", Map.of("add", add, "remove", remove), AnnotationsView.class);
    }

    /** Writes the note of a run; empty as in {@link #cancel}. */
    public Optional<AnnotationsView> note(String runId, String note) {
        return ask("PUT", pathOf(runId) + "/note", Map.of("note", note), AnnotationsView.class);
    }

    private static String pathOf(String runId) {
        return "/runs/" + encoded(runId);
    }

    /** A word as a path or a query holds it. */
    public static String encoded(String word) {
        return URLEncoder.encode(word, StandardCharsets.UTF_8);
    }

    // HttpURLConnection loads fewer classes than java.net.http, which prepares TLS at its start.
    private <T> Optional<T> ask(String method, String path, @Nullable Object body, Class<T> type) {
        try {
            var connection =
                    (HttpURLConnection) URI.create(address + path).toURL().openConnection();
            connection.setRequestMethod(method);
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(ANSWER_MILLIS);
            if (token != null) {
                connection.setRequestProperty("Authorization", "Bearer " + token);
            }
            if (body != null) {
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setDoOutput(true);
                try (OutputStream request = connection.getOutputStream()) {
                    request.write(json.get().writeValueAsBytes(body));
                }
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
