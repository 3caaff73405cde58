package io.driftlog.simulator.flow.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.driftlog.events.Dataset;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StopRule;
import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.flow.Specs;
import io.driftlog.simulator.flow.regularizer.SquaredL2;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.Regularizer;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Goal: every bad value is answered by one sentence that names its key. Method: one bad value at a time. */
class InvalidSpecTest {
    private static final String NETWORK = "diagonal-linear-network";
    private static final Dataset FEATURES = new Dataset(2, 3, new double[] {1, 2, 3, 4, 5, 6});
    private static final Dataset TARGETS = new Dataset(2, 1, new double[] {1, 2});
    private static final RunSpec GOOD = Specs.smallNetwork("radaug", Map.of());

    private static void refuses(RunSpec spec, String key, String... words) {
        check(catchThrowableOfType(InvalidSpecException.class, () -> Problems.open(spec)), key, words);
    }

    private static void check(InvalidSpecException refusal, String key, String... words) {
        assertThat(refusal).as(key).isNotNull();
        assertThat(refusal.key()).isEqualTo(key);
        assertThat(refusal)
                .message()
                .startsWith(key)
                .endsWith(".")
                .contains(words)
                .doesNotContain(". ");
    }

    private static RunSpec data(Map<String, Dataset> datasets) {
        return Specs.with(GOOD, Specs.given(NETWORK, datasets));
    }

    private static RunSpec generator(String name, double value) {
        return Specs.with(GOOD, Specs.generated(NETWORK, "sparse-fourier", Map.of(name, value)));
    }

    private static RunSpec method(String type, String name, double value) {
        return Specs.with(GOOD, Specs.method(type, Map.of(name, value)));
    }

    @Test
    void create_methodsThatCannotFollowKinks_sayWhatTo() {
        Objective relu = Objectives.create(Specs.generated("two-layer-relu", "relu-teacher", Map.of()), 1);
        Objective network = Objectives.create(GOOD.objective(), 1);
        checkMethod("radaug", relu, "radaug-events", "two-layer-smoothed-relu");
        checkMethod("radaug-events", network, "two-layer-relu", "radaug");
    }

    private static void checkMethod(String method, Objective objective, String... words) {
        GradientFlow flow = new GradientFlow(objective, new SquaredL2(), 1e-3);
        Problem problem = new Problem(flow, new double[objective.dimension()]);
        check(
                catchThrowableOfType(
                        InvalidSpecException.class, () -> Methods.create(Specs.method(method, Map.of()), problem)),
                "method.type",
                words);
    }

    @Test
    void open_reluNetworkTooWide_namesTheLargestWidth() {
        Dataset wide = new Dataset(1, 1000, new double[1000]);
        Dataset target = new Dataset(1, 1, new double[1]);
        ObjectiveSpec spec = new ObjectiveSpec(
                "two-layer-relu",
                new TreeMap<>(Map.of("neurons", 1e5)),
                "",
                new TreeMap<>(),
                new TreeMap<>(Map.of("features", wide, "targets", target)));
        refuses(Specs.with(GOOD, spec), "objective.neurons", "100000", "9980");
        refuses(
                Specs.with(
                        GOOD,
                        new ObjectiveSpec(
                                "two-layer-relu",
                                new TreeMap<>(Map.of("neurons", 0.0)),
                                "relu-teacher",
                                new TreeMap<>(),
                                new TreeMap<>())),
                "objective.neurons",
                "whole number");
    }

    @Test
    void open_goodSpecs_areAccepted() {
        assertThat(Problems.open(GOOD).initialWeights()).hasSize(16);
        assertThat(Problems.open(data(Map.of("features", FEATURES, "targets", TARGETS)))
                        .initialWeights())
                .hasSize(6);
    }

    @Test
    void open_unknownNames_listsTheKnownOnes() {
        refuses(
                Specs.with(GOOD, Specs.generated("perceptron", "gaussian", Map.of())),
                "objective.type",
                "perceptron",
                "linear-regression, diagonal-linear-network");
        refuses(
                Specs.with(GOOD, Specs.generated(NETWORK, "gaussian", Map.of())),
                "objective.generator",
                "gaussian",
                "use sparse-fourier");
        refuses(
                Specs.with(GOOD, Specs.method("euler", Map.of())),
                "method.type",
                "euler",
                "radaug, radaug-krylov, radaug-events, exact, dormand-prince");
        refuses(
                new RunSpec(GOOD.objective(), GOOD.initial(), 0.1, "ridge", GOOD.method(), GOOD.until(), GOOD.seed()),
                "regularizer",
                "ridge",
                "use l2, l1");
    }

