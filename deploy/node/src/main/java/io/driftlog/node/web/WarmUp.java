package io.driftlog.node.web;

import io.driftlog.http.RunList;
import io.driftlog.http.RunView;
import io.driftlog.index.RunIndex;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests from a server that has just started what a browser requests first, so that its code is loaded and partly
 * compiled. Failures are ignored here; the next request reports them.
 */
final class WarmUp implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int ROUNDS = 8;
    private static final int PATIENCE_MILLIS = 5_000;

    private final String address;
    private final Optional<String> token;
    private final RunIndex index;

    WarmUp(String address, Optional<String> token, RunIndex index) {
        this.address = address;
        this.token = token;
        this.index = index;
    }

    @Override
    public void run() {
        try {
            for (int round = 0; round < ROUNDS; round++) {
                for (String path : paths()) {
                    get(path);
                }
            }
        } catch (IOException e) {
            LOG.debug("not warm", e);
        }
    }

    /** The first page, and the page of a run whose steps are soon read. */
    private List<String> paths() {
        Stream<String> list = Stream.of("/", "/api/v1/runs?limit=1000");
        Stream<String> run = RunList.newest(index, DashboardController.RUNS).runs().stream()
                .min(Comparator.comparingLong(RunView::steps))
                .map(shortest -> "/api/v1/runs/" + shortest.runId())
                .stream()
                .flatMap(path -> Stream.of(path, path + "/findings", path + "/steps?points=1500&wait=0"));
        return Stream.concat(list, run).toList();
    }

    private void get(String path) throws IOException {
        var connection = (HttpURLConnection) URI.create(address + path).toURL().openConnection();
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        connection.setRequestProperty("Accept-Encoding", "gzip");
        token.ifPresent(secret -> connection.setRequestProperty("Authorization", "Bearer " + secret));
        try (InputStream body = connection.getInputStream()) {
            body.readAllBytes();
        }
    }
}
