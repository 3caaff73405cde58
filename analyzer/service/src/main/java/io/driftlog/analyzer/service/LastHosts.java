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
 * Stores the transactional ids of the hosts of a process in their directory. Kafka Streams uses new ids at every start, so
 * the open transactions of a killed process would block the next one until they time out. The directory belongs to one
 * process at a time, so earlier hosts no longer run when it is opened.
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

    /** Ends the transactions that killed hosts left open. */
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
            LOG.warn(
                    "{} cannot be written: if this process is killed, its transactions will have to time out", file, e);
        }
    }
}
