package io.driftlog.simulator.flow.radau.kink;

import io.driftlog.simulator.flow.DenseOutput;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.Stepper;
import io.driftlog.simulator.flow.objective.FrozenRelu;
import io.driftlog.simulator.flow.objective.ReluPattern;
import io.driftlog.simulator.flow.objective.TwoLayerRelu;
import io.driftlog.simulator.flow.radau.RadauMultiplierStepper;
import io.driftlog.simulator.flow.radau.solver.SampleSpaceSolver;
import io.driftlog.simulator.spi.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@link RadauMultiplierStepper} with an active set, for two-layer ReLU networks, whose gradient jumps where a neuron
 * bends at a sample. Within a step the activation pattern is frozen, so that the residuals are polynomials; where the
 * solution leaves the pattern, the step ends at the event and the pattern changes by {@link KinkRules}: the neuron
 * crosses the kink, begins to slide along it, or leaves it. Order 5 between events.
 *
 * <p><b>Sliding.</b> A Filippov solution on kinks moves with the convex combination of the velocities around that stays
 * on them. For this flow that is again a gradient flow, with {@code (v_j, b_j)} projected orthogonally to the normals
 * {@code (x_i, 1)} of all kinks that the neuron slides on; mu needs no change.
 *
 * <p><b>The multiplier.</b> Right after an event mu changes within O(1) of time, and what the last polynomial predicts
 * for a step much longer than that can be off by a factor of a hundred. The weights hardly feel it in the first Newton
 * iteration, so the iteration must not end before mu has settled too. For the same reason the solution within a step is
 * not its polynomial but the end of a shorter step from the same start: fast components that the whole step damps
 * without following them are right there as well.
 *
 * <p><b>Events.</b> A pre-activation may pass zero by a hundredth of the step's tolerance unnoticed, since neurons
 * graze kinks. A step that would pass by more is repeated up to there, until it meets the kink so closely that putting
 * the neuron onto it moves no residual by more than a thousandth of mu / c: at small lambda mu would answer with a
 * kick. If the repeated step no longer meets it, nothing happens: an event is never fired on the word of a longer step.
 * Events of one time are fired together, as neurons on one kink tend to leave it. After an event mu has a boundary
 * layer, so the next step is a tenth of the one before. More than two thousand events in a row with hardly any time
 * between are refused as chatter, and so are more events in all than ten per neuron and sample and another five
 * thousand: a neuron that grazes a kink may come back to it again and again.
 *
 * <p><b>Restarts.</b> The pattern cannot be found from the weights with certainty: a neuron that slides and one that
 * just crossed both have z = 0 up to rounding. So it is {@link #carried}, coded by {@link KinkModes}: every pair whose
 * state is not its sign, and four numbers of the events so far. At a point about which only weights and mu are known,
 * such as the start or a fork, the pattern is taken from signs and, at kinks, from the velocities.
 *
 * <p>Filippov, <i>Differential Equations with Discontinuous Righthand Sides</i>, 1988, ch. 2; Hairer, Norsett &amp;
 * Wanner, <i>Solving ODEs I</i>, sec. II.6 (event location by dense output).
 */
public final class RadauEventStepper implements Stepper<RadauEventStepper.Memory> {
    /** Of the step's relative tolerance. */
    private static final double MULTIPLIER_TOLERANCE = 100;

    private static final double NO_TIME = 1e-6;
    private static final int MAX_LOCATIONS = 12;
    private static final double CROWDED = 0.01;
    private static final double EVENT_SHRINKING = 0.1;
    private static final double CROWD_SHRINKING = 0.02;
    private static final double CROWD_STEP = 1e-4;
    private static final long LARGEST_CROWD = 2000;
    private static final long MOST_EVENTS = 5000;
    private static final long EVENTS_PER_KINK = 10;
    private static final double GIVE_UP = 1e-300;

    private final FrozenRelu network;
    private final RadauMultiplierStepper radau;
    private final KinkRules rules;
    private final KinkFinder finder;

    /**
     * @param objective F
     * @param weightDecay lambda, at least 0
     * @param relativeTolerance error allowed per weight, relative to it, above 0
     * @param absoluteTolerance error allowed per weight besides, above 0
     */
    public RadauEventStepper(
            TwoLayerRelu objective, double weightDecay, double relativeTolerance, double absoluteTolerance) {
        network = objective.frozen();
        double relative = RadauMultiplierStepper.stepTolerance(relativeTolerance);
        radau = new RadauMultiplierStepper(
                network,
                weightDecay,
                relativeTolerance,
                absoluteTolerance,
                MULTIPLIER_TOLERANCE * relative,
                SampleSpaceSolver.of(network, weightDecay));
        double absolute = relative * (absoluteTolerance / relativeTolerance);
        rules = new KinkRules(network, Math.max(1e-10, 10 * absolute));
        finder = new KinkFinder(network, relative, absolute);
    }

    /**
     * What the method remembers between steps.
     *
     * @param radau the memory of the smooth method; each pattern has a separate array of weights
     * @param pattern the activation pattern from here on
     * @param modes of the last event
     */
    public record Memory(RadauMultiplierStepper.Memory radau, ReluPattern pattern, KinkModes modes) {}

    @Override
    public int order() {
        return radau.order();
    }

    @Override
    public Memory begin(FlowPoint point) {
        double[] multiplier = multiplier(point);
        KinkRules.Outcome start = rules.start(point.weights(), multiplier);
        return begin(point.time(), start.weights(), multiplier, start.pattern(), KinkModes.NONE);
    }

    private double[] multiplier(FlowPoint point) {
        if (point.multiplier().length > 0) {
            return point.multiplier();
        }
        double[] multiplier = new double[network.samples()];
        network.use(ReluPattern.ofSigns(network, point.weights()));
        network.residuals(point.weights(), multiplier);
        Vectors.scale(network.scale(), multiplier);
        return multiplier;
    }

    /** The pattern and the last event, coded by {@link KinkModes}. */
    @Override
    public double[] carried(Memory memory) {
        return memory.modes.write(network, memory.radau.point().weights(), memory.pattern);
    }

    @Override
    public Memory begin(FlowPoint point, double[] carried) {
        if (carried.length == 0) {
            return begin(point);
        }
        ReluPattern pattern = KinkModes.pattern(network, point.weights(), carried);
        double[] weights = point.weights().clone();
        return begin(point.time(), weights, multiplier(point), pattern, KinkModes.read(carried));
    }

    private Memory begin(double time, double[] weights, double[] multiplier, ReluPattern pattern, KinkModes modes) {
        network.use(pattern);
        return new Memory(radau.begin(new FlowPoint(time, weights, multiplier)), pattern, modes);
    }

    @Override
    public FlowPoint point(Memory memory) {
        return memory.radau.point();
    }

    /** {@code J^T mu}, with the parts that sliding takes away left out. */
    @Override
    public void lossGradient(Memory memory, double[] out) {
        network.use(memory.pattern);
        radau.lossGradient(memory.radau, out);
    }

    @Override
    public void lossGradientWithin(Memory before, FlowPoint point, double[] out) {
        network.use(before.pattern);
        radau.lossGradientWithin(before.radau, point, out);
    }

    @Override
    public double initialStepSize(Memory memory) {
        return radau.initialStepSize(memory.radau);
    }

    @Override
    public Attempt<Memory> attempt(Memory memory, double stepSize) {
        if (memory.modes.crowd() > LARGEST_CROWD) {
            return new Attempt.Refused<>(
                    GIVE_UP, "The neurons chatter: " + memory.modes.crowd() + " kinks in a row with no time between.");
        }
        if (memory.modes.total() > MOST_EVENTS + EVENTS_PER_KINK * network.neurons() * network.samples()) {
            return new Attempt.Refused<>(
                    GIVE_UP, "The neurons chatter: " + memory.modes.total() + " kinks so far, and no end to them.");
        }
        network.use(memory.pattern);
        FlowPoint start = memory.radau.point();
        double size = stepSize;
        double smallest = 8 * Math.ulp(start.time());
        Optional<KinkFinder.Event> located = Optional.empty();
        for (int locations = 0; ; locations++) {
            Attempt<RadauMultiplierStepper.Memory> attempt = radau.attempt(memory.radau, size);
            if (attempt instanceof Attempt.Refused<RadauMultiplierStepper.Memory> refused) {
                return new Attempt.Refused<>(refused.factor() * (size / stepSize), refused.reason());
            }
            Attempt.Candidate<RadauMultiplierStepper.Memory> step =
                    (Attempt.Candidate<RadauMultiplierStepper.Memory>) attempt;
            if (!(step.error() < 1)) {
                return candidate(memory, step, smoothEnd(memory, step.memory()));
            }
            KinkFinder.Events events = finder.within(
                    start, step.memory().point(), step.memory().last().orElseThrow(), memory.pattern);
            if (events.first().isEmpty()
                    && (located.isEmpty()
                            || (events.atEnd().isEmpty() && size > Math.max(smallest, NO_TIME * stepSize)))) {
                return candidate(memory, step, smoothEnd(memory, step.memory()));
            }
            located = events.first().isPresent() ? events.first() : located;
            double position = events.first().map(KinkFinder.Event::position).orElse(1.0);
            double smaller = Math.max(size * position, smallest);
            if (smaller >= size || locations == MAX_LOCATIONS) {
                List<KinkFinder.Event> now = events.atEnd().isEmpty() ? List.of(located.get()) : events.atEnd();
                return candidate(memory, step, eventEnd(memory, step.memory(), now, stepSize));
            }
            size = smaller;
        }
    }

    private Attempt.Candidate<Memory> candidate(
            Memory before, Attempt.Candidate<RadauMultiplierStepper.Memory> step, Memory after) {
        return new Attempt.Candidate<>(after, step.error(), step.safety(), new Within(before, step.interpolant()));
    }

    /** The solution within a step, by a further step up to the requested time. */
    private final class Within implements DenseOutput {
        private final Memory before;
        private final DenseOutput polynomial;

        Within(Memory before, DenseOutput polynomial) {
            this.before = before;
            this.polynomial = polynomial;
        }

        @Override
        public double start() {
            return polynomial.start();
        }

        @Override
        public double end() {
            return polynomial.end();
        }

        @Override
        public void weightsAt(double time, double[] out) {
            shorterStep(time)
                    .ifPresentOrElse(
                            point -> System.arraycopy(point.weights(), 0, out, 0, out.length),
                            () -> polynomial.weightsAt(time, out));
        }

        @Override
        public FlowPoint pointAt(double time) {
            return shorterStep(time).orElseGet(() -> polynomial.pointAt(time));
        }

        private Optional<FlowPoint> shorterStep(double time) {
            if (time <= start() || time >= end()) {
                return Optional.empty();
            }
            network.use(before.pattern);
            return radau.attempt(before.radau, time - start())
                                    instanceof Attempt.Candidate<RadauMultiplierStepper.Memory> step
                            && step.error() < 1
                    ? Optional.of(new FlowPoint(
                            time,
                            step.memory().point().weights(),
                            step.memory().point().multiplier()))
                    : Optional.empty();
        }
    }

    /** The memory after a step without event, but for silent neurons at the origin that may now leave it. */
    private Memory smoothEnd(Memory before, RadauMultiplierStepper.Memory end) {
        FlowPoint point = end.point();
        return rules.wake(new KinkRules.Outcome(point.weights(), before.pattern), point.multiplier())
                .map(woken -> begin(
                        point.time(),
                        woken.weights().clone(),
                        point.multiplier(),
                        woken.pattern(),
                        before.modes.passed()))
                .orElseGet(() -> new Memory(end, before.pattern, before.modes.passed()));
    }

    private Memory eventEnd(
            Memory before, RadauMultiplierStepper.Memory end, List<KinkFinder.Event> events, double intended) {
        FlowPoint point = end.point();
        KinkRules.Outcome outcome = new KinkRules.Outcome(point.weights(), before.pattern);
        for (KinkFinder.Event event : events) {
            outcome = leave(outcome, point.multiplier(), event);
        }
        outcome = reach(outcome, point.multiplier(), events);
        outcome = rules.wake(outcome, point.multiplier()).orElse(outcome);
        boolean crowded = point.time() - before.modes.eventTime() < CROWDED * intended;
        KinkModes modes =
                new KinkModes(intended, crowded ? before.modes.crowd() + 1 : 0, point.time(), before.modes.total() + 1);
        return begin(point.time(), outcome.weights().clone(), point.multiplier(), outcome.pattern(), modes);
    }

    /** Lets a sliding neuron leave, unless another event at the same time has done it already. */
    private KinkRules.Outcome leave(KinkRules.Outcome before, double[] multiplier, KinkFinder.Event event) {
        if (!before.pattern().slidesOn(event.neuron(), event.kink())) {
            return before;
        }
        if (event.kind() == KinkFinder.Kind.TURNS) {
            return rules.turn(before, event.neuron());
        }
        boolean active = event.kind() == KinkFinder.Kind.LEAVES_ACTIVE;
        return rules.leave(before, multiplier, event.neuron(), event.kink(), active);
    }

    /** Lets neurons reach kinks, each all of its kinks at once. */
    private KinkRules.Outcome reach(KinkRules.Outcome before, double[] multiplier, List<KinkFinder.Event> events) {
        Map<Integer, List<Integer>> kinks = new TreeMap<>();
        for (KinkFinder.Event event : events) {
            if (event.kind() == KinkFinder.Kind.REACHES) {
                kinks.computeIfAbsent(event.neuron(), j -> new ArrayList<>()).add(event.kink());
            }
        }
        KinkRules.Outcome outcome = before;
        for (Map.Entry<Integer, List<Integer>> of : kinks.entrySet()) {
            int[] reached = of.getValue().stream().mapToInt(k -> k).toArray();
            outcome = rules.reach(outcome, multiplier, of.getKey(), reached);
        }
        return outcome;
    }

    @Override
    public Memory retry(Memory memory) {
        return new Memory(radau.retry(memory.radau), memory.pattern, memory.modes);
    }

    /** After an event, a tenth of the size that it cut short, and less in a crowd of events. */
    @Override
    public double settle(Memory memory, double last, double proposed) {
        double intended = memory.modes.intended();
        if (intended == 0) {
            return radau.settle(memory.radau, last, proposed);
        }
        double size = Math.max(proposed, intended);
        double shrunk = EVENT_SHRINKING * size * StrictMath.pow(CROWD_SHRINKING, memory.modes.crowd());
        return Math.max(shrunk, Math.min(size, CROWD_STEP));
    }

    @Override
    public Work work() {
        return radau.work();
    }
}
