package io.driftlog.node.web;

import io.driftlog.events.UserException;
import io.driftlog.events.UserException.Unavailable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers exceptions with problems. */
final class ProblemHandlers {
    static final String INTERNAL = "Internal error (please report); the log file of the node has its stack trace.";

    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandlers.class);

    private ProblemHandlers() {}

    /** What a user can understand and mend. */
    @Singleton
    static final class OfUser implements ExceptionHandler<UserException, HttpResponse<Problem>> {
        @Override
        public HttpResponse<Problem> handle(HttpRequest request, UserException e) {
            if (e instanceof Unavailable) {
                LOG.warn("{} {}: {}", request.getMethod(), request.getPath(), e.getMessage());
            }
            return Problem.response(HttpStatus.valueOf(e.httpStatus()), e.sentence());
        }
    }

    /** Everything else is a programming error: a sentence for the caller, the stack trace for the log file. */
    @Singleton
    static final class OfRest implements ExceptionHandler<RuntimeException, HttpResponse<Problem>> {
        @Override
        public HttpResponse<Problem> handle(HttpRequest request, RuntimeException e) {
            LOG.error("{} {} failed", request.getMethod(), request.getPath(), e);
            return Problem.response(HttpStatus.INTERNAL_SERVER_ERROR, INTERNAL);
        }
    }
}
