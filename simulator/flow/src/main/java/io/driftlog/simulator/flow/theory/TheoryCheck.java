package io.driftlog.simulator.flow.theory;

import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StopRule;
import io.driftlog.simulator.flow.effective.EffectiveFlow;
import io.driftlog.simulator.flow.effective.SmoothPiece;
import io.driftlog.simulator.flow.effective.TangentProjector;
import io.driftlog.simulator.flow.loop.UnregularizedLimit;
import io.driftlog.simulator.flow.spec.Methods;
import io.driftlog.simulator.flow.spec.Problem;
import io.driftlog.simulator.flow.spec.Problems;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Regularizer;
import io.driftlog.simulator.spi.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What runs from one starting point are compared with: the limit Phi(w0) of the unregularised flow, the effective flow
 * from there, and the times at which to compare. One instance serves one thread.
 */
public final class TheoryCheck {
    private static final String TOLERANCE = "relativeTolerance";
    private static final String ABSOLUTE_TOLERANCE = "absoluteTolerance";
    /** Sampling per decade of flow time, from a hundredth of the first window on. */
    private static final int PER_DECADE = 20;
    /** Samples in each window of slow time, evenly spaced in its logarithm. */
    private static final int PER_WINDOW = 48;
    /** Slow time by which the effective flow is at its limit: on problem C it takes 160. */
    private static final double TO_THE_LIMIT = 400;
    /** The run without weight decay ends where its gradient is so small a part of its start. */
    private static final double AT_REST = 1e-12;

    private final RunSpec spec;
    private final Settings settings;
    private final LeastSquaresObjective objective;
    private final Regularizer regularizer;
    private final double[] initialWeights;
    private final UnregularizedLimit start;
    private final EffectiveFlow effectiveFlow;
    private final double[] limit;
    private final double[] flowTimes;
    private final double[] slowGrid;
    private final double[] gaps;

    /**
     * Where to compare, and how precisely to integrate.
     *
     * @param flowWindows the ends T of the windows [0, T] of flow time, increasing
     * @param slowWindows the edges of the windows of slow time, increasing, above 0
     * @param slowTime where the runs end, at least the last edge
     * @param tolerance relative tolerance of the runs; a thousandth of it absolute
     */
    public record Settings(double[] flowWindows, double[] slowWindows, double slowTime, double tolerance) {
        /** [0, 1], [0, 10], [0, 100]; 0.05, 1, 2, 5, 10; slow time 20; 1e-9. */
        public static final Settings DEFAULT =
                new Settings(new double[] {1, 10, 100}, new double[] {0.05, 1, 2, 5, 10}, 20, 1e-9);

        /** Errors up to this are those of the integration. */
        double floor() {
            return 100 * tolerance;
        }
    }

    private TheoryCheck(RunSpec spec, Settings settings, Problem problem, LeastSquaresObjective objective) {
        this.spec = spec;
        this.settings = settings;
        this.objective = objective;
        regularizer = problem.flow().regularizer();
        initialWeights = problem.initialWeights();
        start = UnregularizedLimit.of(spec, initialWeights);
        effectiveFlow = EffectiveFlow.from(
                objective,
                regularizer,
                start.weights(),
                EffectiveFlow.Settings.DEFAULT.until(Math.max(TO_THE_LIMIT, 2 * settings.slowTime())));
        limit = effectiveFlow.endWeights();
        double[] windows = settings.flowWindows();
        flowTimes = logarithmic(windows[0] / 100, windows[windows.length - 1], PER_DECADE);
        slowGrid = slowGrid(settings.slowWindows());
        gaps = gaps();
    }

    /**
     * Derives what runs are compared with. That takes as long as a run or two.
     *
     * @param spec the starting point, the objective and the method; lambda and end play no part
     * @throws InvalidSpecException when the objective is no sum of squares, or cannot be run
     */
    public static TheoryCheck of(RunSpec spec, Settings settings) {
        Problem problem = Problems.open(spec);
        if (!(problem.flow().objective() instanceof LeastSquaresObjective objective)) {
            throw new InvalidSpecException(
                    "objective",
                    "the objective is no sum of squares, so its effective flow cannot be derived; take another"
                            + " objective.");
        }
        if (!EffectiveFlow.isKnown(objective, problem.flow().regularizer())) {
            throw new InvalidSpecException(
                    "regularizer",
                    "the regularizer " + spec.regularizer()
                            + " has kinks, so its effective flow can be derived for models alone that are linear in"
                            + " their weights, and for l1 or elastic-net; take a smooth one, such as l2 or lq.");
        }
        return new TheoryCheck(spec, settings, problem, objective);
    }

    private static double[] logarithmic(double first, double last, int perDecade) {
        int count = (int) StrictMath.round(StrictMath.log10(last / first) * perDecade);
        double[] times = new double[count + 1];
        for (int i = 0; i <= count; i++) {
            times[i] = i == count ? last : first * StrictMath.exp(i * StrictMath.log(last / first) / count);
        }
        return times;
    }

    private static double[] slowGrid(double[] edges) {
        List<Double> times = new ArrayList<>();
        for (int k = 0; k + 1 < edges.length; k++) {
            for (int i = 0; i < PER_WINDOW; i++) {
                times.add(edges[k] * StrictMath.exp(i * StrictMath.log(edges[k + 1] / edges[k]) / PER_WINDOW));
            }
        }
        times.add(edges[edges.length - 1]);
        return times.stream().mapToDouble(time -> time).toArray();
    }