    @Test
    void open_badDataRoles_namesThem() {
        refuses(data(Map.of()), "objective", "features", "targets", "sparse-fourier");
        refuses(data(Map.of("targets", TARGETS)), "objective.features", "missing");
        refuses(data(Map.of("features", FEATURES)), "objective.targets", "missing");
        refuses(
                data(Map.of("features", FEATURES, "targets", TARGETS, "labels", TARGETS)),
                "objective.labels",
                "features, targets, testFeatures, testTargets");
        refuses(
                Specs.with(
                        GOOD,
                        new ObjectiveSpec(
                                NETWORK,
                                new TreeMap<>(),
                                "sparse-fourier",
                                new TreeMap<>(),
                                new TreeMap<>(Map.of("features", FEATURES)))),
                "objective.features",
                "not both");
    }

    @Test
    void open_badShapes_givesTheNumbersFound() {
        Dataset three = new Dataset(3, 1, new double[3]);
        Dataset twoColumns = new Dataset(2, 2, new double[4]);
        refuses(data(Map.of("features", FEATURES, "targets", three)), "objective.targets", "3 rows", "2 rows");
        refuses(data(Map.of("features", FEATURES, "targets", twoColumns)), "objective.targets", "2 columns");
        refuses(
                data(Map.of("features", FEATURES, "targets", TARGETS, "testFeatures", FEATURES)),
                "objective.testTargets",
                "missing");
        refuses(
                data(Map.of("features", FEATURES, "targets", TARGETS, "testTargets", TARGETS)),
                "objective.testFeatures",
                "missing");
        refuses(
                data(Map.of(
                        "features", FEATURES, "targets", TARGETS, "testFeatures", twoColumns, "testTargets", TARGETS)),
                "objective.testFeatures",
                "2 columns",
                "3 columns");
        refuses(
                data(Map.of("features", FEATURES, "targets", TARGETS, "testFeatures", FEATURES, "testTargets", three)),
                "objective.testTargets",
                "3 rows",
                "2 rows");
        refuses(
                data(Map.of(
                        "features", FEATURES, "targets", TARGETS, "testFeatures", FEATURES, "testTargets", twoColumns)),
                "objective.testTargets",
                "2 columns");
    }

    @Test
    void open_badValuesInData_saysWhere() {
        Dataset broken = new Dataset(2, 3, new double[] {1, 2, 3, 4, Double.NaN, 6});
        refuses(data(Map.of("features", broken, "targets", TARGETS)), "objective.features", "NaN", "row 2, column 2");
        Dataset infinite = new Dataset(2, 1, new double[] {1, Double.POSITIVE_INFINITY});
        refuses(data(Map.of("features", FEATURES, "targets", infinite)), "objective.targets", "infinity", "row 2");
        Dataset empty = new Dataset(0, 3, new double[0]);
        refuses(data(Map.of("features", empty, "targets", TARGETS)), "objective.features", "empty (0 x 3)");
    }

