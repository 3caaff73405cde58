package io.driftlog.node.web;

import io.driftlog.http.LogAccess;
import io.driftlog.http.RunList;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.json.JsonMapper;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;

/** Serves the dashboard; all of it comes from memory. */
@Controller
@Hidden
final class DashboardController {
    /** As many runs as the page shows at first: more than fit a screen. */
    static final int RUNS = 30;

    private static final String HTML = MediaType.TEXT_HTML + "; charset=utf-8";

    private final Dashboard dashboard;
    private final Access access;
    private final LogAccess log;
    private final JsonMapper json;

    DashboardController(Dashboard dashboard, Access access, LogAccess log, JsonMapper json) {
        this.dashboard = dashboard;
        this.access = access;
        this.log = log;
        this.json = json;
    }

    /** The page, with the newest runs for whoever may see them. */
    @Get(
            uris = {"/", "/index.html"},
            produces = HTML)
    HttpResponse<byte[]> page(HttpRequest<?> request) throws IOException {
        boolean known = access.accepts(Guard.token(request));
        String runs = known ? json.writeValueAsString(RunList.newest(log.index(), RUNS)) : "null";
        return HttpResponse.ok(dashboard.page(runs)).header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
