package io.driftlog.events;

import org.jspecify.annotations.Nullable;

/**
 * Something that a user can understand and mend: the message is one sentence that says what is wrong and what to do. Its
 * category fixes the exit code of the command and the HTTP status.
 */
public abstract sealed class UserException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final int httpStatus;

    private UserException(int exitCode, int httpStatus, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode;
        this.httpStatus = httpStatus;
    }

    /** The message. */
    public String sentence() {
        return String.valueOf(getMessage());
    }

    /** The exit code of a command that ends with this. */
    public int exitCode() {
        return exitCode;
    }

    /** The status of an HTTP answer that reports this. */
    public int httpStatus() {
        return httpStatus;
    }

    /** A spec, an option, a file or a request that cannot be understood or run. */
    public static non-sealed class BadInput extends UserException {
        private static final long serialVersionUID = 1L;

        public BadInput(String sentence) {
            this(sentence, null);
        }

        public BadInput(String sentence, @Nullable Throwable cause) {
            super(2, 400, sentence, cause);
        }
    }

    /** The input names something that does not exist. */
    public static final class NotFound extends UserException {
        private static final long serialVersionUID = 1L;

        public NotFound(String sentence) {
            super(2, 404, sentence, null);
        }

        /** The log has no run of this id. */
        public static NotFound run(String runId) {
            return new NotFound("The log has no run " + runId + "; `driftlog runs` lists them.");
        }
    }

    /** The state of a run does not allow what was asked for. */
    public static final class Refused extends UserException {
        private static final long serialVersionUID = 1L;

        public Refused(String sentence) {
            this(sentence, null);
        }

        public Refused(String sentence, @Nullable Throwable cause) {
            super(1, 409, sentence, cause);
        }
    }

    /** A file, a record or a topic is damaged, too large, or otherwise not usable. */
    public static non-sealed class Unusable extends UserException {
        private static final long serialVersionUID = 1L;

        public Unusable(String sentence) {
            this(sentence, null);
        }

        public Unusable(String sentence, @Nullable Throwable cause) {
            super(1, 422, sentence, cause);
        }
    }

    /** As many requests of this kind as are allowed are under way. */
    public static final class TooMany extends UserException {
        private static final long serialVersionUID = 1L;

        public TooMany(String sentence) {
            super(1, 429, sentence, null);
        }
    }

    /** A broker, a port or a directory cannot be used now; what was committed is safe, and a run can be resumed. */
    public static final class Unavailable extends UserException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String sentence) {
            this(sentence, null);
        }

        public Unavailable(String sentence, @Nullable Throwable cause) {
            super(1, 503, sentence, cause);
        }
    }
}