    @Test
    void open_badParameters_givesTheirRange() {
        refuses(generator("samples", 0), "objective.generator.samples", "is 0", "whole number from 1");
        refuses(generator("samples", 2.5), "objective.generator.samples", "is 2.5", "whole number");
        refuses(generator("samples", Double.NaN), "objective.generator.samples", "NaN");
        refuses(generator("features", 7), "objective.generator.features", "7", "even", "8");
        refuses(generator("sparsity", 101), "objective.generator.sparsity", "101", "100 features");
        refuses(generator("samples", 9e6), "objective.generator.samples", "9e6", "1e8");
        refuses(generator("noise", 1), "objective.generator.noise", "features, samples, sparsity, testSamples");
        refuses(
                Specs.with(
                        GOOD,
                        new ObjectiveSpec(
                                NETWORK,
                                new TreeMap<>(Map.of("depth", 3.0)),
                                "sparse-fourier",
                                new TreeMap<>(),
                                new TreeMap<>())),
                "objective.depth",
                "no parameters");
        refuses(
                Specs.with(
                        GOOD,
                        new ObjectiveSpec(
                                NETWORK,
                                new TreeMap<>(),
                                "",
                                new TreeMap<>(Map.of("samples", 3.0)),
                                new TreeMap<>(Map.of("features", FEATURES)))),
                "objective.generator.samples",
                "sparse-fourier");
        refuses(method("radaug", "relativeTolerance", 0), "method.relativeTolerance", "1e-13", "0.1");
        refuses(method("radaug", "absoluteTolerance", -1), "method.absoluteTolerance", "-1", "above 0");
        refuses(method("dormand-prince", "stepSize", 1), "method.stepSize", "relativeTolerance");
        refuses(method("gradient-descent", "stepSize", -1), "method.stepSize", "at least 0");
        refuses(method("gradient-descent", "stepSize", Double.POSITIVE_INFINITY), "method.stepSize", "infinity");
        refuses(method("gradient-descent", "maxSteps", 1.5), "method.maxSteps", "whole number");
        refuses(method("gradient-descent", "restartEvery", 0), "method.restartEvery", "whole number");
    }

    private static RunSpec entries(Map<String, Double> parameters, double... observations) {
        return Specs.with(
                GOOD,
                new ObjectiveSpec(
                        "matrix-completion",
                        new TreeMap<>(parameters),
                        "",
                        new TreeMap<>(),
                        new TreeMap<>(Map.of("observations", new Dataset(observations.length / 3, 3, observations)))));
    }

    @Test
    void open_observations_giveTheirMatrixItsShape() {
        assertThat(Problems.open(entries(Map.of("innerDimension", 2.0), 0, 0, 1, 4, 2, 1))
                        .initialWeights())
                .hasSize(2 * (5 + 3));
        assertThat(Problems.open(entries(Map.of("innerDimension", 2.0, "rows", 7.0), 0, 0, 1, 4, 2, 1))
                        .initialWeights())
                .hasSize(2 * (7 + 3));
    }

    @Test
    void open_badObservations_saysWhichLine() {
        String key = "objective.observations";
        refuses(entries(Map.of(), 0, 1, 5, 1, 1, 5, 0, 1, 6), key, "entry (0, 1)", "line 1", "line 3", "once");
        refuses(entries(Map.of(), 0, 1.5, 5), key, "column index 1.5", "line 1", "from 0 to 1");
        refuses(entries(Map.of(), 0, 0, 5, -1, 1, 5), key, "row index -1", "line 2", "from 0");
        refuses(entries(Map.of("rows", 2.0), 2, 0, 5), key, "row index 2", "from 0 to 1");
        refuses(entries(Map.of("columns", 3.0), 0, 3, 5), key, "column index 3", "from 0 to 2");
        refuses(entries(Map.of(), 1e6, 0, 5), key, "row index 1e6", "from 0 to 99999");
        refuses(entries(Map.of("innerDimension", 1e5), 9999, 0, 5), "objective.innerDimension", "10000 x 1");
        Dataset pairs = new Dataset(2, 2, new double[] {0, 0, 1, 1});
        refuses(
                Specs.with(GOOD, Specs.given("matrix-completion", Map.of("observations", pairs))),
                key,
                "2 columns",
                "three");
        Dataset good = new Dataset(1, 3, new double[] {0, 0, 1});
        Dataset repeated = new Dataset(2, 3, new double[] {2, 1, 1, 2, 1, 1});
        refuses(
                Specs.with(
                        GOOD,
                        Specs.given("matrix-completion", Map.of("observations", good, "testObservations", repeated))),
                "objective.testObservations",
                "entry (2, 1)");
    }

    private static RunSpec sensors(double rows, Map<String, Dataset> datasets) {
        return Specs.with(
                GOOD,
                new ObjectiveSpec(
                        "matrix-sensing",
                        new TreeMap<>(Map.of("rows", rows)),
                        "",
                        new TreeMap<>(),
                        new TreeMap<>(datasets)));
    }

