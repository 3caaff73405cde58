package io.driftlog.node.web;

import io.driftlog.log.LogException;
import io.driftlog.log.LogUnavailableException;
import io.driftlog.log.RunRefusedException;
import io.driftlog.log.RunTakenOverException;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.service.ResumeException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What our own exceptions are in HTTP. Their messages are sentences for people already. */
final class ProblemHandlers {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandlers.class);

    private ProblemHandlers() {}

    /** A spec that cannot be run. */
    @Singleton
    static final class OfSpec implements ExceptionHandler<InvalidSpecException, HttpResponse<Problem>> {
        @Override
        public HttpResponse<Problem> handle(HttpRequest request, InvalidSpecException e) {
            return Problem.response(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    /** A run that cannot be resumed here. */
    @Singleton
    static final class OfResume implements ExceptionHandler<ResumeException, HttpResponse<Problem>> {
        @Override
        public HttpResponse<Problem> handle(HttpRequest request, ResumeException e) {
            return Problem.response(HttpStatus.CONFLICT, String.valueOf(e.getMessage()));
        }
    }

    /** The log. */
    @Singleton
    static final class OfLog implements ExceptionHandler<LogException, HttpResponse<Problem>> {
        @Override
        public HttpResponse<Problem> handle(HttpRequest request, LogException e) {
            LOG.warn("{} {}: {}", request.getMethod(), request.getPath(), e.getMessage());
            return Problem.response(status(e), String.valueOf(e.getMessage()));
        }

        private static HttpStatus status(LogException e) {
            if (e instanceof LogUnavailableException) {
                return HttpStatus.SERVICE_UNAVAILABLE;
            }
            boolean conflict = e instanceof RunRefusedException || e instanceof RunTakenOverException;
            return conflict ? HttpStatus.CONFLICT : HttpStatus.UNPROCESSABLE_ENTITY;
        }
    }

    /** Everything else is a mistake of ours: a sentence for the caller, the trace for the log file. */
    @Singleton
    static final class OfRest implements ExceptionHandler<RuntimeException, HttpResponse<Problem>> {
        @Override
        public HttpResponse<Problem> handle(HttpRequest request, RuntimeException e) {
            LOG.error("{} {} failed", request.getMethod(), request.getPath(), e);
            return Problem.response(
                    HttpStatus.INTERNAL_SERVER_ERROR,
                    "An error of its own that should be reported; the log file of the node has it.");
        }
    }
}
