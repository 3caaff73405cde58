package io.driftlog.simulator.flow.radau.sign;

import io.driftlog.simulator.flow.DecayForce;
import io.driftlog.simulator.flow.DenseOutput;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.flow.Stepper;
import io.driftlog.simulator.flow.radau.RadauMultiplierStepper;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Regularizer;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@link RadauMultiplierStepper} on the flow of {@code F + lambda (S + a ||w||_1)} in Filippov's sense, S smooth. Between
 * events every weight has a fixed sign, or is held at 0. A step ends where a weight reaches 0, or where the force on a held
 * weight reaches {@code lambda a}:
 *
 * <ul>
 *   <li>at 0, a weight is held if {@code |d_i F + lambda d_i S| <= lambda a}, and crosses otherwise;
 *   <li>a held weight leaves with the sign of {@code -(d_i F + lambda d_i S)}.
 * </ul>
 *
 * <p>Events are looked for at eight points of the dense output; then the step is taken again with other sizes until its
 * end is the event. Every event is a restart of the smooth method. Signs are {@link #carried} over restart points, because
 * a weight that is about to leave is 0, too; at a point about which only weights and mu are known they follow from these.
 *
 * <p>Filippov, <i>Differential Equations with Discontinuous Righthand Sides</i>, 1988, ch. 2.
 */
public final class RadauSignStepper implements Stepper<RadauSignStepper.Memory> {
    private static final int LOOKS = 8;
    private static final int MOST_LOCATIONS = 40;
    /** The force on a held weight may exceed what holds it by this, relative to it. */
    private static final double FORCE_TOLERANCE = 1e-10;
    /** A weight has reached 0 when it is below this, relative to the largest weight. */
    private static final double ZERO = 1e-13;

    private static final double EVENT_SHRINKING = 0.3;
    private static final double CROWDED = 1e-9;
    private static final double LARGEST_CROWD = 2000;
    private static final double GIVE_UP = 1e-300;
    private static final int NUMBERS = 3;

    private final LeastSquaresObjective objective;
    private final double absoluteWeight;
    private final FrozenSigns frozen;
    private final DecayForce smooth;
    private final Regularizer regularizer;
    private final RadauMultiplierStepper radau;
    private final double[] force;
    private final double[] slope;

    /**
     * @param flow with a sum of squares, and a regulariser with kinks
     * @param relativeTolerance error allowed per weight, relative to it, above 0
     * @param absoluteTolerance error allowed per weight besides, above 0
     */
    public RadauSignStepper(GradientFlow flow, double relativeTolerance, double absoluteTolerance) {
        objective = (LeastSquaresObjective) flow.objective();
        regularizer = flow.regularizer();
        absoluteWeight = regularizer.absoluteWeight();
        frozen = new FrozenSigns(objective, regularizer);
        smooth = new DecayForce(frozen.decay(), flow.decay(), objective.dimension());
        radau = new RadauMultiplierStepper(frozen, smooth, relativeTolerance, absoluteTolerance);
        force = new double[objective.dimension()];
        slope = new double[objective.dimension()];
    }

    /**
     * What the method remembers between steps.
     *
     * @param radau the memory of the smooth method; each piece has a separate array of weights
     * @param signs of the weights from here on: -1, 1, or 0 for a held weight; length d. Never modified.
     * @param intended the size of the step that the last event cut short; 0 after a step without event
     * @param eventTime when the last event was
     * @param crowd events in a row with no time between
     */
    public record Memory(
            RadauMultiplierStepper.Memory radau, double[] signs, double intended, double eventTime, double crowd) {}

    @Override
    public int order() {
        return radau.order();
    }

    @Override
    public Memory begin(FlowPoint point) {
        double[] multiplier = point.multiplier();
        if (multiplier.length == 0) {
            multiplier = new double[objective.samples()];
            objective.residuals(point.weights(), multiplier);
            Vectors.scale(objective.scale(), multiplier);
        }
        smooth.enter(point.time(), 0);
        FlowPoint start = new FlowPoint(point.time(), point.weights(), multiplier);
        forceAt(start);
        double[] signs = new double[point.weights().length];
        for (int i = 0; i < signs.length; i++) {
            double w = point.weights()[i];
            signs[i] = w == 0 ? signAtZero(i, start.time()) : Math.signum(w);
        }
        return begin(start, signs, 0, Double.NEGATIVE_INFINITY, 0);
    }

    @Override
    public Memory begin(FlowPoint point, double[] carried) {
        if (carried.length == 0) {
            return begin(point);
        }
        double[] signs = Arrays.copyOfRange(carried, NUMBERS, carried.length);
        return begin(point, signs, carried[0], carried[1], carried[2]);
    }

    private Memory begin(FlowPoint point, double[] signs, double intended, double eventTime, double crowd) {
        frozen.use(signs);
        return new Memory(radau.begin(point), signs, intended, eventTime, crowd);
    }

    /** The last event and the signs. */
    @Override
    public double[] carried(Memory memory) {
        double[] carried = new double[NUMBERS + memory.signs.length];
        carried[0] = memory.intended;
        carried[1] = memory.eventTime;
        carried[2] = memory.crowd;
        System.arraycopy(memory.signs, 0, carried, NUMBERS, memory.signs.length);
        return carried;
    }

    @Override
    public FlowPoint point(Memory memory) {
        return memory.radau.point();
    }

    /** {@code J^T mu}, also for weights that are held. */
    @Override
    public void lossGradient(Memory memory, double[] out) {
        FlowPoint point = memory.radau.point();
        objective.transposedJacobianProduct(point.weights(), point.multiplier(), out);
    }

    @Override
    public void lossGradientWithin(Memory before, FlowPoint point, double[] out) {
        objective.transposedJacobianProduct(point.weights(), point.multiplier(), out);
    }

    @Override
    public double initialStepSize(Memory memory) {
        return radau.initialStepSize(memory.radau);
    }

    @Override
    public Attempt<Memory> attempt(Memory memory, double stepSize) {
        if (memory.crowd > LARGEST_CROWD) {
            return new Attempt.Refused<>(
                    GIVE_UP, "The weights chatter: " + (long) memory.crowd + " events in a row with no time between.");
        }
        frozen.use(memory.signs);
        Attempt<RadauMultiplierStepper.Memory> attempt = radau.attempt(memory.radau, stepSize);
        if (attempt instanceof Attempt.Candidate<RadauMultiplierStepper.Memory> step) {
            if (!(step.error() < 1)) {
                return candidate(step, smoothEnd(memory, step));
            }
            double excess = firstExcess(memory, step.interpolant());
            return excess > 0 ? upToEvent(memory, stepSize, excess) : candidate(step, smoothEnd(memory, step));
        }
        Attempt.Refused<RadauMultiplierStepper.Memory> refused =
                (Attempt.Refused<RadauMultiplierStepper.Memory>) attempt;
        return new Attempt.Refused<>(refused.factor(), refused.reason());
    }

    private static Attempt<Memory> candidate(Attempt.Candidate<RadauMultiplierStepper.Memory> step, Memory after) {
        return new Attempt.Candidate<>(after, step.error(), step.safety(), step.interpolant());
    }

    private static Memory smoothEnd(Memory before, Attempt.Candidate<RadauMultiplierStepper.Memory> step) {
        return new Memory(step.memory(), before.signs, 0, before.eventTime, before.crowd);
    }

    /** The first of the points looked at that lies beyond an event, as the time since the start; 0 if none does. */
    private double firstExcess(Memory memory, DenseOutput interpolant) {
        double size = interpolant.end() - interpolant.start();
        for (int k = 1; k <= LOOKS; k++) {
            double time = k == LOOKS ? interpolant.end() : interpolant.start() + size * k / LOOKS;
            if (excess(memory, interpolant.pointAt(time)) > 0) {
                return time - interpolant.start();
            }
        }
        return 0;
    }

    /**
     * By how much a point is beyond the first event: the largest weight with the wrong sign, relative to the largest weight,
     * or the largest force on a held weight beyond what holds it, relative to that; at most 0 before any event.
     */
    private double excess(Memory memory, FlowPoint point) {
        double[] w = point.weights();
        double largest = largest(w);
        double excess = Double.NEGATIVE_INFINITY;
        boolean holds = false;
        for (int i = 0; i < w.length; i++) {
            if (memory.signs[i] == 0) {
                holds = true;
            } else {
                excess = Math.max(excess, -memory.signs[i] * w[i] / largest - ZERO);
            }
        }
        if (holds) {
            forceAt(point);
            double held = smooth.strength(point.time()) * absoluteWeight;
            for (int i = 0; i < w.length; i++) {
                if (memory.signs[i] == 0) {
                    excess = Math.max(excess, Math.abs(force[i]) / held - 1 - FORCE_TOLERANCE);
                }
            }
        }
        return excess;
    }

    private static double largest(double[] w) {
        double largest = Double.MIN_NORMAL;
        for (double weight : w) {
            largest = Math.max(largest, Math.abs(weight));
        }
        return largest;
    }

    /** {@code force <- J^T mu + lambda grad S}, of all weights. */
    private void forceAt(FlowPoint point) {
        objective.transposedJacobianProduct(point.weights(), point.multiplier(), force);
        regularizer.gradient(point.weights(), slope);
        double lambda = smooth.strength(point.time());
        for (int i = 0; i < force.length; i++) {
            force[i] += lambda * (slope[i] - absoluteWeight * Math.signum(point.weights()[i]));
        }
    }

    /** The sign of a weight at 0 under the force of {@link #forceAt}; 0 if it is held. */
    private double signAtZero(int weight, double time) {
        return Math.abs(force[weight]) <= smooth.strength(time) * absoluteWeight ? 0 : -Math.signum(force[weight]);
    }

    /** The step again with smaller sizes, by bisection with secants, until its end is just beyond the event. */
    private Attempt<Memory> upToEvent(Memory memory, double intended, double firstBeyond) {
        double before = 0;
        double beyond = firstBeyond;
        double excessBefore = 0;
        double excessBeyond = 0;
        double smallest = 4 * Math.ulp(memory.radau.point().time() + intended);
        Attempt.@Nullable Candidate<RadauMultiplierStepper.Memory> found = null;
        for (int k = 0; k < MOST_LOCATIONS && (found == null || beyond - before > smallest); k++) {
            double size = found == null ? beyond : between(before, excessBefore, beyond, excessBeyond, k);
            Attempt<RadauMultiplierStepper.Memory> attempt = radau.attempt(memory.radau, size);
            if (!(attempt instanceof Attempt.Candidate<RadauMultiplierStepper.Memory> step)) {
                return new Attempt.Refused<>(0.5 * size / intended, "The step up to an event cannot be solved.");
            }
            double excess = excess(memory, step.memory().point());
            if (excess > 0) {
                beyond = size;
                excessBeyond = excess;
                found = step;
                if (excess <= 3 * ZERO) {
                    break;
                }
            } else if (found == null) {
                return candidate(step, smoothEnd(memory, step)); // the interpolant alone went beyond
            } else {
                before = size;
                excessBefore = excess;
            }
        }
        return candidate(
                Objects.requireNonNull(found), eventEnd(memory, found.memory().point(), intended));
    }

    private static double between(double before, double excessBefore, double beyond, double excessBeyond, int k) {
        double middle = 0.5 * (before + beyond);
        if (k % 3 == 0 || excessBefore == 0 || Double.isInfinite(excessBefore)) {
            return middle;
        }
        double secant = before - excessBefore * (beyond - before) / (excessBeyond - excessBefore);
        double aimed = secant + 1e-3 * (beyond - secant); // just beyond the event
        return aimed > before && aimed < beyond ? aimed : middle;
    }

    /** Puts weights that reached 0 there, and lets all weights at 0 take the sign that the force gives them. */
    private Memory eventEnd(Memory before, FlowPoint point, double intended) {
        double[] w = point.weights().clone();
        double[] signs = before.signs.clone();
        double near = 10 * ZERO * largest(w);
        boolean[] reached = new boolean[w.length];
        for (int i = 0; i < w.length; i++) {
            reached[i] = signs[i] != 0
                            && signs[i] * w[i] <= near
                            && before.radau.point().weights()[i] != 0
                    || signs[i] != 0 && signs[i] * w[i] < 0;
            if (reached[i]) {
                w[i] = 0;
            }
        }
        FlowPoint end = new FlowPoint(point.time(), w, point.multiplier());
        forceAt(end);
        double held = smooth.strength(end.time()) * absoluteWeight;
        for (int i = 0; i < w.length; i++) {
            if (reached[i]) {
                signs[i] = signAtZero(i, end.time());
            } else if (signs[i] == 0 && Math.abs(force[i]) > held) {
                signs[i] = -Math.signum(force[i]);
            }
        }
        boolean crowded = point.time() - before.eventTime < CROWDED * intended;
        return begin(end, signs, intended, point.time(), crowded ? before.crowd + 1 : 0);
    }

    @Override
    public Memory retry(Memory memory) {
        return new Memory(radau.retry(memory.radau), memory.signs, memory.intended, memory.eventTime, memory.crowd);
    }

    /** After an event, a part of the size that it cut short. */
    @Override
    public double settle(Memory memory, double last, double proposed) {
        return memory.intended > 0
                ? Math.max(proposed, EVENT_SHRINKING * memory.intended)
                : radau.settle(memory.radau, last, proposed);
    }

    @Override
    public Work work() {
        return radau.work();
    }
}
