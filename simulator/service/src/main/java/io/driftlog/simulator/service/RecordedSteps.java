package io.driftlog.simulator.service;

import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.DenseOutput;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.Emission;
import io.driftlog.simulator.flow.loop.Integration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/** The steps that a run records, computed one after the other: to be written down, or to be compared with what was. */
final class RecordedSteps {
    private final Integration integration;
    private final Emission emission;
    private Optional<Advance.Ended> ended = Optional.empty();

    private RecordedSteps(Integration integration, Emission emission) {
        this.integration = integration;
        this.emission = emission;
    }

    /**
     * From the beginning of a run; the initial state comes first, from {@link #first}.
     *
     * @throws io.driftlog.simulator.spi.InvalidSpecException for values that cannot be run
     */
    static RecordedSteps fromStart(String runId, NamedSpec named) {
        Integration integration = Integration.start(runId, named.spec(), named.origin());
        return new RecordedSteps(integration, Emission.start(named.emission(), integration.restartEvery()));
    }

    /** From the beginning of a run that was recorded. */
    static RecordedSteps fromStart(RunStarted started) {
        return fromStart(
                started.runId(), new NamedSpec(started.name(), started.spec(), started.emission(), started.origin()));
    }

    /** After one of the restart points that were recorded. */
    static RecordedSteps after(RunStarted started, StepTaken restartPoint) {
        Integration integration = Integration.resume(started.spec(), started.origin(), restartPoint);
        return new RecordedSteps(
                integration, Emission.after(started.emission(), integration.restartEvery(), restartPoint));
    }

    Integration integration() {
        return integration;
    }

    /** The initial state; asked for once. */
    StepTaken first() {
        return emission.take(integration.current(), integration.isComplete()).orElseThrow();
    }

    /** The next step to be recorded; empty when the run has ended, or the stop was asked for between two steps. */
    Optional<StepTaken> next(BooleanSupplier stop) {
        return next(stop, (step, within) -> {});
    }

    /** The same; the watcher sees every step on the way, recorded or not. */
    Optional<StepTaken> next(RunWatcher watcher) {
        return next(watcher::stopRequested, watcher::accepted);
    }

    private Optional<StepTaken> next(BooleanSupplier stop, BiConsumer<StepTaken, DenseOutput> seen) {
        while (ended.isEmpty() && !stop.getAsBoolean()) {
            Advance advance = integration.advance();
            if (advance instanceof Advance.Stepped stepped) {
                seen.accept(stepped.step(), stepped.interpolant());
                Optional<StepTaken> recorded = emission.take(stepped.step(), integration.isComplete());
                if (recorded.isPresent()) {
                    return recorded;
                }
            } else if (advance instanceof Advance.Ended end) {
                ended = Optional.of(end);
                return emission.takeLast();
            }
        }
        return Optional.empty();
    }

    /** How the run ended; empty before. */
    Optional<Advance.Ended> ended() {
        return ended;
    }
}
