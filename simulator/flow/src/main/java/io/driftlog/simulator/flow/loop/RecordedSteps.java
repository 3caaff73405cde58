package io.driftlog.simulator.flow.loop;

import io.driftlog.events.EmissionPolicy;
import io.driftlog.events.Origin;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.DenseOutput;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a run records, computed one event after the other: accepted steps as {@link Emission} selects them, with the samples
 * within each step before it.
 */
public final class RecordedSteps {
    private final Integration integration;
    private final Emission emission;
    private final double sampleSpacing;
    private Optional<Advance.Ended> ended = Optional.empty();
    private Advance.@Nullable Stepped held;
    private SampleTimes times = SampleTimes.NONE;

    private RecordedSteps(Integration integration, Emission emission, EmissionPolicy policy) {
        this.integration = integration;
        this.emission = emission;
        sampleSpacing = policy.sampleSpacing();
    }

    /**
     * From the beginning of a run; the initial state comes first, from {@link #first}.
     *
     * @throws io.driftlog.simulator.spi.InvalidSpecException for values that cannot be run
     */
    public static RecordedSteps fromStart(String runId, RunSpec spec, Optional<Origin> origin, EmissionPolicy policy) {
        Integration integration = Integration.start(runId, spec, origin);
        return new RecordedSteps(integration, Emission.start(policy, integration.restartEvery()), policy);
    }

    /** From the beginning of a run that was recorded. */
    public static RecordedSteps fromStart(RunStarted started) {
        return fromStart(started.runId(), started.spec(), started.origin(), started.emission());
    }

    /** After one of the restart points that were recorded. */
    public static RecordedSteps after(RunStarted started, StepTaken restartPoint) {
        Integration integration = Integration.resume(started.spec(), started.origin(), restartPoint);
        EmissionPolicy policy = started.emission();
        return new RecordedSteps(integration, Emission.after(policy, integration.restartEvery(), restartPoint), policy);
    }

    /** The run itself. */
    public Integration integration() {
        return integration;
    }

    /** The initial state; asked for once. */
    public StepTaken first() {
        return emission.take(integration.current(), integration.isComplete()).orElseThrow();
    }

    /**
     * The next event to be recorded; empty when the run has ended, or the stop was asked for between two steps.
     *
     * @param stop polled before every step
     */
    public Optional<StepTaken> next(BooleanSupplier stop) {
        return next(stop, (step, within) -> {});
    }

    /**
     * The same.
     *
     * @param stop polled before every step
     * @param seen receives every accepted step, recorded or not, with the solution within it
     */
    public Optional<StepTaken> next(BooleanSupplier stop, BiConsumer<StepTaken, DenseOutput> seen) {
        Optional<StepTaken> recorded = recordHeld();
        while (recorded.isEmpty() && ended.isEmpty() && !stop.getAsBoolean()) {
            Advance advance = integration.advance();
            if (advance instanceof Advance.Stepped stepped) {
                seen.accept(stepped.step(), stepped.interpolant());
                held = stepped;
                times = integration.sampleTimes(sampleSpacing);
                recorded = recordHeld();
            } else if (advance instanceof Advance.Ended end) {
                ended = Optional.of(end);
                recorded = emission.takeLast();
            }
        }
        return recorded;
    }

    /** The next sample within the step that was taken last, or else that step. */
    private Optional<StepTaken> recordHeld() {
        Advance.Stepped stepped = held;
        if (stepped == null) {
            return Optional.empty();
        }
        while (times.hasNext()) {
            Optional<StepTaken> sample = integration.sample(times.next(), stepped.interpolant());
            if (sample.isPresent()) {
                return Optional.of(emission.takeSample(sample.get()));
            }
        }
        held = null;
        return emission.take(stepped.step(), integration.isComplete());
    }

    /** How the run ended; empty before. */
    public Optional<Advance.Ended> ended() {
        return ended;
    }
}