    /** The smallest kept eigenvalue of {@code J J^T} along the effective flow, at its start and at every edge. */
    private double[] gaps() {
        double[] edges = settings.slowWindows();
        double[] found = new double[edges.length + 1];
        found[0] = effectiveFlow.start().smallestKept();
        double[] w = new double[objective.dimension()];
        for (int k = 0; k < edges.length; k++) {
            effectiveFlow.weightsAt(edges[k], w);
            found[k + 1] = smallestKept(w);
        }
        return found;
    }

    /** The spec of the run with this lambda; with lambda = 0 it ends where it has come to rest. */
    public RunSpec run(double weightDecay, double smallestWeightDecay) {
        double end = settings.slowTime() / (weightDecay > 0 ? weightDecay : smallestWeightDecay);
        double[] gradient = new double[initialWeights.length];
        objective.gradient(initialWeights, gradient);
        double atRest = AT_REST * Math.sqrt(Vectors.normSquared(gradient));
        return spec.with(new InitialSpec.Given(initialWeights))
                .withConstant(weightDecay)
                .with(method())
                .with(new StopRule(
                        OptionalDouble.of(end),
                        OptionalDouble.empty(),
                        weightDecay > 0 || !(atRest > 0) ? OptionalDouble.empty() : OptionalDouble.of(atRest)));
    }

    /** The method of the spec, at the tolerance of the settings where it has one. */
    private MethodSpec method() {
        MethodSpec complete = Methods.complete(spec.method());
        if (!complete.parameters().containsKey(TOLERANCE)) {
            return spec.method();
        }
        SortedMap<String, Double> parameters = new TreeMap<>(spec.method().parameters());
        parameters.put(TOLERANCE, settings.tolerance());
        parameters.put(ABSOLUTE_TOLERANCE, 1e-3 * settings.tolerance());
        return new MethodSpec(spec.method().type(), parameters);
    }

    /** Takes the steps of the run with lambda = 0. */
    public UnregularizedRun unregularized() {
        return new UnregularizedRun(flowTimes, initialWeights);
    }

    /** Takes the steps of a run with lambda &gt; 0. */
    public ObservedRun observe(double weightDecay, UnregularizedRun unregularized) {
        return new ObservedRun(this, weightDecay, unregularized);
    }

    /** What runs with different lambda say of the propositions. */
    public TheoryFindings findings(UnregularizedRun unregularized, List<RunMeasures> measures) {
        return new TheoryAssessment(this, unregularized, measures).findings();
    }

    /** {@code ||x - reference|| / ||reference||}. */
    static double distance(double[] x, double[] reference) {
        double[] difference = x.clone();
        Vectors.addScaled(-1, reference, difference);
        return Math.sqrt(Vectors.normSquared(difference) / Vectors.normSquared(reference));
    }

    Settings settings() {
        return settings;
    }

    LeastSquaresObjective objective() {
        return objective;
    }

    Regularizer regularizer() {
        return regularizer;
    }

    double[] initialWeights() {
        return initialWeights;
    }

    double[] start() {
        return start.weights();
    }

    /** How the unregularised flow arrived at Phi(w0). */
    public UnregularizedLimit unregularizedLimit() {
        return start;
    }

    /** What runs follow as lambda falls to 0. */
    public EffectiveFlow effectiveFlow() {
        return effectiveFlow;
    }

    /** Where the effective flow ends. */
    double[] limit() {
        return limit;
    }

    double[] flowTimes() {
        return flowTimes;
    }

    /** The slow times at which to compare. */
    double[] slowGrid() {
        return slowGrid;
    }

    /** The same as flow times. */
    double[] slowTimes(double weightDecay) {
        double[] times = new double[slowGrid.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = slowGrid[i] / weightDecay;
        }
        return times;
    }

    /** The smallest kept eigenvalue of {@code J J^T} at the edge k of the windows over that at the start. */
    double gap(int k) {
        return gaps[k + 1] / gaps[0];
    }

    /** How far the effective flow is from its limit when the runs end, relative to that. */
    double unfinished() {
        double[] w = new double[limit.length];
        effectiveFlow.weightsAt(settings.slowTime(), w);
        return distance(w, limit);
    }

    /** The largest difference of a coefficient of the predictor there; NaN where there is no predictor. */
    double unfinishedPredictor() {
        double[] w = new double[limit.length];
        effectiveFlow.weightsAt(settings.slowTime(), w);
        return largestDifference(objective.predictor(w), objective.predictor(limit));
    }

    /** Of two vectors; NaN when they are empty, or of different length, as two functions with different kinks are. */
    static double largestDifference(double[] x, double[] y) {
        if (x.length == 0 || x.length != y.length) {
            return Double.NaN;
        }
        double largest = 0;
        for (int i = 0; i < x.length; i++) {
            largest = Math.max(largest, Math.abs(x[i] - y[i]));
        }
        return largest;
    }

    /** The smallest kept eigenvalue of {@code J J^T} at the limit of the effective flow over that at its start. */
    double endGap() {
        return smallestKept(limit) / gaps[0];
    }

    /** The smallest eigenvalue of {@code J J^T} at a point among those kept at the start of the effective flow. */
    private double smallestKept(double[] w) {
        return TangentProjector.at(
                        new SmoothPiece(objective).at(w),
                        w,
                        effectiveFlow.start().rank())
                .smallestKept();
    }

    /** The smallest non-zero eigenvalue of the Hessian of F at Phi(w0). */
    double slowestRate() {
        return objective.scale() * gaps[0];
    }
}