    @Test
    void open_badSensors_saysWhatDoesNotFit() {
        Map<String, Dataset> sensing = Map.of("sensors", new Dataset(2, 6, new double[12]), "targets", TARGETS);
        assertThat(Problems.open(sensors(2, sensing)).initialWeights()).hasSize(20 * (2 + 3));
        refuses(sensors(0, sensing), "objective.rows", "6 columns", "no square");
        refuses(sensors(4, sensing), "objective.rows", "is 4", "6 columns");
        refuses(
                sensors(2, Map.of("sensors", FEATURES, "targets", new Dataset(2, 2, new double[4]))),
                "objective.targets",
                "2 columns",
                "exactly one");
        refuses(
                sensors(3, Map.of("sensors", FEATURES, "targets", TARGETS, "testSensors", FEATURES)),
                "objective.testTargets",
                "missing",
                "objective.testSensors");
    }

    @Test
    void open_badDeepNetwork_saysWhatDoesNotFit() {
        Dataset two = new Dataset(2, 2, new double[4]);
        Map<String, Dataset> good = Map.of("features", FEATURES, "targets", two);
        assertThat(Problems.open(Specs.with(GOOD, Specs.given("deep-linear-network", good)))
                        .initialWeights())
                .hasSize(20 * (3 + 20 + 2));
        refuses(
                Specs.with(
                        GOOD,
                        Specs.given(
                                "deep-linear-network",
                                Map.of(
                                        "features",
                                        FEATURES,
                                        "targets",
                                        two,
                                        "testFeatures",
                                        FEATURES,
                                        "testTargets",
                                        TARGETS))),
                "objective.testTargets",
                "1 column",
                "the same 2 targets");
        ObjectiveSpec wide = new ObjectiveSpec(
                "deep-linear-network",
                new TreeMap<>(Map.of("depth", 5.0, "width", 1e4)),
                "",
                new TreeMap<>(),
                new TreeMap<>(good));
        refuses(Specs.with(GOOD, wide), "objective.width", "10000", "3.0005e8");
    }

    @Test
    void open_badLowRank_saysTheLimit() {
        for (String type : new String[] {"matrix-completion low-rank", "matrix-sensing gaussian"}) {
            String[] names = type.split(" ");
            refuses(
                    Specs.with(GOOD, Specs.generated(names[0], names[1], Map.of("rank", 30.0))),
                    "objective.generator.rank",
                    "30",
                    "at most");
        }
        refuses(
                Specs.with(GOOD, Specs.generated("matrix-completion", "low-rank", Map.of("observed", 401.0))),
                "objective.generator.observed",
                "401",
                "400 entries");
        refuses(
                Specs.with(GOOD, Specs.generated("matrix-completion", "low-rank", Map.of("columns", 1e5, "rows", 1e4))),
                "objective.generator.columns",
                "1e7 entries");
        refuses(
                Specs.with(GOOD, Specs.generated("matrix-sensing", "gaussian", Map.of("side", 1e4))),
                "objective.generator.side",
                "10000");
        refuses(
                Specs.with(
                        GOOD,
                        Specs.generated("deep-linear-network", "gaussian", Map.of("samples", 1e4, "features", 1e4))),
                "objective.generator.features",
                "10000");
    }

    @Test
    void open_badStart_saysHowToMendIt() {
        refuses(Specs.with(GOOD, new InitialSpec.Gaussian(-1)), "initial.gaussian.variance", "-1", "at least 0");
        refuses(Specs.with(GOOD, new InitialSpec.Gaussian(Double.NaN)), "initial.gaussian.variance", "NaN");
        refuses(Specs.with(GOOD, new InitialSpec.Gaussian(1e250)), "initial.gaussian.variance", "smaller");
        refuses(Specs.with(GOOD, new InitialSpec.Given(new double[3])), "initial.values", "3 numbers", "16 weights");
        double[] values = new double[16];
        values[4] = Double.NEGATIVE_INFINITY;
        refuses(Specs.with(GOOD, new InitialSpec.Given(values)), "initial.values", "-infinity", "place 5");
        Arrays.fill(values, 1e120);
        refuses(Specs.with(GOOD, new InitialSpec.Given(values)), "initial.values", "smaller");
    }

    @Test
    void open_badWeightDecay_isRefused() {
        for (double weightDecay : new double[] {-1e-3, Double.NaN, Double.POSITIVE_INFINITY}) {
            refuses(Specs.with(GOOD, weightDecay, Specs.untilTime(1)), "weightDecay", "at least 0");
        }
    }

