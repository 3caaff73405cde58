package io.driftlog.analyzer.report.figures;

import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The part of a trajectory that figures need, gathered in one pass in bounded memory: per decade of flow time, the scalars
 * of at most 200 steps and the weights of at most 8; always the first and the last step.
 */
public final class RunSample {
    private static final double SCALARS_PER_DECADE = 200;
    private static final double WEIGHTS_PER_DECADE = 8;

    private final List<StepTaken> steps = new ArrayList<>();
    private final List<StepTaken> withWeights = new ArrayList<>();
    private @Nullable RunStarted started;
    private @Nullable RunEnded ended;
    private @Nullable StepTaken last;
    private @Nullable StepTaken lastWithWeights;

    /** Takes the next event. */
    public void accept(TrajectoryEvent event) {
        if (event instanceof StepTaken step) {
            if (isApart(steps, step, SCALARS_PER_DECADE)) {
                steps.add(step.withoutVectors());
            }
            last = step;
            if (step.weights().length > 0) {
                if (isApart(withWeights, step, WEIGHTS_PER_DECADE)) {
                    withWeights.add(step);
                }
                lastWithWeights = step;
            }
        } else if (event instanceof RunStarted start) {
            started = start;
        } else if (event instanceof RunEnded end) {
            ended = end;
        }
    }

    /** Whether a step lies at least one grid width after the last one kept. */
    private static boolean isApart(List<StepTaken> kept, StepTaken step, double perDecade) {
        if (kept.isEmpty()) {
            return true;
        }
        double before = kept.get(kept.size() - 1).time();
        return before == 0 || step.time() >= before * Math.pow(10, 1 / perDecade);
    }

    /** The first event; the sample has one when it has a step. */
    public RunStarted started() {
        if (started == null) {
            throw new IllegalStateException("no event was given");
        }
        return started;
    }

    /** The end; empty while the run continues. */
    public Optional<RunEnded> ended() {
        return Optional.ofNullable(ended);
    }

    /** Steps in order, without their vectors. */
    public List<StepTaken> steps() {
        return withLast(steps, last);
    }

    /** Fewer steps in order, with their weights; empty when the run records none. */
    public List<StepTaken> stepsWithWeights() {
        return withLast(withWeights, lastWithWeights);
    }

    private static List<StepTaken> withLast(List<StepTaken> kept, @Nullable StepTaken last) {
        if (last == null || kept.get(kept.size() - 1).seq() == last.seq()) {
            return List.copyOf(kept);
        }
        List<StepTaken> all = new ArrayList<>(kept);
        all.add(last);
        return List.copyOf(all);
    }

    /** The step with weights that lies closest before a flow time, or the first. */
    public Optional<StepTaken> weightsAt(double time) {
        return stepsWithWeights().stream()
                .filter(step -> step.time() <= time)
                .reduce((first, second) -> second)
                .or(() -> stepsWithWeights().stream().findFirst());
    }
}
