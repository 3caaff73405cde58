package io.driftlog.node.home;

import io.driftlog.events.UserException.Refused;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.http.AnnotationsView;
import io.driftlog.http.EndView;
import io.driftlog.http.Limits;
import io.driftlog.simulator.service.api.Interrupted;
import io.driftlog.simulator.service.api.Submitted;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
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

    /** A node checks a spec by building its problem. */
    private static final int START_MILLIS = 120_000;

    private static final int FOLLOW_MILLIS = 30_000;

    private final String address;
    private final @Nullable String token;
    private final Supplier<ObjectMapper> json;
    private final int patienceMillis;

    private NodeApi(String address, @Nullable String token, Supplier<ObjectMapper> json, int patienceMillis) {
        this.address = address;
        this.token = token;
        this.json = json;
        this.patienceMillis = patienceMillis;
    }

    /** The API of a node; empty if it has no HTTP server. */
    public static Optional<NodeApi> of(NodeAddress node, Supplier<ObjectMapper> json) {
        return Optional.ofNullable(node.http())
                .map(http -> new NodeApi(http + Limits.API, node.token(), json, ANSWER_MILLIS));
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

    /**
     * Puts a run into the queue of the simulators; empty if the node refuses it or cannot be reached.
     *
     * @param spec as JSON
     * @throws Unavailable if there is no answer, so that it may be in the queue
     */
    public Optional<Submitted> start(Map<String, Object> spec) {
        try {
            return patient(START_MILLIS).exchange("POST", "/runs", spec, Submitted.class);
        } catch (RefusedException | ConnectException e) {
            LOG.debug("the node does not take the run", e);
            return Optional.empty();
        } catch (IOException e) {
            throw new Unavailable(
                    "The node has not answered whether it takes the run (" + e.getMessage()
                            + "); `driftlog runs` tells.",
                    e);
        }
    }

    /** Interrupts a run; empty if that was refused or not answered. */
    public Optional<Interrupted> interrupt(String runId) {
        return ask("POST", pathOf(runId) + "/interrupt", null, Interrupted.class);
    }

    /**
     * The answer to a GET request about a run that the node makes; empty if there is no such run.
     *
     * @throws Refused with the sentence of the node if it refuses the request
     * @throws IOException if it does not answer any more
     */
    public <T> Optional<T> follow(String runId, String path, Class<T> type) throws IOException {
        try {
            return patient(FOLLOW_MILLIS).exchange("GET", pathOf(runId) + path, null, type);
        } catch (RefusedException e) {
            if (e.status == HttpURLConnection.HTTP_NOT_FOUND) {
                return Optional.empty();
            }
            throw new Refused(String.valueOf(e.getMessage()), e);
        }
    }

    private NodeApi patient(int millis) {
        return new NodeApi(address, token, json, millis);
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

    private <T> Optional<T> ask(String method, String path, @Nullable Object body, Class<T> type) {
        try {
            return exchange(method, path, body, type);
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("no answer from the node", e);
            return Optional.empty();
        }
    }

    // HttpURLConnection loads fewer classes than java.net.http, which prepares TLS at its start.
    private <T> Optional<T> exchange(String method, String path, @Nullable Object body, Class<T> type)
            throws IOException {
        var connection = (HttpURLConnection) URI.create(address + path).toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(patienceMillis);
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
        int status = connection.getResponseCode();
        if (status >= HttpURLConnection.HTTP_BAD_REQUEST) {
            try (InputStream answer = connection.getErrorStream()) {
                Map<?, ?> problem = answer == null ? null : json.get().readValue(answer, Map.class);
                throw new RefusedException(status, String.valueOf(problem == null ? status : problem.get("detail")));
            }
        }
        try (InputStream answer = connection.getInputStream()) {
            return Optional.ofNullable(json.get().readValue(answer, type));
        }
    }

    /** The node answered with an error. */
    private static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        private final int status;

        RefusedException(int status, String sentence) {
            super(sentence);
            this.status = status;
        }
    }
}
