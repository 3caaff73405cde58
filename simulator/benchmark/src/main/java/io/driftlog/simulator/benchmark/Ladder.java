package io.driftlog.simulator.benchmark;

import io.driftlog.simulator.benchmark.Contender.Measurement;
import io.driftlog.simulator.benchmark.Contender.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One contender on one task at three tolerances, a decade apart, the tightest of which meets the target error; its cost
 * at exactly that error is interpolated between them, both logarithmic.
 */
final class Ladder {
    /** The measured error at which costs are compared. */
    static final double TARGET_ERROR = 1e-6;

    private static final int RUNGS = 3;
    private static final int MOST_RUNGS = 7;
    /** So far above the target the cost is not extrapolated. */
    private static final double EXTRAPOLATED = 3;

    private final Contender contender;
    private final Task task;
    private final List<Rung> rungs = new ArrayList<>();

    /**
     * A measurement at a tolerance.
     *
     * @param relativeTolerance the tolerance asked for
     * @param best the fastest measurement
     */
    record Rung(double relativeTolerance, Measurement best) {}

    Ladder(Contender contender, Task task) {
        this.contender = contender;
        this.task = task;
    }

    Contender contender() {
        return contender;
    }

    Task task() {
        return task;
    }

    /** Tightens the tolerance until three are measured and the last meets the target. */
    void climb() {
        double tolerance = contender.loosestTolerance();
        for (int i = 0; i < MOST_RUNGS; i++) {
            Optional<Measurement> measured = contender.measure(task, tolerance);
            if (measured.isEmpty()) {
                return;
            }
            rungs.add(new Rung(tolerance, measured.get()));
            if (rungs.size() >= RUNGS && measured.get().error() <= TARGET_ERROR) {
                break;
            }
            tolerance = Double.parseDouble(ProblemFile.exponent(tolerance / 10));
        }
        while (rungs.size() > RUNGS) {
            rungs.remove(0);
        }
    }

    /** Measures every rung once more and keeps the faster time. */
    void repeat() {
        rungs.replaceAll(rung -> new Rung(
                rung.relativeTolerance(),
                contender
                        .measure(task, rung.relativeTolerance())
                        .map(rung.best()::orFaster)
                        .orElse(rung.best())));
    }

    /** What was measured, loosest tolerance first; empty when not even that came to an end. */
    List<Rung> rungs() {
        return List.copyOf(rungs);
    }

    /** The rung at this tolerance. */
    Optional<Rung> at(double relativeTolerance) {
        return rungs.stream()
                .filter(rung -> Math.abs(rung.relativeTolerance() / relativeTolerance - 1) < 1e-6)
                .findFirst();
    }

    /** The loosest rung that meets the target, or the most accurate one. */
    Optional<Rung> shown() {
        Optional<Rung> meets = rungs.stream()
                .filter(rung -> rung.best().error() <= TARGET_ERROR)
                .findFirst();
        return meets.isPresent()
                ? meets
                : rungs.stream().reduce((a, b) -> a.best().error() < b.best().error() ? a : b);
    }

    /** CPU seconds at the target error. */
    OptionalDouble cost() {
        return cost(rungs.stream().map(Rung::best).toList(), TARGET_ERROR);
    }

    /**
     * Interpolates a cost.
     *
     * @param points measurements, loosest tolerance first
     * @param target the error
     * @return the cost there; that of the loosest when even it meets the target; empty when none comes near it
     */
    static OptionalDouble cost(List<Measurement> points, double target) {
        List<Measurement> usable =
                points.stream().filter(point -> point.error() > 0).toList();
        if (usable.isEmpty()) {
            return OptionalDouble.empty();
        }
        if (usable.get(0).error() <= target) {
            return OptionalDouble.of(usable.get(0).cpuSeconds());
        }
        for (int i = 1; i < usable.size(); i++) {
            if (usable.get(i).error() <= target) {
                return OptionalDouble.of(between(usable.get(i - 1), usable.get(i), target));
            }
        }
        int last = usable.size() - 1;
        boolean near = usable.get(last).error() <= EXTRAPOLATED * target;
        return near
                        && last > 0
                        && usable.get(last).error() < usable.get(last - 1).error()
                ? OptionalDouble.of(between(usable.get(last - 1), usable.get(last), target))
                : OptionalDouble.empty();
    }

    private static double between(Measurement loose, Measurement tight, double target) {
        double share = Math.log(loose.error() / target) / Math.log(loose.error() / tight.error());
        return loose.cpuSeconds() * Math.pow(tight.cpuSeconds() / loose.cpuSeconds(), share);
    }
}