    @Test
    void open_badStopRule_suggestsAnother() {
        StopRule empty = new StopRule(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
        refuses(Specs.with(GOOD, 0.1, empty), "until", "empty", "slowTime: 10");
        refuses(Specs.with(GOOD, 0, empty), "until", "empty", "gradientNorm: 1e-12");
        refuses(Specs.with(GOOD, 0.1, Specs.untilTime(0)), "until.time", "is 0", "above 0");
        refuses(Specs.with(GOOD, 0.1, Specs.untilTime(Double.POSITIVE_INFINITY)), "until.time", "infinity");
        refuses(Specs.with(GOOD, 0.1, Specs.untilSlowTime(-2)), "until.slowTime", "-2");
        refuses(Specs.with(GOOD, 0, Specs.untilGradientNorm(Double.NaN)), "until.gradientNorm", "NaN");
        refuses(Specs.with(GOOD, 0, Specs.untilSlowTime(2)), "until.slowTime", "until: {gradientNorm: 1e-12}");
        refuses(Specs.with(GOOD, 1e-300, Specs.untilSlowTime(1e10)), "until.slowTime", "infinity");
        refuses(Specs.with(GOOD, 0.1, Specs.untilGradientNorm(1e-9)), "until.gradientNorm", "slowTime 10");
    }

    /** {@code F(w) = w^4}, without residuals or Hessian. */
    private static final class Quartic implements Objective {
        @Override
        public int dimension() {
            return 1;
        }

        @Override
        public double value(double[] w) {
            return w[0] * w[0] * w[0] * w[0];
        }

        @Override
        public void gradient(double[] w, double[] out) {
            out[0] = 4 * w[0] * w[0] * w[0];
        }

        @Override
        public double testLoss(double[] w) {
            return Double.NaN;
        }
    }

    /** R = 0 under another name. */
    private static final class Nothing implements Regularizer {
        @Override
        public String name() {
            return "nothing";
        }

        @Override
        public double value(double[] w) {
            return 0;
        }

        @Override
        public void gradient(double[] w, double[] out) {
            out[0] = 0;
        }
    }

    @Test
    void create_flowThatTheMethodCannotIntegrate_isRefused() {
        GradientFlow quartic = new GradientFlow(new Quartic(), new SquaredL2(), 0.1);
        check(refusal("radaug", quartic), "method.type", "least-squares", "dormand-prince");
        check(refusal("gradient-descent", quartic), "method.stepSize", "above 0");
        GradientFlow otherRegularizer =
                new GradientFlow(Problems.open(GOOD).flow().objective(), new Nothing(), 0.1);
        check(refusal("radaug", otherRegularizer), "method.type", "nothing", "dormand-prince");
        assertThat(Methods.create(Specs.method("dormand-prince", Map.of()), problem(quartic))
                        .restartEvery())
                .isEqualTo(1);
    }

    @Test
    void create_optimizerThatCannotTrain_isRefused() {
        check(refusal("sgd", new GradientFlow(new Quartic(), new SquaredL2(), 0.1)), "method.type", "gradient-descent");
        GradientFlow network = Problems.open(GOOD).flow();
        check(refusal("sgd", network, Map.of("batchSize", 1e6)), "method.batchSize", "0 for all");
        check(refusal("sgd", network, Map.of("learningRate", 0.0)), "method.learningRate", "above 0");
        check(refusal("adam", network, Map.of("beta2", 1.0)), "method.beta2", "to 0.99999999");
        GradientFlow other = new GradientFlow(network.objective(), new Nothing(), 0.1);
        check(refusal("adamw", other), "method.type", "l2 only");
        MethodSpec lookAhead = new MethodSpec("sgd", new TreeMap<>(), new TreeMap<>(Map.of("nesterov", "true")));
        check(
                catchThrowableOfType(InvalidSpecException.class, () -> Methods.create(lookAhead, problem(network))),
                "method.nesterov",
                "method.momentum");
    }

    private static InvalidSpecException refusal(String method, GradientFlow flow) {
        return refusal(method, flow, Map.of());
    }

    private static InvalidSpecException refusal(String method, GradientFlow flow, Map<String, Double> numbers) {
        return catchThrowableOfType(
                InvalidSpecException.class, () -> Methods.create(Specs.method(method, numbers), problem(flow)));
    }

    private static Problem problem(GradientFlow flow) {
        return new Problem(flow, new double[flow.objective().dimension()]);
    }
}
