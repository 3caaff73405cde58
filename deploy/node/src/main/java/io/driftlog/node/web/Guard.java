package io.driftlog.node.web;

import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.cookie.Cookie;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Refuses requests from other web pages, under unknown host names, or without the token. */
@ServerFilter("/**")
@Order(Ordered.HIGHEST_PRECEDENCE)
final class Guard {
    static final String COOKIE = "driftlog-token";

    private static final Set<String> PAGES = Set.of("/", "/index.html", "/style.css", "/icon.svg");
    private static final String BEARER = "Bearer ";
    private static final String PAGE = "/META-INF/resources/dashboard/index.html";
    private static final Pattern SCRIPT = Pattern.compile("<script type=\"module\">(.*)</script>", Pattern.DOTALL);

    private final Access access;
    private final String policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' '"
            + hashOfScript() + "'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    Guard(Access access) {
        this.access = access;
    }

    @RequestFilter
    @Nullable
    HttpResponse<?> check(HttpRequest<?> request) {
        HttpHeaders headers = request.getHeaders();
        Optional<String> host = headers.findFirst(HttpHeaders.HOST);
        if (host.isEmpty() || !access.allowsHost(host.get())) {
            return Problem.response(
                    HttpStatus.MISDIRECTED_REQUEST,
                    "This node is not known under the name in the Host header; use its address, or start it with"
                            + " --allow-host NAME.");
        }
        if (isForeign(request, host.get())) {
            return Problem.response(
                    HttpStatus.FORBIDDEN,
                    "The request comes from another web page; only pages of this node and programs may send it.");
        }
        String path = request.getPath();
        boolean health = path.equals("/health") || path.startsWith("/health/");
        if (!access.api() && !health && !path.equals("/prometheus")) {
            return Problem.response(
                    HttpStatus.NOT_FOUND, "This node has no web role: it serves /health and /prometheus only.");
        }
        if (!health && !isPage(path) && !access.accepts(token(request))) {
            return Problem.response(
                            HttpStatus.UNAUTHORIZED,
                            "Send the node's token in the header `Authorization: Bearer TOKEN`; the node printed it when it"
                                    + " was started.")
                    .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return null;
    }

    /** Whether a path is one of the dashboard's files, which are the same for everyone. */
    private static boolean isPage(String path) {
        return PAGES.contains(path) || path.startsWith("/app/") || path.startsWith("/lib/");
    }

    /** Whether a page of another origin sent the request: a browser names the page, programs do not. */
    private static boolean isForeign(HttpRequest<?> request, String host) {
        HttpHeaders headers = request.getHeaders();
        Optional<String> origin = headers.findFirst(HttpHeaders.ORIGIN);
        if (origin.isPresent()) {
            return !origin.get().equals("http://" + host) && !origin.get().equals("https://" + host);
        }
        String site = headers.findFirst("Sec-Fetch-Site").orElse("none");
        boolean link = request.getMethod() == HttpMethod.GET
                && headers.findFirst("Sec-Fetch-Mode").orElse("").equals("navigate");
        return !site.equals("none") && !site.equals("same-origin") && !link;
    }

    /** The token of a request, from its header or its cookie. */
    static Optional<String> token(HttpRequest<?> request) {
        Optional<String> header = request.getHeaders()
                .findFirst(HttpHeaders.AUTHORIZATION)
                .filter(value -> value.startsWith(BEARER))
                .map(value -> value.substring(BEARER.length()).strip());
        return header.or(() -> request.getCookies().findCookie(COOKIE).map(Cookie::getValue));
    }

    @ResponseFilter
    void secure(MutableHttpResponse<?> response) {
        response.header("X-Content-Type-Options", "nosniff");
        response.header("X-Frame-Options", "DENY");
        response.header("Referrer-Policy", "no-referrer");
        response.header("Content-Security-Policy", policy);
    }

    /** The script in the page, as Content Security Policy Level 3, section 2.3.1, names one that may run. */
    private static String hashOfScript() {
        try (InputStream page = Objects.requireNonNull(Guard.class.getResourceAsStream(PAGE), PAGE)) {
            Matcher script = SCRIPT.matcher(new String(page.readAllBytes(), StandardCharsets.UTF_8));
            byte[] text = (script.find() ? script.group(1) : "").getBytes(StandardCharsets.UTF_8);
            return "sha256-"
                    + Base64.getEncoder()
                            .encodeToString(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
