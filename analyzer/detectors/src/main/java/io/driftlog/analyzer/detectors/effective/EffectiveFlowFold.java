package io.driftlog.analyzer.detectors.effective;

import io.driftlog.analyzer.detectors.effective.EffectiveFlowAnalyzer.Definition;
import io.driftlog.analyzer.detectors.effective.EffectiveFlowAnalyzer.State;
import io.driftlog.analyzer.detectors.phase.Mark;
import io.driftlog.analyzer.detectors.phase.PhaseTracker;
import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingKinds;
import io.driftlog.events.Origin;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.Gradual;
import io.driftlog.simulator.flow.effective.SlowMotion;
import io.driftlog.simulator.flow.effective.SmoothPiece;
import io.driftlog.simulator.flow.effective.TangentProjector;
import io.driftlog.simulator.flow.spec.Problem;
import io.driftlog.simulator.spi.Regularizer;
import io.driftlog.simulator.spi.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fold that compares one run with its effective flow. The prediction is a function of the run's beginning; it is
 * derived in portions before t_WD, complete at t_WD or the end of the run, and cached here, outside the state.
 */
final class EffectiveFlowFold implements RunFold<State> {
    /** What is measured at a step. */
    static final String[] COLUMNS = {
        FindingKinds.SLOW_TIME,
        FindingKinds.DEVIATION,
        "tangentialFraction",
        "angle",
        "kktResidual",
        "speed",
        "rank",
        "smallestKept",
        "largestDropped",
        "largestEigenvalue",
        "neuronsOnKinks"
    };

    private static final String NOTHING_TO_COMPARE =
            "; the run did not come to its slow phase, so there is nothing to hold against it";
    private static final double FARTHEST = 1000;
    /** Steps of the derivation at each event before t_WD, so that no event takes long; the rest follows at t_WD. */
    private static final int DERIVED_PER_EVENT = 4;

    private final Definition definition;
    private final State initial;
    private final RunSpec spec;
    /** Flow time at which the run begins: 0, but for a fork. Slow time counts from there. */
    private final double startTime;

    private final RebuiltProblem rebuilt;
    private final Problem problem;
    private final PhaseTracker tracker;
    private final SlowTimeGrid grid;
    private final double[] difference;
    private final SmoothPiece piece;
    private @Nullable Gradual<Prediction> derivation;
    private double[] derivedFrom = {};

    EffectiveFlowFold(Definition definition, RunStarted run, RebuiltProblem rebuilt) {
        this.definition = definition;
        spec = run.spec();
        startTime = run.origin().map(Origin::time).orElse(0.0);
        this.rebuilt = rebuilt;
        problem = rebuilt.problem().orElseThrow();
        tracker = new PhaseTracker(definition.epsilon(), spec);
        initial = new State(
                tracker.begin(run).withoutOnset(), new double[0], Deviation.NONE, Table.empty(COLUMNS.length), 0, 0);
        int d = rebuilt.objective().dimension();
        grid = definition.grid(Math.min(rebuilt.objective().samples(), d));
        difference = new double[d];
        piece = new SmoothPiece(rebuilt.objective());
    }

    @Override
    public State initial() {
        return initial;
    }

    @Override
    public Fold<State> accept(State state, StepTaken step) {
        PhaseTracker.State phases = tracker.accept(state.phases(), step);
        double[] start = step.seq() == 0 ? startOf(step) : state.start();
        if (phases.onset().isEmpty()) {
            derivation(start).advance(DERIVED_PER_EVENT);
            return Fold.nothing(new State(phases, start, state.deviation(), state.measured(), 0, 0));
        }
        State next = slowStep(state, start, phases, step);
        return state.phases().onset().isPresent()
                ? Fold.nothing(next)
                : new Fold<>(
                        next,
                        List.of(derivation(start)
                                .result()
                                .finding(Stage.PROVISIONAL, phases.onset().map(Mark::time), "")));
    }

    /** Its weights; empty if the first event describes the same. */
    private double[] startOf(StepTaken initial) {
        boolean known = initial.weights().length != difference.length
                || Arrays.equals(initial.weights(), problem.initialWeights());
        return known ? new double[0] : initial.weights().clone();
    }

