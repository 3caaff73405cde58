package io.driftlog.simulator.flow.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.Dataset;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.events.StopRule;
import io.driftlog.simulator.flow.Specs;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.Integration;
import io.driftlog.simulator.flow.spec.Objectives;
import io.driftlog.simulator.flow.spec.Problems;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.SplitMix64;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: formulas have the values and derivatives that they say, run as built-in objectives do, and errors are told. */
final class FormulasTest {
    static ObjectiveSpec formula(Map<String, String> texts, Map<String, Double> numbers, Map<String, Dataset> data) {
        return new ObjectiveSpec(
                "formula",
                new TreeMap<>(numbers),
                "",
                new TreeMap<>(),
                new TreeMap<>(data),
                new TreeMap<>(),
                new TreeMap<>(texts));
    }

    private static Map<String, Dataset> data() {
        SplitMix64 random = new SplitMix64(3);
        double[] x = new double[3 * 150];
        double[] y = new double[150];
        random.gaussian(1, x);
        random.gaussian(1, y);
        return Map.of("features", new Dataset(150, 3, x), "targets", Dataset.column(y));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "w1*w2*w3 - y*x1",
                "exp(w1*x1) / (1 + exp(w2 - x2)) - tanh(w3*y)",
                "sum(j, 1, p, w[j]*x[j]) - y",
                "abs(w1 - x1) + max(w2, x2, w3) - min(w1, y)",
                "(1 + w1^2)^1.5 + 2^w2 - sqrt(2 + w3^2) * log(3 + w2^2*x1^2)",
                "(2 + w1^2)^(w2 + 0.1*x3) - sin(w3*x1) * cos(w2)",
                "-w1^2 + 3*-w2 - (w3 - pi)/2"
            })
    void derivatives_anyFormula_areThoseOfDifferences(String text) {
        for (String kind : List.of("residuals", "loss")) {
            Objective f = Objectives.create(formula(Map.of(kind, text), Map.of(), data()), 1);
            double[] w = {0.7, -0.4, 1.3};
            double[] v = {0.3, 1.1, -0.8};
            double[] gradient = new double[3];
            double[] product = new double[3];
            f.gradient(w, gradient);
            f.hessianProduct(w, v, product);
            double h = 1e-5;
            double[] up = new double[3];
            double[] down = new double[3];
            f.gradient(moved(w, h, v), up);
            f.gradient(moved(w, -h, v), down);
            double along = 0;
            for (int i = 0; i < 3; i++) {
                along += gradient[i] * v[i];
                assertThat(product[i])
                        .isCloseTo((up[i] - down[i]) / (2 * h), within(1e-7 * (1 + Math.abs(product[i]))));
            }
            assertThat((f.value(moved(w, h, v)) - f.value(moved(w, -h, v))) / (2 * h))
                    .isCloseTo(along, within(1e-7 * (1 + Math.abs(along))));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(w1*w2 - 1)^2 | (w1*w2 - 1)*sqrt(2)",
                "0.5*(w1*x1 + w2*x2 - y)^2 | w1*x1 + w2*x2 - y",
                "3*(w1 - x1)^4/2 + 0.1*((w2*w2) + (w1 - w2)^2) | sqrt(9)*(w1 - x1)^2; sqrt(0.6)*w2; sqrt(0.6)*(w1 - w2)",
                "sum(i, 1, 2, i*(w[i] - y)^2) | 2*(w1 - y); sqrt(8)*(w2 - y)"
            })
    void loss_thatIsASumOfSquares_hasResiduals(String loss, String residuals) {
        Objective f = Objectives.create(formula(Map.of("loss", loss), Map.of(), data()), 1);
        Objective squares =
                Objectives.create(formula(Map.of("residuals", residuals.replace("; ", "\n")), Map.of(), data()), 1);
        double[] w = {0.7, -0.4};
        double[] gradient = new double[2];
        double[] expected = new double[2];
        f.gradient(w, gradient);
        squares.gradient(w, expected);
        assertThat(f).isInstanceOf(LeastSquaresObjective.class);
        assertThat(f.value(w)).isCloseTo(squares.value(w), within(1e-14 * squares.value(w)));
        assertThat(gradient).containsExactly(expected, within(1e-13));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(w1*w2 - 1)^2 - w1^2", "(w1 - 1)^2 + w2", "(w1 + w2)^3", "-1*w1^2 + w2^2", "w1*w2"})
    void loss_thatIsNoSumOfSquares_hasNone(String loss) {
        assertThat(Objectives.create(formula(Map.of("loss", loss), Map.of(), Map.of()), 1))
                .isNotInstanceOf(LeastSquaresObjective.class);
    }

    /** Goal: the test loss of a loss is its mean, with residuals or without. */
    @Test
    void testLoss_ofASumOfSquares_isThatOfTheLoss() {
        Map<String, Dataset> data = new TreeMap<>(data());
        data.put("testFeatures", new Dataset(2, 3, new double[] {1, 0, 0, 3, 0, 0}));
        data.put("testTargets", Dataset.column(new double[] {2, 0}));
        Objective f = Objectives.create(formula(Map.of("loss", "3*(w1*x1 - y)^2"), Map.of(), data), 1);
        assertThat(f.testLoss(new double[] {1})).isEqualTo(3 * (1 + 9) / 2.0);
    }

    private static double[] moved(double[] w, double h, double[] v) {
        double[] moved = w.clone();
        for (int i = 0; i < w.length; i++) {
            moved[i] += h * v[i];
        }
        return moved;
    }

    /** A power by a column of the data has no derivative by its exponent at a negative base, and none is needed. */
    @Test
    void hessianProduct_powerByDataOfANegativeBase_isFinite() {
        Objective f = Objectives.create(
                formula(Map.of("loss", "w1^x1"), Map.of(), Map.of("features", Dataset.column(new double[] {2, 3}))), 1);
        double[] product = new double[1];
        f.hessianProduct(new double[] {-1.5}, new double[] {1}, product);
        assertThat(product[0]).isEqualTo(0.5 * (2 + 6 * -1.5));
    }

    private static List<StepTaken> steps(RunSpec spec) {
        Integration integration = Integration.start("r", spec);
        List<StepTaken> steps = new ArrayList<>(List.of(integration.current()));
        while (integration.advance() instanceof Advance.Stepped stepped) {
            steps.add(stepped.step());
        }
        return steps;
    }

    private static RunSpec toy(String residual, double... start) {
        return new RunSpec(
                formula(Map.of("residuals", residual), Map.of(), Map.of()),
                new InitialSpec.Given(start),
                1e-4,
                "l2",
                new MethodSpec("auto", new TreeMap<>(Map.of("relativeTolerance", 1e-9, "absoluteTolerance", 1e-12))),
                new StopRule(OptionalDouble.empty(), OptionalDouble.of(20), OptionalDouble.empty()),
                1);
    }

    /** Differences of squares of factors, and of weights of a sum, decay by lambda alone; the end is the least norm. */
    @ParameterizedTest
    @CsvSource({"w1*w2 - 1, 2", "w1*w2*w3 - 1, 3", "w1 + w2 - 2, 2"})
    void run_toyLosses_followTheirClosedForms(String residual, int weights) {
        double[] start = weights == 2 ? new double[] {2, 0.3} : new double[] {2, 0.3, 0.8};
        boolean product = residual.contains("*");
        double first = product ? start[0] * start[0] - start[1] * start[1] : start[0] - start[1];
        List<StepTaken> steps = steps(toy(residual, start));
        for (StepTaken step : steps) {
            double[] w = step.weights();
            double now = product ? w[0] * w[0] - w[1] * w[1] : w[0] - w[1];
            double expected = first * StrictMath.exp((product ? -2 : -1) * 1e-4 * step.time());
            assertThat(now).isCloseTo(expected, within(1e-7 * first));
        }
        assertThat(steps.get(steps.size() - 1).weights()).hasSize(weights);
        for (double weight : steps.get(steps.size() - 1).weights()) {
            assertThat(weight).isCloseTo(1, within(1e-3));
        }
    }

    @Test
    void run_diagonalNetworkAsFormula_isTheBuiltInOne() {
        RunSpec built = Specs.smallNetwork("radaug", Map.of());
        ObjectiveSpec generated = built.objective();
        var objective = (LeastSquaresObjective) Objectives.create(generated, built.seed());
        double[] x = new double[4 * 8];
        double[] y = new double[4];
        recover(objective, x, y);
        RunSpec asFormula = built.with(formula(
                Map.of("residuals", "sum(j, 1, p, w[j]*w[p + j]*x[j]) - y"),
                Map.of("dimension", 16.0),
                Map.of("features", new Dataset(4, 8, x), "targets", Dataset.column(y))));
        List<StepTaken> expected = steps(built);
        List<StepTaken> found = steps(asFormula);
        StepTaken last = found.get(found.size() - 1);
        assertThat(last.weights())
                .containsExactly(expected.get(expected.size() - 1).weights(), within(1e-6));
        assertThat(found.size()).isBetween(expected.size() - 3, expected.size() + 3);
        StepTaken restart = found.stream()
                .filter(step -> step.restartPoint() && step.step() > 0)
                .findFirst()
                .orElseThrow();
        Integration rest = Integration.resume(asFormula, restart);
        while (rest.advance() instanceof Advance.Stepped) {
            // to its end
        }
        assertThat(rest.current().digest()).isEqualTo(last.digest());
    }

    /** The data of a generated diagonal network, from its residuals: beta = e_j gives column j. */
    private static void recover(LeastSquaresObjective network, double[] x, double[] y) {
        double[] r = new double[4];
        double[] w = new double[16];
        network.residuals(w, r);
        for (int i = 0; i < 4; i++) {
            y[i] = -r[i];
        }
        for (int j = 0; j < 8; j++) {
            w[j] = 1;
            w[8 + j] = 1;
            network.residuals(w, r);
            for (int i = 0; i < 4; i++) {
                x[i * 8 + j] = r[i] + y[i];
            }
            w[j] = 0;
            w[8 + j] = 0;
        }
    }

    @Test
    void testLoss_ofItsOwnFormulaOrOfTestData_isTheSameFormula() {
        Objective own = Objectives.create(
                formula(Map.of("residuals", "w1 - 1", "testResiduals", "w1 - 3"), Map.of(), Map.of()), 1);
        assertThat(own.testLoss(new double[] {1})).isEqualTo(2);
        Dataset x = Dataset.column(new double[] {1, 2});
        Objective rows = Objectives.create(
                formula(
                        Map.of("loss", "a*x1 + b", "weights", "a b"),
                        Map.of(),
                        Map.of("features", x, "testFeatures", Dataset.column(new double[] {10}))),
                1);
        assertThat(rows.value(new double[] {2, 1})).isEqualTo(4);
        assertThat(rows.testLoss(new double[] {2, 1})).isEqualTo(21);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "w1*q | character 4 | 'q' is not known here; known are w1, w2, … or w[i]",
                "w1*(w2 | character 7 | the parenthesis of character 4 is not closed",
                "w1 w2 | character 4 | an operator or the end is missing",
                "w1 + | character 5 | the formula ends",
                "foo(w1) | character 1 | 'foo' is no function; known are abs",
                "exp(w1, w2) | character 7 | takes one argument",
                "max(w1) | character 7 | takes two arguments",
                "w[0] | character 1 | from 1 to",
                "w[w1] | character 3 | an index must be a whole number",
                "x1*w1 | character 1 | there are none; give objective.features",
                "sum(i, 3, 1, w[i]) | character 1 | from 3 to 1",
                "sum(1, 3, w1) | character 5 | a new name for its index",
                "3 + 4 | '3 + 4': | there is no weight in it",
                "w1*w3 - 1 | 'w1*w3 - 1': | the weight 'w2' of 3 does not appear",
                "w[2000000000] | character 1 | from 1 to 10000000",
                "sum(i,1,3000,sum(j,1,3000,0)) | character | shorten them",
                "w1 ? 2 | character 4 | does not belong here",
                "1.2.3*w1 | character 1 | is no number",
                "1e400*w1 | character 1 | '1e400' is too large for a number",
                "w1 + 1/(1/0) | character 10 | divide gives no finite number for any weights",
                "min(w1, log(0)) | character 9 | log gives no finite number for any weights",
                "w1 + tanh(sqrt(2 - 3)) | character 11 | sqrt gives no finite number for any weights",
                "w1^((-8)^(1/3)) | character 9 | power gives no finite number for any weights",
            })
    void create_badFormula_pointsAtTheCharacter(String text, String where, String why) {
        assertThatThrownBy(() -> Objectives.create(formula(Map.of("residuals", text), Map.of(), Map.of()), 1))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageStartingWith("objective.residuals cannot be read: '" + text + "'")
                .hasMessageContaining(where)
                .hasMessageContaining(why);
    }

    @Test
    void open_noValueAtTheStart_pointsAtTheCharacter() {
        RunSpec division = toy("1/(w1 - w2)", 1, 1);
        assertThatThrownBy(() -> Problems.open(division))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessage(
                        "initial gives weights at which the formula has no value: '1/(w1 - w2)', character 2: divide"
                                + " gives no finite number; start elsewhere.");
        assertThatThrownBy(() ->
                        Objectives.create(formula(Map.of("residuals", "a", "weights", "a b"), Map.of(), Map.of()), 1))
                .hasMessageContaining("the weight 'b' of 2 does not appear");
        assertThatThrownBy(() -> Objectives.create(
                        formula(Map.of("residuals", "w1", "testResiduals", "q"), Map.of(), Map.of()), 1))
                .hasMessageStartingWith("objective.testResiduals cannot be read: 'q', character 1");
        assertThatThrownBy(() ->
                        Objectives.create(formula(Map.of("residuals", "exp", "weights", "exp"), Map.of(), Map.of()), 1))
                .hasMessageContaining("'exp', which means something else");
        String deep = "(".repeat(20_000) + "w1";
        assertThatThrownBy(() -> Objectives.create(formula(Map.of("residuals", deep), Map.of(), Map.of()), 1))
                .hasMessageContaining("write it flatter");
        assertThatThrownBy(() ->
                        Objectives.create(formula(Map.of("residuals", "w1", "loss", "w1"), Map.of(), Map.of()), 1))
                .hasMessageContaining("give one of the two");
    }
}
