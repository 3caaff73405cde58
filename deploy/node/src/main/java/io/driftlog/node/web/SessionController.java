package io.driftlog.node.web;

import io.driftlog.http.Limits;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import io.swagger.v3.oas.annotations.Hidden;
import org.jspecify.annotations.Nullable;

/** Stores the token in a browser's cookie, because event streams of a browser cannot send headers. */
@Controller(Limits.API + "/session")
@Hidden
final class SessionController {
    /** Puts the token that the guard has accepted into a cookie that scripts cannot read. */
    @Post
    HttpResponse<?> open(@Header(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        HttpResponse<?> done = HttpResponse.noContent();
        if (authorization == null || !authorization.startsWith("Bearer ")) {
            return done;
        }
        Cookie cookie = Cookie.of(
                        Guard.COOKIE,
                        authorization.substring("Bearer ".length()).strip())
                .httpOnly(true)
                .sameSite(SameSite.Strict)
                .path("/");
        return HttpResponse.noContent().cookie(cookie);
    }
}
