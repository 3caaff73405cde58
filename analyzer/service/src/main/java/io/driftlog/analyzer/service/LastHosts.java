package io.driftlog.analyzer.service;

import io.driftlog.log.admin.DeadTransactions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers, in their directory, under which transactional ids the hosts of a process write: Kafka Streams takes new ones
 * with every start, so that the transactions of a process that was killed would hold up the next one until they time out.
 * The directory belongs to one process at a time; whoever opens it knows that those before are gone.
 */
final class LastHosts {
    private static final Logger LOG = LoggerFactory.getLogger(LastHosts.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HostSettings settings;
    private final Path file;

    LastHosts(HostSettings settings) {
        this.settings = settings;
        this.file = settings.directory().resolve("hosts");
    }

    /** Ends what they left open, if they were killed. */
    void endTransactions() {
        try {
            List<String> prefixes = Files.readAllLines(file);
            DeadTransactions.end(settings.kafka(), id -> prefixes.stream().anyMatch(id::startsWith), PATIENCE);
        } catch (NoSuchFileException e) {
            LOG.debug("no hosts before these");
        } catch (IOException e) {
            LOG.warn("{} cannot be read: transactions of hosts that were killed are left to time out", file, e);
        }
    }

    void remember(List<AnalyzerHost> hosts) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(
                    file,
                    hosts.stream().flatMap(host -> host.writers().stream()).toList());
        } catch (IOException e) {
            LOG.warn("{} cannot be written: if this process is killed, its transactions have to time out", file, e);
        }
    }
}
