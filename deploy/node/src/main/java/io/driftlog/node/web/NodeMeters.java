package io.driftlog.node.web;

import io.driftlog.analyzer.service.AnalyzerHosts;
import io.driftlog.events.Outcome;
import io.driftlog.http.Words;
import io.driftlog.index.RunIndex;
import io.driftlog.simulator.service.queue.SimulatorMeters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Metrics of a node for Prometheus: its two services and the log. */
public record NodeMeters(SimulatorMeters simulators, AnalyzerHosts hosts, RunIndex index) {
    void bindTo(MeterRegistry registry) {
        Gauge.builder("driftlog.simulator.runs.active", simulators, SimulatorMeters::active)
                .description("Runs in progress on this node")
                .register(registry);
        FunctionCounter.builder("driftlog.simulator.steps", simulators, SimulatorMeters::steps)
                .description("Steps that this node has recorded")
                .register(registry);
        for (Outcome outcome : Outcome.values()) {
            FunctionCounter.builder("driftlog.simulator.runs.ended", simulators, meters -> meters.count(outcome))
                    .description("Runs that ended on this node")
                    .tag("outcome", Words.of(outcome))
                    .register(registry);
        }
        Gauge.builder(
                        "driftlog.analyzer.stopped",
                        hosts,
                        each -> each.failures().size())
                .description("Analyzer hosts of this node that stopped by themselves")
                .register(registry);
        hosts.lags()
                .forEach((name, lag) -> Gauge.builder("driftlog.analyzer.lag.records", () -> lag.get())
                        .description("Committed events that an analyzer of this node has not yet folded")
                        .tag("analyzer", name)
                        .register(registry));
        Gauge.builder("driftlog.log.runs", index, RunIndex::size)
                .description("Runs in the log")
                .register(registry);
        FunctionCounter.builder("driftlog.log.steps", index, RunIndex::stepsSeen)
                .description("Steps committed to the log since this node started")
                .register(registry);
        FunctionCounter.builder("driftlog.log.findings", index, RunIndex::findingsSeen)
                .description("Findings in the log")
                .register(registry);
        Gauge.builder("driftlog.index.lag.records", index, RunIndex::lagRecords)
                .description("Committed records that the index has not yet taken")
                .register(registry);
    }
}
