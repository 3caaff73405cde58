package io.driftlog.node.web;

import io.driftlog.http.Limits;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Serves the description of the whole API, which the compiler collects from all its parts. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "driftlog",
                        version = "1",
                        description =
                                "Runs of gradient flow with small weight decay: start them, watch them, read their"
                                        + " steps and what analyzers found in them. Every error is application/problem+json with"
                                        + " one sentence in `detail`."))
@Controller(Limits.API)
@Hidden
final class DocumentController {
    private static final String RESOURCE = "/META-INF/swagger/driftlog-1.yml";

    /** The OpenAPI document. */
    @Get(value = "/openapi.yml", produces = "application/yaml")
    String document() {
        try (InputStream in = DocumentController.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + RESOURCE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
