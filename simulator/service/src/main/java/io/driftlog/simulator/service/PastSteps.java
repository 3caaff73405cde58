package io.driftlog.simulator.service;

import io.driftlog.events.Measures;
import io.driftlog.events.Origin;
import io.driftlog.events.Origin.PastStep;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import java.util.ArrayList;
import java.util.List;

/**
 * The scalars of a run up to the step at which a fork begins, those of its own ancestor first. At most {@link #MOST}: of
 * steps that lie closer in ln t than a spacing only the first is kept, and the spacing doubles when they become too many.
 */
final class PastSteps {
    static final int MOST = 1000;

    private static final double FIRST_SPACING = 0.005;

    private final double weightDecay;
    private List<PastStep> kept = new ArrayList<>();
    private double spacing = FIRST_SPACING;

    PastSteps(RunStarted run) {
        weightDecay = run.spec().weightDecay();
        run.origin().map(Origin::history).ifPresent(history -> history.forEach(this::add));
    }

    void add(StepTaken step) {
        add(of(step));
    }

    private PastStep of(StepTaken step) {
        return new PastStep(
                step.time(),
                step.trainLoss(),
                step.testLoss(),
                step.weightNormSquared(),
                step.gradientNorm(),
                step.measures().getOrDefault(Measures.WEIGHT_DECAY, weightDecay));
    }

    private void add(PastStep step) {
        if (!isApart(step)) {
            return;
        }
        kept.add(step);
        if (kept.size() == MOST) {
            List<PastStep> all = kept;
            kept = new ArrayList<>();
            spacing *= 2;
            all.forEach(this::add);
        }
    }

    private boolean isApart(PastStep step) {
        if (kept.isEmpty()) {
            return true;
        }
        double before = kept.get(kept.size() - 1).time();
        return step.time() > before && !(before > 0 && StrictMath.log(step.time() / before) < spacing);
    }

    /** Up to a step, which is the last of them. */
    List<PastStep> upTo(StepTaken last) {
        List<PastStep> past = new ArrayList<>(kept);
        past.removeIf(step -> step.time() >= last.time());
        past.add(of(last));
        return past;
    }
}
