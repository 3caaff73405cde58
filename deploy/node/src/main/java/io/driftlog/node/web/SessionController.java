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

/** Lets a browser keep the token, whose streams of events cannot send headers. */
@Controller(Limits.API + "/session")
@Hidden
final class SessionController {
    /** Takes the token that the guard has accepted into a cookie that no script can read. */
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
