package io.driftlog.node.web;

import io.driftlog.http.LogAccess;
import io.driftlog.index.RunIndex;
import io.driftlog.log.run.LostEvents;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.aggregator.DefaultHealthAggregator;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import io.micronaut.runtime.ApplicationConfiguration;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Whether the log can be read, by what the index saw last. Never asks a broker, and so never waits.
 */
@Singleton
@Readiness
final class LogHealth implements HealthIndicator {
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final LogAccess log;

    LogHealth(LogAccess log) {
        this.log = log;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Mono.fromSupplier(this::result);
    }

    private HealthResult result() {
        RunIndex index = log.index();
        boolean answers = index.isAlive() && index.sinceContact().compareTo(SILENCE) < 0;
        boolean ready = answers && index.isCaughtUp();
        return HealthResult.builder("log", ready ? HealthStatus.UP : HealthStatus.DOWN)
                .details(Map.of(
                        "brokersAnswer", answers,
                        "brokersAway", log.brokersAway().get(),
                        "caughtUp", index.isCaughtUp(),
                        "lagRecords", index.lagRecords(),
                        "runsWithLostEvents",
                                index.lost().stream().map(LostEvents::runId).toList(),
                        "damagedPartitions", index.damagedPartitions(),
                        "sinceContactMs", index.sinceContact().toMillis()))
                .build();
    }

    /** Leaves out what Micronaut says of itself: users need to know whether the log can be read. */
    @Singleton
    @Replaces(DefaultHealthAggregator.class)
    static final class Alone extends DefaultHealthAggregator {
        Alone(ApplicationConfiguration configuration) {
            super(configuration);
        }

        @Override
        protected Flux<HealthResult> aggregateResults(HealthIndicator[] indicators) {
            HealthIndicator[] own = Arrays.stream(indicators)
                    .filter(LogHealth.class::isInstance)
                    .toArray(HealthIndicator[]::new);
            // Liveness does not ask for the log, and would be unknown without those of Micronaut.
            return super.aggregateResults(own.length == 0 ? indicators : own);
        }
    }
}
