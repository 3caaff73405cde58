package io.driftlog.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the dashboard shows a long run and many runs. Method: gradient descent of {@code -Dlarge.steps} steps and {@code
 * -Dlarge.runs} short runs, requested over HTTP; the node is started again, so that nothing is in memory; then what the
 * browser loads and the times that it notes. The data are kept in {@code -Dlarge.directory} and used again. A build prints
 * the times; {@code deploy/browser/measure} takes a million steps and a thousand runs, and holds the times to their limits.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class LargeLogIT {
    private static final int STEPS = Integer.getInteger("large.steps", 20_000);
    private static final int RUNS = Integer.getInteger("large.runs", 20);
    private static final String KEPT = System.getProperty("large.directory", "");
    private static final boolean MEASURES = Boolean.getBoolean("large.measure");
    private static final int ROUNDS = 5;
    private static final int ANALYZERS = 7;
    private static final int QUIET_MILLIS = 1500;
    private static final int REST_MILLIS = 500;
    private static final int STREAM_BYTES = 1000;

    /** A file of the dashboard; the browser shows it as a plain text. */
    private static final String STATIC = "/style.css";

    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final String LONG = """
            name: long
            objective: {type: diagonal-linear-network, generator: {type: sparse-fourier, features: 4, samples: 3, sparsity: 1, testSamples: 3}}
            initial: {gaussian: {variance: 0.1}}
            weightDecay: 1.0e-4
            method: {type: gradient-descent, stepSize: 0.01}
            until: {time: %d}
            seed: 1
            """;
    private static final String SHORT = """
            name: short-%1$d
            objective: {type: linear-regression, generator: {type: gaussian, features: 4, samples: 3, sparsity: 1, testSamples: 3}}
            initial: {gaussian: {variance: 0.1}}
            weightDecay: 1.0e-3
            method: {type: gradient-descent, stepSize: 0.1}
            until: {time: 1}
            seed: %1$d
            """;

    private final HttpClient client = HttpClient.newHttpClient();
    private Node node;
    private Chromium chromium;
    private String base = "";
    private String longRun = "";

    @BeforeAll
    void make(@TempDir Path fresh) throws Exception {
        Chromium.require();
        Path directory = KEPT.isEmpty() ? fresh : Files.createDirectories(Path.of(KEPT));
        if (!Files.exists(directory.resolve("driftlog-data"))) {
            node = Node.start(directory);
            base = node.address();
            submitAll();
            node.close();
        }
        node = Node.start(directory);
        base = node.address();
        longRun = runId(get("/runs?text=long&limit=1"));
        chromium = Chromium.start();
    }

    private void submitAll() throws Exception {
        String run = submit(String.format(Locale.ROOT, LONG, STEPS / 100));
        for (int i = 0; i < RUNS; i++) {
            submit(String.format(Locale.ROOT, SHORT, i));
        }
        await("all runs are made", () -> number(get("/runs?state=completed&limit=1"), "matching") == RUNS + 1);
        await(
                "the analyzers are done with the long run",
                () -> count(get("/runs/" + run + "/findings"), "\"kind\":\"completed\"") >= ANALYZERS);
    }

    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(condition);
    }

    @AfterAll
    void stop() throws Exception {
        if (chromium != null) {
            chromium.close();
        }
        if (node != null) {
            node.close();
        }
    }

    @Test
    void dashboard_longRunAndManyRuns_isQuick() throws Exception {
        final double told;
        try (Page page = chromium.newPage()) {
            report("a run of %,d steps that was not requested since the node started", STEPS);
            told = readLongRun(page);
        }
        double[] listed = new double[ROUNDS];
        double[] plotted = new double[ROUNDS];
        double[] stood = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            rest();
            try (Page list = chromium.newPage()) {
                list.navigate(base + "/#/runs");
                listed[i] = rowsPainted(list);
            }
            rest();
            try (Page text = chromium.newPage()) {
                text.navigate(base + STATIC);
                stood[i] = firstPaint(text);
            }
            rest();
            try (Page run = chromium.newPage()) {
                run.navigate(base + "/#/run/" + longRun);
                plotted[i] = mark(run, "plotted");
            }
        }
        long bytes = bytesOfFirstPage();
        report("first page with %,d runs, until its rows are painted: %s", RUNS + 1, told(listed));
        report("  a text of %,d bytes from the same node, until it is painted: %s", size(STATIC), told(stood));
        report("the run of %,d steps, from nothing to its plots: %s", STEPS, told(plotted));
        final double filtering;
        final double scrolling;
        try (Page list = chromium.newPage()) {
            list.navigate(base + "/#/runs");
            rowsPainted(list);
            filtering = frame(list, """
                const box = document.querySelector('input[type=search]');
                for (const text of ['s', 'sh', 'sho', 'shor', 'short-1', 'short-', '']) {
                  box.value = text;
                  box.dispatchEvent(new Event('input'));
                  await rest(200);
                }""");
            scrolling = frame(list, """
                for (let i = 0; i < 120; i++) {
                  window.scrollBy(0, 300);
                  await rest(16);
                }""");
        }
        final double sliding;
        try (Page run = chromium.newPage()) {
            run.navigate(base + "/#/run/" + longRun);
            mark(run, "plotted");
            sliding = frame(run, """
                const slider = document.querySelector('.slider input');
                for (let i = 0; i < 60; i++) {
                  slider.value = Number(slider.max) * i / 60;
                  slider.dispatchEvent(new Event('input'));
                  await rest(16);
                }""");
            run.screenshot(
                    new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of("target/screenshots/run-long.png")));
        }
        report(
                "95 of 100 frames take at most: %.0f ms while the list is filtered, %.0f ms while it scrolls, %.0f ms while"
                        + " the slider moves",
                filtering, scrolling, sliding);
        SoftAssertions.assertSoftly(limits -> {
            limits.assertThat(bytes).as("bytes of the first page").isLessThan(500_000);
            if (MEASURES) {
                limits.assertThat(told).as("ms until something shows").isLessThan(1000);
                limits.assertThat(median(listed))
                        .as("ms until the first page is there")
                        .isLessThan(300);
                limits.assertThat(median(plotted))
                        .as("ms until %d steps are plotted", STEPS)
                        .isLessThan(1000);
                limits.assertThat(List.of(filtering, scrolling, sliding))
                        .as("ms of a frame")
                        .allMatch(ms -> ms < 50);
            }
        });
    }

    /** While the browser closes a page, the next one loads more slowly. */
    private static void rest() throws InterruptedException {
        Thread.sleep(REST_MILLIS);
    }

    /** From the list to the run; something is on its page soon, however long the log takes to be read. */
    private double readLongRun(Page page) {
        page.navigate(base + "/#/runs");
        rowsPainted(page);
        List<?> times = (List<?>) page.evaluate("""
                run => new Promise((resolve) => {
                  const begin = performance.now();
                  let told = null;
                  const look = (now) => {
                    const plotted = performance.getEntriesByName('plotted')[0];
                    if (told === null && (plotted || document.querySelector('.reading progress'))) told = performance.now() - begin;
                    if (plotted) resolve([told, plotted.startTime - begin]);
                    else requestAnimationFrame(look);
                  };
                  requestAnimationFrame(look);
                  location.hash = '#/run/' + run;
                })""", longRun);
        double told = ((Number) times.get(0)).doubleValue();
        double whole = ((Number) times.get(1)).doubleValue();
        report("  its plots, or how far its reading is, after %.0f ms; all of it after %.0f ms", told, whole);
        return told;
    }

    /**
     * What the node sends for the first page and all that it loads by itself afterwards, counted on the wire, and by the
     * browser.
     */
    private long bytesOfFirstPage() throws IOException {
        var requests = new ConcurrentLinkedQueue<Request>();
        try (CountingProxy proxy = CountingProxy.of(base);
                Page page = chromium.newPage()) {
            page.onRequestFinished(requests::add);
            page.navigate(proxy.address() + "/#/runs");
            rowsPainted(page);
            page.waitForCondition(() -> (Boolean) page.evaluate(
                    "performance.getEntriesByType('resource').some(each => each.name.endsWith('.esm.js'))"));
            page.waitForTimeout(QUIET_MILLIS);
            // Beyond what is finished there is the stream of news, of which a ping may have come.
            long sent = proxy.sent();
            long told = requests.stream()
                    .map(Request::sizes)
                    .mapToLong(sizes -> (long) sizes.responseBodySize + sizes.responseHeadersSize)
                    .sum();
            report("  %,d bytes of %d answers with their headers; the browser says %,d", sent, requests.size(), told);
            assertThat(told).as("bytes by the browser's count").isBetween(sent - STREAM_BYTES, sent);
            return sent;
        }
    }

    private long size(String path) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create(base + path)).build(),
                        HttpResponse.BodyHandlers.ofByteArray())
                .body()
                .length;
    }

    /** Milliseconds from the navigation until the first rows of runs are on the screen, as the browser notes it. */
    private static double rowsPainted(Page page) {
        return told(page, "element", "run");
    }

    /** Milliseconds from the navigation until something is on the screen. */
    private static double firstPaint(Page page) {
        return told(page, "paint", "first-contentful-paint");
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static String told(double[] millis) {
        return String.format(
                Locale.ROOT,
                "%.0f ms (median of %d), %.0f to %.0f ms",
                median(millis),
                millis.length,
                Arrays.stream(millis).min().orElseThrow(),
                Arrays.stream(millis).max().orElseThrow());
    }

    /** Milliseconds from the navigation to a moment that the page notes. */
    private static double mark(Page page, String name) {
        return told(page, "mark", name);
    }

    /** The time of an entry of the browser's performance timeline; the browser tells it, and is not asked meanwhile. */
    private static double told(Page page, String type, String name) {
        return ((Number) page.evaluate("""
                ([type, name]) => new Promise((resolve) => {
                  new PerformanceObserver((list) => {
                    const entry = list.getEntries().find((each) => name === (each.identifier ?? each.name));
                    if (entry) resolve(entry.renderTime || entry.startTime);
                  }).observe({ type, buffered: true });
                })""", List.of(type, name))).doubleValue();
    }

    /** The 95th percentile of the times between two frames, in milliseconds, while a script does something. */
    private static double frame(Page page, String doing) {
        return ((Number) page.evaluate("""
                async () => {
                  const rest = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
                  const times = [];
                  let last = performance.now();
                  let on = true;
                  const frame = (now) => { times.push(now - last); last = now; if (on) requestAnimationFrame(frame); };
                  requestAnimationFrame(frame);
                """ + doing + """

                  on = false;
                  times.sort((a, b) => a - b);
                  return times[Math.floor(0.95 * times.length)];
                }""")).doubleValue();
    }

    private static void report(String line, Object... values) {
        System.out.println("measured: " + String.format(Locale.ROOT, line, values));
    }

    private String submit(String spec) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(base + "/api/v1/runs"))
                        .header("Content-Type", "application/yaml")
                        .POST(HttpRequest.BodyPublishers.ofString(spec))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return runId(answer.body());
    }

    private static String runId(String json) {
        Matcher found = Pattern.compile("\"runId\":\"([^\"]+)\"").matcher(json);
        assertThat(found.find()).as(json).isTrue();
        return found.group(1);
    }

    private String get(String path) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create(base + "/api/v1" + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static long number(String json, String key) {
        Matcher found = Pattern.compile("\"" + key + "\":(\\d+)").matcher(json);
        return found.find() ? Long.parseLong(found.group(1)) : -1;
    }

    private static long count(String json, String what) {
        return Pattern.compile(Pattern.quote(what)).matcher(json).results().count();
    }
}
