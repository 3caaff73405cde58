package io.driftlog.node.web;

import io.driftlog.http.LogAccess;
import io.driftlog.http.RunList;
import io.driftlog.http.RunView;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Requests what a browser requests first, so that this code is loaded and partly compiled when a user opens the page.
 * Failures are ignored: the next request reports them.
 */
final class WarmUp implements Runnable {
    private static final int ROUNDS = 8;
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int RUNS = 30;

    private final WebSettings settings;
    private final String address;
    private final LogAccess log;

    WarmUp(WebSettings settings, String address, LogAccess log) {
        this.settings = settings;
        this.address = address;
        this.log = log;
    }

    @Override
    public void run() {
        var paths = new ArrayList<>(List.of("/", "/api/v1/runs?limit=1000"));
        RunList.newest(log.index(), RUNS).runs().stream()
                .min(Comparator.comparingLong(RunView::steps))
                .map(shortest -> "/api/v1/runs/" + shortest.runId())
                .ifPresent(run -> paths.addAll(List.of(run, run + "/findings", run + "/steps?points=1500&wait=0")));
        try {
            for (int round = 0; round < ROUNDS; round++) {
                for (String path : paths) {
                    get(path);
                }
            }
        } catch (IOException e) {
            // The node is being closed, or answers too slowly to be worth waiting for.
        }
    }

    private void get(String path) throws IOException {
        var connection = (HttpURLConnection) URI.create(address + path).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        settings.token().ifPresent(token -> connection.setRequestProperty("Authorization", "Bearer " + token));
        try (InputStream body = connection.getInputStream()) {
            body.readAllBytes();
        }
    }
}
