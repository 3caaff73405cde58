package io.driftlog.simulator.flow.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.InitialSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.simulator.flow.Specs;
import io.driftlog.simulator.flow.objective.Classifier;
import io.driftlog.simulator.spi.DataGenerator;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.ObjectiveType;
import io.driftlog.simulator.spi.Parameter;
import io.driftlog.simulator.spi.SplitMix64;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.junit.jupiter.api.Test;

/** Goal: what the registries offer can be built as described. Method: generated data against their definitions. */
class RegistriesTest {
    private static DataGenerator.Generated generate(String type, Map<String, Double> parameters, long seed) {
        DataGenerator generator = Objectives.named(type).generators().get(0);
        return generator.generate(
                Parameter.complete("objective.generator", generator.parameters(), parameters), new SplitMix64(seed));
    }

    @Test
    void complete_nothingGiven_fillsInEveryDefault() {
        assertThat(Methods.complete(Specs.method("radaug", Map.of())).parameters())
                .isEqualTo(new TreeMap<>(Map.of(
                        "relativeTolerance", 1e-6, "absoluteTolerance", 1e-9, "maxSteps", 1e8, "restartEvery", 16.0)));
        assertThat(Methods.complete(Specs.method("gradient-descent", Map.of())).parameters())
                .isEqualTo(
                        new TreeMap<>(Map.of("stepSize", 0.0, "momentum", 0.0, "maxSteps", 1e8, "restartEvery", 1.0)));
        ObjectiveSpec objective =
                Objectives.complete(Specs.generated("diagonal-linear-network", "sparse-fourier", Map.of()));
        assertThat(objective.generatorParameters())
                .isEqualTo(new TreeMap<>(
                        Map.of("features", 100.0, "samples", 40.0, "sparsity", 5.0, "testSamples", 200.0)));
        assertThat(Objectives.complete(objective)).isEqualTo(objective);
    }

    @Test
    void all_types_describeThemselvesAndBuildTheirDefault() {
        assertThat(Methods.all()).allMatch(type -> !type.description().isBlank());
        for (ObjectiveType type : Objectives.all()) {
            assertThat(type.description()).isNotBlank();
            assertThat(type.roles()).isNotEmpty();
            for (DataGenerator generator : type.generators()) {
                Objective objective = Objectives.create(Specs.generated(type.name(), generator.name(), Map.of()), 1);
                if (!(objective instanceof Classifier)) {
                    assertThat(objective.teacher()).isNotEmpty();
                }
                assertThat(objective.testLoss(new double[objective.dimension()]))
                        .isPositive();
            }
        }
    }

    @Test
    void sparseFourier_anySeed_samplesASparseSeries() {
        DataGenerator.Generated data = generate("diagonal-linear-network", Map.of("samples", 30.0), 5);
        double[] x = data.datasets().get("features").values();
        for (int i = 0; i < 30; i++) {
            for (int k = 0; k < 50; k++) {
                double cos = x[i * 100 + k];
                double sin = x[i * 100 + 50 + k];
                assertThat(cos * cos + sin * sin).isCloseTo(2, within(1e-12));
            }
            double cos1 = x[i * 100] / Math.sqrt(2);
            assertThat(x[i * 100 + 1] / Math.sqrt(2)).isCloseTo(2 * cos1 * cos1 - 1, within(1e-12));
        }
        assertThat(data.teacher()).hasSize(100);
        double[] nonZero = Arrays.stream(data.teacher()).filter(b -> b != 0).toArray();
        assertThat(nonZero).hasSize(5);
        assertThat(nonZero).doesNotHaveDuplicates();
        for (double entry : nonZero) {
            assertThat(Math.abs(entry)).isBetween(0.5, 1.5);
        }
        Objective objective = Objectives.create(
                Specs.generated("diagonal-linear-network", "sparse-fourier", Map.of("samples", 30.0)), 5);
        double[] w = new double[200];
        double[] teacher = objective.teacher();
        for (int k = 0; k < 100; k++) {
            w[k] = teacher[k];
            w[100 + k] = 1;
        }
        assertThat(objective.value(w)).isCloseTo(0, within(1e-25));
        assertThat(objective.testLoss(w)).isCloseTo(0, within(1e-25));
    }

    @Test
    void lowRank_anySeed_splitsAMatrixOfEqualSingularValuesIntoTrainingAndTestEntries() {
        DataGenerator.Generated data =
                generate("matrix-completion", Map.of("rows", 7.0, "columns", 5.0, "rank", 2.0, "observed", 20.0), 5);
        double[] matrix = data.teacher();
        double[] seen = new double[35];
        for (String role : List.of("observations", "testObservations")) {
            double[] entries = data.datasets().get(role).values();
            for (int at = 0; at < entries.length; at += 3) {
                int place = (int) (entries[at] * 5 + entries[at + 1]);
                assertThat(entries[at + 2]).isEqualTo(matrix[place]);
                seen[place]++;
            }
        }
        assertThat(seen).containsOnly(1.0);
        assertThat(data.datasets().get("observations").rows()).isEqualTo(20);
        assertThat(singularValues(matrix, 7, 5)).containsExactly(new double[] {20, 20, 0, 0, 0}, within(1e-12));
    }

