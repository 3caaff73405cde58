package io.driftlog.node.web;

import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.events.UserException.Unavailable;
import io.driftlog.http.Limits;
import io.driftlog.http.LogAccess;
import io.driftlog.simulator.service.queue.Simulators;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.BeanInstantiationException;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.runtime.server.EmbeddedServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The HTTP server of a node. */
public final class WebServer implements AutoCloseable {
    /** Configuration of JSON, for the API and the command line alike: fields without a value are null, not absent. */
    public static final Map<String, Object> JSON = Map.of("micronaut.serde.serialization.inclusion", "ALWAYS");

    private final ApplicationContext context;
    private final EmbeddedServer server;
    private final WarmUp warmUp;

    private WebServer(ApplicationContext context, EmbeddedServer server, WebSettings settings, LogAccess log) {
        this.context = context;
        this.server = server;
        this.warmUp = new WarmUp(settings, address(), log);
    }

    /**
     * Starts it.
     *
     * @param settings address and access
     * @param log the log that its API shows; not closed here
     * @param analyzers the analyzers that it lists and replays
     * @param simulators those of this node
     * @param meters the node's metrics
     * @throws Unavailable when the port is taken
     */
    public static WebServer start(
            WebSettings settings, LogAccess log, Analyzers analyzers, Simulators simulators, NodeMeters meters) {
        ApplicationContext context = ApplicationContext.builder()
                .banner(false)
                .deduceEnvironment(false)
                .properties(properties(settings))
                .singletons(log, analyzers, simulators, settings.access(), settings.runs())
                .start();
        try {
            meters.bindTo(context.getBean(MeterRegistry.class));
            return new WebServer(context, context.getBean(EmbeddedServer.class).start(), settings, log);
        } catch (ServerStartupException | BeanInstantiationException e) {
            context.close();
            throw new Unavailable(
                    "The HTTP server cannot listen on " + settings.host() + ":" + settings.port()
                            + ", which is taken or not allowed: choose another with --http-port, or any free one with"
                            + " --http-port 0.",
                    e);
        }
    }

    private static Map<String, Object> properties(WebSettings settings) {
        var properties = new HashMap<String, Object>(JSON);
        properties.put("micronaut.application.name", "driftlog");
        properties.put("micronaut.server.host", settings.host());
        properties.put("micronaut.server.port", settings.port() == 0 ? -1 : settings.port());
        properties.put("micronaut.server.max-request-size", Limits.BODY_BYTES);
        properties.put("micronaut.server.date-header", false);
        properties.put("micronaut.server.netty.access-logger.enabled", false);
        properties.put("micronaut.router.static-resources.dashboard.paths", "classpath:META-INF/resources/dashboard");
        properties.put("micronaut.router.static-resources.dashboard.mapping", "/**");
        properties.put("micronaut.router.static-resources.libraries.paths", "classpath:META-INF/resources/webjars");
        properties.put("micronaut.router.static-resources.libraries.mapping", "/lib/**");
        // A browser asks every time whether a file has changed.
        properties.put("micronaut.server.netty.responses.file.cache-seconds", 0);
        properties.put("micronaut.metrics.export.prometheus.enabled", true);
        properties.put("micronaut.metrics.export.prometheus.descriptions", true);
        properties.put("endpoints.all.enabled", false);
        properties.put("endpoints.health.enabled", true);
        properties.put("endpoints.health.sensitive", false);
        properties.put("endpoints.health.details-visible", "ANONYMOUS");
        properties.put("endpoints.prometheus.enabled", true);
        properties.put("endpoints.prometheus.sensitive", false);
        return properties;
    }

    /** The URL with which a browser on this machine opens it. */
    public String address() {
        return WebSettings.url(server.getHost(), server.getPort());
    }

    /** Requests the first pages; goes on in the background after {@code patience}. */
    public void warmUp(Duration patience) throws InterruptedException {
        var thread = new Thread(warmUp, "web-warm-up");
        thread.setDaemon(true);
        thread.start();
        thread.join(patience.toMillis());
    }

    @Override
    public void close() {
        context.close();
    }
}
