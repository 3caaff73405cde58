package io.driftlog.simulator.flow.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.InitialSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.Specs;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: runs of factored models conserve what the flow conserves and end where the theory says. Method: balance of
 * neighbouring factors, which decays as {@code exp(-2 lambda t)} from any start, and the paper's matrix completion.
 */
class FactorisationsTest {
    private static final double WEIGHT_DECAY = 0.01;

    private static RunSpec run(ObjectiveSpec objective, String method) {
        return Specs.with(
                Specs.with(
                        Specs.smallNetwork(method, Map.of("relativeTolerance", 1e-8, "absoluteTolerance", 1e-10)),
                        objective),
                WEIGHT_DECAY,
                Specs.untilSlowTime(1));
    }

    private static ObjectiveSpec objective(
            String type, String generator, Map<String, Double> own, Map<String, Double> data) {
        return new ObjectiveSpec(type, new TreeMap<>(own), generator, new TreeMap<>(data), new TreeMap<>());
    }

    /** With 70 observations solved by iterations, with 40 and with sensing densely. */
    @ParameterizedTest
    @CsvSource({"radaug,70", "radaug,40", "radaug,0", "dormand-prince,70"})
    void advance_matrixFactors_keepTheirBalance(String method, double observed) {
        ObjectiveSpec objective = observed == 0
                ? objective("matrix-sensing", "gaussian", Map.of("innerDimension", 6.0), Map.of("side", 10.0))
                : objective(
                        "matrix-completion",
                        "low-rank",
                        Map.of("innerDimension", 6.0),
                        Map.of("rows", 12.0, "columns", 8.0, "rank", 2.0, "observed", observed));
        int rows = observed == 0 ? 10 : 12;
        int columns = observed == 0 ? 10 : 8;
        Integration integration = Integration.start("run", run(objective, method));
        double[] start = integration.current().weights();
        double startLoss = integration.current().trainLoss();
        while (integration.advance() instanceof Advance.Stepped stepped) {
            StepTaken step = stepped.step();
            double decay = Math.exp(-2 * WEIGHT_DECAY * step.time());
            for (int a = 0; a < 6; a++) {
                for (int b = 0; b <= a; b++) {
                    double expected = decay * balance(start, rows, columns, a, b);
                    assertThat(balance(step.weights(), rows, columns, a, b)).isCloseTo(expected, within(2e-7));
                }
            }
        }
        assertThat(integration.current().time()).isEqualTo(1 / WEIGHT_DECAY);
        assertThat(integration.current().trainLoss()).isLessThan(0.01 * startLoss);
    }

    /** {@code (U^T U - V^T V)_ab} for six columns. */
    private static double balance(double[] w, int rows, int columns, int a, int b) {
        double sum = 0;
        for (int i = 0; i < rows + columns; i++) {
            sum += (i < rows ? 1 : -1) * w[6 * i + a] * w[6 * i + b];
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void advance_deepLinearNetwork_keepsTheBalanceOfNeighbouringLayers(int depth) {
        int width = 4;
        int features = 5;
        ObjectiveSpec objective = objective(
                "deep-linear-network",
                "gaussian",
                Map.of("depth", (double) depth, "width", (double) width),
                Map.of("features", (double) features, "outputs", 3.0, "samples", 4.0));
        Integration integration = Integration.start("run", run(objective, "radaug"));
        double[] start = integration.current().weights();
        while (integration.advance() instanceof Advance.Stepped stepped) {
            double decay = Math.exp(-2 * WEIGHT_DECAY * stepped.step().time());
            for (int l = 1; l < depth; l++) {
                for (int a = 0; a < width; a++) {
                    for (int b = 0; b <= a; b++) {
                        double expected = decay * layerBalance(start, l, depth, a, b);
                        assertThat(layerBalance(stepped.step().weights(), l, depth, a, b))
                                .isCloseTo(expected, within(2e-7));
                    }
                }
            }
        }
        assertThat(integration.current().time()).isEqualTo(1 / WEIGHT_DECAY);
    }

    /** {@code (W_{l+1}^T W_{l+1} - W_l W_l^T)_ab} for 5 features, hidden layers of width 4 and 3 outputs. */
    private static double layerBalance(double[] w, int l, int depth, int a, int b) {
        int width = 4;
        int in = l == 1 ? 5 : width;
        int at = l == 1 ? 0 : 5 * width + (l - 2) * width * width;
        int next = at + width * in;
        int outputs = l + 1 == depth ? 3 : width;
        double sum = 0;
        for (int k = 0; k < outputs; k++) {
            sum += w[next + k * width + a] * w[next + k * width + b];
        }
        for (int k = 0; k < in; k++) {
            sum -= w[at + a * in + k] * w[at + b * in + k];
        }
        return sum;
    }

    /** The preset paper/matrix-completion; Boursier, Pesme &amp; Dragomir, NeurIPS 2025, sec. 4. */
    @Test
    void advance_paperMatrixCompletion_keepsThreeSingularValuesAndRecoversTheTruth() {
        Integration integration = Integration.start(
                "run",
                new RunSpec(
                        Specs.generated("matrix-completion", "low-rank", Map.of()),
                        new InitialSpec.Gaussian(1),
                        1e-3,
                        "l2",
                        Specs.method("radaug", Map.of()),
                        Specs.untilSlowTime(20),
                        684));
        Objective objective = integration.problem().flow().objective();
        StepTaken plateau = stepAfter(100, integration);
        StepTaken end = stepAfter(Double.POSITIVE_INFINITY, integration);
        double[] early = singularValues(objective.predictor(plateau.weights()));
        double[] late = singularValues(objective.predictor(end.weights()));

        assertThat(plateau.trainLoss()).isLessThan(1e-3);
        assertThat(plateau.testLoss()).isGreaterThan(10);
        assertThat(early[3]).isGreaterThan(20);
        assertThat(end.testLoss()).isLessThan(plateau.testLoss() / 3000);
        assertThat(Arrays.copyOf(late, 3)).containsExactly(new double[] {20, 20, 20}, within(0.7));
        assertThat(late[3]).isLessThan(0.01);
        assertThat(distance(objective.predictor(end.weights()), objective.teacher()))
                .isLessThan(0.04 * Math.sqrt(3) * 20);
        assertThat(end.weightNormSquared()).isCloseTo(2 * Arrays.stream(late).sum(), within(1e-3));
    }

    /** The first step after the given time, or the last of all. */
    private static StepTaken stepAfter(double time, Integration integration) {
        StepTaken step = integration.current();
        while (step.time() <= time && integration.advance() instanceof Advance.Stepped stepped) {
            step = stepped.step();
        }
        return step;
    }

    private static double distance(double[] x, double[] y) {
        double[] difference = x.clone();
        Vectors.addScaled(-1, y, difference);
        return Math.sqrt(Vectors.normSquared(difference));
    }

    /** Of a 20 x 20 matrix, largest first. */
    private static double[] singularValues(double[] matrix) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(20, 20, false, false, true);
        assertThat(svd.decompose(DMatrixRMaj.wrap(20, 20, matrix.clone()))).isTrue();
        double[] values = svd.getSingularValues().clone();
        Arrays.sort(values);
        for (int k = 0; k < 10; k++) {
            double swapped = values[k];
            values[k] = values[19 - k];
            values[19 - k] = swapped;
        }
        return values;
    }
}
