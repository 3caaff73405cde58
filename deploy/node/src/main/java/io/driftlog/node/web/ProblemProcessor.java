package io.driftlog.node.web;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;

/** Makes every error of the server itself, an unknown path or a parameter of the wrong type, a {@link Problem}. */
@Singleton
@Replaces(ErrorResponseProcessor.class)
final class ProblemProcessor implements ErrorResponseProcessor<Problem> {
    private static final int LONGEST = 500;

    @Override
    @SuppressWarnings("unchecked") // the body, the only thing of that type, is replaced
    public MutableHttpResponse<Problem> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        HttpStatus status = response.status();
        String detail = context.getErrors().stream()
                .map(error -> ProblemProcessor.sentence(error, status))
                .collect(Collectors.joining(" "));
        MutableHttpResponse<Problem> problem = (MutableHttpResponse<Problem>) response;
        return problem.body(Problem.of(status, detail.isEmpty() ? status.getReason() + "." : shorten(detail)))
                .contentType("application/problem+json");
    }

    private static String sentence(Error error, HttpStatus status) {
        if (status.getCode() >= HttpStatus.INTERNAL_SERVER_ERROR.getCode()) {
            return ProblemHandlers.INTERNAL;
        }
        String message = error.getMessage() == null ? status.getReason() : error.getMessage();
        String words = error.getPath().map(path -> path + ": ").orElse("") + message;
        return words.endsWith(".") ? words : words + ".";
    }

    private static String shorten(String detail) {
        String printable = detail.replaceAll("\\p{C}", " ");
        return printable.length() <= LONGEST ? printable : printable.substring(0, LONGEST) + "…";
    }
}