    @Test
    void gaussian_maps_haveTheStatedRank() {
        double[] sensed = generate("matrix-sensing", Map.of("side", 4.0), 5).teacher();
        assertThat(singularValues(sensed, 4, 4)).containsExactly(new double[] {1, 1, 0, 0}, within(1e-13));
        double[] map = generate("deep-linear-network", Map.of("features", 6.0, "scale", 3.0), 5)
                .teacher();
        assertThat(singularValues(map, 3, 6)).containsExactly(new double[] {3, 0, 0}, within(1e-13));
        for (String type : List.of("matrix-sensing", "deep-linear-network")) {
            assertThat(generate(type, Map.of("testSamples", 0.0), 4).datasets()).hasSize(2);
        }
    }

    @Test
    void gaussianRectangular_rowsAndColumns_implyTheShapeOfTheObjective() {
        Map<String, Double> shape = Map.of("rows", 3.0, "columns", 12.0, "rank", 2.0);
        Objective objective = Objectives.create(Specs.generated("matrix-sensing", "gaussian-rectangular", shape), 5);
        assertThat(objective.dimension()).isEqualTo((3 + 12) * 20);
        assertThat(singularValues(objective.teacher(), 3, 12)).containsExactly(new double[] {1, 1, 0}, within(1e-13));
        ObjectiveSpec contradiction = new ObjectiveSpec(
                "matrix-sensing",
                new TreeMap<>(Map.of("rows", 6.0)),
                "gaussian-rectangular",
                new TreeMap<>(shape),
                new TreeMap<>());
        assertThatThrownBy(() -> Objectives.create(contradiction, 5))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessage("objective.rows is 6 but objective.generator makes data for 3; leave it out.");
    }

    /** Largest first. */
    private static double[] singularValues(double[] matrix, int rows, int columns) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(rows, columns, false, false, true);
        assertThat(svd.decompose(DMatrixRMaj.wrap(rows, columns, matrix.clone())))
                .isTrue();
        return Arrays.stream(svd.getSingularValues())
                .limit(svd.numberOfSingularValues())
                .map(x -> -x)
                .sorted()
                .map(x -> -x)
                .toArray();
    }

    @Test
    void gaussian_noise_hasTheStatedDeviation() {
        Objective objective = Objectives.create(
                Specs.generated(
                        "linear-regression", "gaussian", Map.of("samples", 5000.0, "noise", 0.3, "features", 10.0)),
                3);
        assertThat(2 * objective.value(objective.teacher())).isCloseTo(0.09, within(4 * 0.09 * Math.sqrt(2.0 / 5000)));
    }

    @Test
    void reluTeacher_anySeed_givesTheFunctionOfThreeReluNeurons() {
        Objective objective =
                Objectives.create(Specs.generated("two-layer-relu", "relu-teacher", Map.of("samples", 30.0)), 5);
        assertThat(objective.dimension()).isEqualTo(300);
        double[] w = new double[300];
        double[] neurons = {1, -1.5, 1, 1, 1, -1, 0.8, -0.3, -0.6};
        for (int j = 0; j < 3; j++) {
            w[j] = neurons[j];
            w[100 + j] = neurons[3 + j];
            w[200 + j] = neurons[6 + j];
        }
        assertThat(objective.value(w)).isCloseTo(0, within(1e-28));
        assertThat(objective.testLoss(w)).isCloseTo(0, within(1e-28));
        assertThat(objective.teacher()).containsExactly(-0.8, 1, -0.6, 1, 0.3, -1.5);
        assertThat(objective.predictor(w)).containsExactly(objective.teacher(), within(1e-15));
        double[] x = generate("two-layer-relu", Map.of(), 7)
                .datasets()
                .get("features")
                .values();
        assertThat(x).hasSize(10).isSorted().doesNotHaveDuplicates();
        assertThat(Arrays.stream(x).allMatch(value -> Math.abs(value) <= 2)).isTrue();
    }

    @Test
    void generate_otherTestSamples_leavesTheTrainingDataAlone() {
        for (String type : List.of("linear-regression", "diagonal-linear-network", "two-layer-relu")) {
            DataGenerator.Generated many = generate(type, Map.of("testSamples", 20.0), 4);
            DataGenerator.Generated none = generate(type, Map.of("testSamples", 0.0), 4);
            assertThat(none.datasets()).containsOnlyKeys("features", "targets");
            assertThat(many.datasets()).containsAllEntriesOf(none.datasets());
            assertThat(many.datasets().get("testFeatures").rows()).isEqualTo(20);
        }
    }

    @Test
    void open_otherInitialSpec_leavesTheDataAlone() {
        RunSpec spec = Specs.smallNetwork("radaug", Map.of());
        double[] w = new double[16];
        w[0] = 1;
        w[8] = 1;
        double loss = Problems.open(spec).flow().objective().value(w);
        Problem given = Problems.open(Specs.with(spec, new InitialSpec.Given(w)));
        assertThat(given.flow().objective().value(w)).isEqualTo(loss);
        assertThat(Problems.open(spec).initialWeights())
                .isEqualTo(Problems.open(spec).initialWeights())
                .doesNotContain(0.0);
    }
}
