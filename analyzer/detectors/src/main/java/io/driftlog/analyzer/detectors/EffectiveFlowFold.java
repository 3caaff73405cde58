package io.driftlog.analyzer.detectors;

import io.driftlog.analyzer.detectors.EffectiveFlowAnalyzer.Definition;
import io.driftlog.analyzer.detectors.EffectiveFlowAnalyzer.State;
import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.Regularizer;
import io.driftlog.simulator.flow.Vectors;
import io.driftlog.simulator.flow.effective.SlowMotion;
import io.driftlog.simulator.flow.effective.SmoothPiece;
import io.driftlog.simulator.flow.effective.TangentProjector;
import io.driftlog.simulator.flow.spec.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fold of one run against its effective flow. The prediction is a function of the run's first event; it is computed
 * when t_WD comes, or at the end, and kept here, beside the state, only to spare computing it again.
 */
final class EffectiveFlowFold implements RunFold<State> {
    /** What is measured at a step. */
    static final String[] COLUMNS = {
        "slowTime",
        "deviation",
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

    private static final double FARTHEST = 1000;

    private final Definition definition;
    private final RunSpec spec;
    private final RebuiltProblem rebuilt;
    private final Problem problem;
    private final PhaseTracker tracker;
    private final SlowTimeGrid grid;
    private final double[] difference;
    private final SmoothPiece piece;
    private @Nullable Prediction prediction;

    EffectiveFlowFold(Definition definition, RunSpec spec, RebuiltProblem rebuilt) {
        this.definition = definition;
        this.spec = spec;
        this.rebuilt = rebuilt;
        problem = rebuilt.problem().orElseThrow();
        tracker = new PhaseTracker(definition.epsilon(), spec.weightDecay());
        int d = rebuilt.objective().dimension();
        grid = definition.grid(Math.min(rebuilt.objective().samples(), d));
        difference = new double[d];
        piece = new SmoothPiece(rebuilt.objective());
    }

    private Prediction prediction() {
        Prediction known = prediction;
        if (known == null) {
            double end = spec.weightDecay() * spec.until().endTime(spec.weightDecay());
            double slowTime = Math.max(definition.limitSlowTime(), end <= FARTHEST ? end : 0);
            known = Prediction.of(spec, problem, definition.tolerance(), slowTime);
            prediction = known;
        }
        return known;
    }

    @Override
    public State initial() {
        return State.INITIAL;
    }

    @Override
    public Fold<State> accept(State state, StepTaken step) {
        PhaseTracker.State phases = tracker.accept(state.phases(), step);
        if (phases.onset().isEmpty()) {
            return Fold.nothing(new State(phases, state.deviation(), state.measured(), 0, 0));
        }
        State next = slowStep(state, phases, step);
        return state.phases().onset().isPresent()
                ? Fold.nothing(next)
                : new Fold<>(
                        next,
                        List.of(prediction()
                                .finding(Stage.PROVISIONAL, phases.onset().map(Mark::time), "")));
    }

    private State slowStep(State state, PhaseTracker.State phases, StepTaken step) {
        double slowTime = spec.weightDecay() * step.time();
        boolean inWindow = slowTime >= definition.windowStart() && slowTime <= definition.windowEnd();
        double[] predicted = prediction().weightsAt(slowTime);
        Deviation deviation = inWindow
                ? state.deviation().ofNorm(relative(Vectors.normSquared(predicted), step.weightNormSquared()))
                : state.deviation();
        if (step.weights().length != difference.length) {
            return new State(
                    phases, deviation, state.measured(), state.withoutWeights() + 1, state.withoutMultiplier());
        }
        double distance = distance(predicted, step.weights());
        deviation = deviation.ofWeights(slowTime, distance, inWindow);
        Table measured = state.measured();
        boolean isNew = measured.rows() == 0 || grid.isNew(measured.at(measured.rows() - 1, 0), slowTime);
        if (!isNew) {
            return new State(phases, deviation, measured, state.withoutWeights(), state.withoutMultiplier());
        }
        long without = state.withoutMultiplier() + (hasMultiplier(step) ? 0 : 1);
        return new State(
                phases, deviation, measured.with(measure(step, slowTime, distance)), state.withoutWeights(), without);
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
                ? SlowMotion.at(projector, regularizer, spec.weightDecay(), step.weights(), step.multiplier())
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
        findings.add(prediction().finding(Stage.FINAL, onset, onset.isPresent() ? "" : nothingToCompare()));
        onset.ifPresent(time -> findings.add(new Comparison(definition, state).finding(time)));
        return findings;
    }

    private String nothingToCompare() {
        return spec.weightDecay() > 0
                ? "; the run did not come to its slow phase, so there is nothing to hold against it"
                : "; this is what the run would follow with a small weight decay: with none it has no slow phase";
    }
}