    private Gradual<Prediction> derivation(double[] start) {
        Gradual<Prediction> known = derivation;
        if (known == null || !Arrays.equals(start, derivedFrom)) {
            double end = slowTime(spec.endTime());
            double slowTime = Math.max(definition.limitSlowTime(), end <= FARTHEST ? end : 0);
            Problem from = start.length == 0
                    ? problem
                    : new Problem(problem.flow(), start.clone(), problem.startTime(), problem.seed());
            known = Prediction.of(spec, from, definition.tolerance(), slowTime);
            derivation = known;
            derivedFrom = start.clone();
        }
        return known;
    }

    private State slowStep(State state, double[] start, PhaseTracker.State phases, StepTaken step) {
        double slowTime = slowTime(step.time());
        boolean inWindow = slowTime >= definition.windowStart() && slowTime <= definition.windowEnd();
        double[] predicted = derivation(start).result().weightsAt(slowTime);
        Deviation deviation = inWindow
                ? state.deviation().ofNorm(relative(Vectors.normSquared(predicted), step.weightNormSquared()))
                : state.deviation();
        Table measured = state.measured();
        long bare = state.withoutWeights();
        long without = state.withoutMultiplier();
        if (step.weights().length != difference.length) {
            return new State(phases, start, deviation, measured, bare + 1, without);
        }
        double distance = distance(predicted, step.weights());
        deviation = deviation.ofWeights(slowTime, distance, inWindow);
        if (measured.rows() > 0 && !grid.isNew(measured.at(measured.rows() - 1, 0), slowTime)) {
            return new State(phases, start, deviation, measured, bare, without);
        }
        return new State(
                phases,
                start,
                deviation,
                measured.with(measure(step, slowTime, distance)),
                bare,
                without + (hasMultiplier(step) ? 0 : 1));
    }

    /** Slow time since the start of the run. */
    private double slowTime(double time) {
        return spec.decay().isConstant()
                ? spec.weightDecay() * (time - startTime)
                : spec.decay().slowTime(time) - spec.decay().slowTime(startTime);
    }

    private static double relative(double predicted, double observed) {
        return Math.abs(predicted - observed) / observed;
    }

    private double distance(double[] predicted, double[] observed) {
        System.arraycopy(predicted, 0, difference, 0, difference.length);
        Vectors.addScaled(-1, observed, difference);
        return Math.sqrt(Vectors.normSquared(difference) / Vectors.normSquared(observed));
    }

    private boolean hasMultiplier(StepTaken step) {
        return step.multiplier().length == rebuilt.objective().samples();
    }

    private double[] measure(StepTaken step, double slowTime, double distance) {
        Regularizer regularizer = problem.flow().regularizer();
        TangentProjector projector = TangentProjector.at(piece.at(step.weights()), step.weights());
        SlowMotion motion = hasMultiplier(step)
                ? SlowMotion.at(projector, regularizer, spec.decay().at(step.time()), step.weights(), step.multiplier())
                : SlowMotion.withoutMotion(projector, regularizer, step.weights());
        return new double[] {
            slowTime,
            distance,
            motion.tangentialFraction(),
            motion.angle(),
            motion.kktResidual(),
            motion.speed(),
            projector.rank(),
            projector.smallestKept(),
            projector.largestDropped(),
            projector.spectrum().eigenvalue(0),
            piece.hasKinks() ? piece.neuronsOnKinks() : Double.NaN
        };
    }

    @Override
    public List<Finding> finish(State state, RunEnded end) {
        Optional<Finding.BracketedTime> onset = state.phases().onset().map(Mark::time);
        List<Finding> findings = new ArrayList<>();
        findings.add(derivation(state.start())
                .result()
                .finding(Stage.FINAL, onset, onset.isPresent() ? "" : NOTHING_TO_COMPARE));
        onset.ifPresent(time -> findings.add(Comparison.of(definition, state).finding(time)));
        return findings;
    }
}
