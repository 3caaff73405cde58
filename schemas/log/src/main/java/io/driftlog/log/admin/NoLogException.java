package io.driftlog.log.admin;

import io.driftlog.events.UserException.Unusable;
import io.driftlog.log.LogConnection;

/** The cluster has none of the topics of the log. */
public final class NoLogException extends Unusable {
    private static final long serialVersionUID = 1L;

    NoLogException(LogConnection kafka) {
        super("The Kafka cluster at " + kafka.bootstrapServers()
                + " has no Driftlog log yet, or hides its topics from"
                + " this user; the first `driftlog run`, `import` or `node` with --kafka "
                + kafka.bootstrapServers() + " creates it.");
    }
}
