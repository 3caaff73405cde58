package io.driftlog.simulator.flow.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.regularizer.SquaredL2;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: every product of an objective is the derivative it claims to be. Method: central differences of the residuals,
 * the value and the gradient, and adjoint identities, on random data of every shape that changes a loop's remainder.
 */
class ObjectivesTest {
    private static final double DIFFERENCE = 1e-6;

    static Stream<LeastSquaresObjective> objectives() {
        return Stream.of(new int[][] {{1, 1}, {2, 3}, {5, 2}, {7, 9}, {8, 16}, {3, 30}})
                .flatMap(shape -> Stream.of(
                        regression(shape[0], shape[1], shape[0] + shape[1]),
                        network(shape[0], shape[1], shape[0] - shape[1]),
                        completion(shape[0], shape[1]),
                        sensing(shape[0], shape[1]),
                        deepNetwork(shape[0], shape[1], 2),
                        deepNetwork(shape[0], shape[1], 4),
                        relu(shape[0], 1 + shape[1] % 3, shape[1]),
                        smoothedRelu(shape[0], 1 + shape[1] % 3, shape[1])));
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void value_atRandomWeights_isHalfScaledSquareOfResiduals(LeastSquaresObjective objective) {
        double[] w = random(objective.dimension(), 1);
        double[] r = new double[objective.samples()];
        objective.residuals(w, r);
        assertThat(objective.value(w)).isCloseTo(0.5 * objective.scale() * Vectors.normSquared(r), within(1e-14));
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void gradient_atRandomWeights_matchesDifferencesOfValue(LeastSquaresObjective objective) {
        int d = objective.dimension();
        double[] w = random(d, 2);
        double[] gradient = new double[d];
        objective.gradient(w, gradient);
        for (int k = 0; k < d; k++) {
            double slope = (objective.value(moved(w, unit(d, k), DIFFERENCE))
                            - objective.value(moved(w, unit(d, k), -DIFFERENCE)))
                    / (2 * DIFFERENCE);
            assertThat(gradient[k]).isCloseTo(slope, within(1e-7));
        }
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void jacobianProduct_ofRandomVector_matchesDifferencesOfResiduals(LeastSquaresObjective objective) {
        double[] w = random(objective.dimension(), 3);
        double[] v = random(objective.dimension(), 4);
        double[] plus = new double[objective.samples()];
        double[] minus = new double[objective.samples()];
        double[] product = new double[objective.samples()];
        objective.residuals(moved(w, v, DIFFERENCE), plus);
        objective.residuals(moved(w, v, -DIFFERENCE), minus);
        objective.jacobianProduct(w, v, product);
        for (int i = 0; i < product.length; i++) {
            assertThat(product[i]).isCloseTo((plus[i] - minus[i]) / (2 * DIFFERENCE), within(1e-7));
        }
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void transposedJacobianProduct_ofRandomVector_isAdjointOfJacobianProduct(LeastSquaresObjective objective) {
        double[] w = random(objective.dimension(), 5);
        double[] v = random(objective.dimension(), 6);
        double[] m = random(objective.samples(), 7);
        double[] product = new double[objective.samples()];
        double[] transposed = new double[objective.dimension()];
        objective.jacobianProduct(w, v, product);
        objective.transposedJacobianProduct(w, m, transposed);
        assertThat(Vectors.dot(v, transposed)).isCloseTo(Vectors.dot(product, m), within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void gram_atRandomWeights_isJacobianTimesItsTranspose(LeastSquaresObjective objective) {
        int n = objective.samples();
        double[] w = random(objective.dimension(), 8);
        double[][] gram = new double[n + 2][n + 2];
        gram[n][n + 1] = 42;
        double[] transposed = new double[objective.dimension()];
        double[] column = new double[n];
        objective.gram(w, gram);
        for (int j = 0; j < n; j++) {
            objective.transposedJacobianProduct(w, unit(n, j), transposed);
            objective.jacobianProduct(w, transposed, column);
            for (int i = 0; i < n; i++) {
                assertThat(gram[i][j]).isCloseTo(column[i], within(1e-12));
            }
        }
        assertThat(gram[n][n + 1]).isEqualTo(42);
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void hessianProduct_ofRandomVector_matchesDifferencesOfGradient(LeastSquaresObjective objective) {
        int d = objective.dimension();
        double[] w = random(d, 9);
        double[] v = random(d, 10);
        double[] plus = new double[d];
        double[] minus = new double[d];
        double[] product = new double[d];
        objective.gradient(moved(w, v, DIFFERENCE), plus);
        objective.gradient(moved(w, v, -DIFFERENCE), minus);
        assertThat(objective.hasHessianProduct()).isTrue();
        objective.hessianProduct(w, v, product);
        for (int k = 0; k < d; k++) {
            assertThat(product[k]).isCloseTo((plus[k] - minus[k]) / (2 * DIFFERENCE), within(1e-7));
        }
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void batchedProducts_ofThreeVectors_agreeWithSingleOnes(LeastSquaresObjective objective) {
        int d = objective.dimension();
        int n = objective.samples();
        double[][] w = {random(d, 11), random(d, 12), random(d, 13)};
        double[][] m = {random(n, 14), random(n, 15), random(n, 16)};
        double[][] inSamples = new double[3][n];
        double[][] inWeights = new double[3][d];

        objective.residuals3(w[0], w[1], w[2], inSamples[0], inSamples[1], inSamples[2]);
        for (int s = 0; s < 3; s++) {
            double[] single = new double[n];
            objective.residuals(w[s], single);
            assertThat(inSamples[s]).containsExactly(single, within(1e-13));
        }
        objective.jacobianProduct3(w[2], w[0], w[1], w[2], inSamples[0], inSamples[1], inSamples[2]);
        for (int s = 0; s < 3; s++) {
            double[] single = new double[n];
            objective.jacobianProduct(w[2], w[s], single);
            assertThat(inSamples[s]).containsExactly(single, within(1e-13));
        }
        objective.transposedJacobianProduct3(
                w[0], w[1], w[2], m[0], m[1], m[2], inWeights[0], inWeights[1], inWeights[2]);
        for (int s = 0; s < 3; s++) {
            double[] single = new double[d];
            objective.transposedJacobianProduct(w[s], m[s], single);
            assertThat(inWeights[s]).containsExactly(single, within(1e-13));
        }
    }

    @Test
    void predictor_ofNetwork_isProductOfHalvesAndGivesRegressionValue() {
        DiagonalLinearNetwork network = network(6, 5, 1);
        LinearRegression regression = regression(6, 5, 1);
        double[] w = random(10, 2);
        double[] beta = network.predictor(w);
        assertThat(beta).containsExactly(w[0] * w[5], w[1] * w[6], w[2] * w[7], w[3] * w[8], w[4] * w[9]);
        assertThat(network.value(w)).isCloseTo(regression.value(beta), within(1e-14));
        assertThat(network.testLoss(w)).isCloseTo(regression.testLoss(beta), within(1e-14));
        assertThat(regression.predictor(beta)).isEqualTo(beta).isNotSameAs(beta);
    }

    @Test
    void gramValues_ofCompletion_areTheNonZeroEntriesOfTheGramMatrix() {
        MatrixCompletion completion = completion(5, 3);
        int n = completion.samples();
        double[] w = random(completion.dimension(), 17);
        double[] values = new double[completion.columns().length];
        completion.gramValues(w, values);
        double[][] dense = new double[n][n];
        completion.gram(w, dense);
        int[] starts = completion.rowStarts();
        for (int i = 0; i < n; i++) {
            double[] row = new double[n];
            for (int x = starts[i]; x < starts[i + 1]; x++) {
                assertThat(x == starts[i]
                                || completion.columns()[x - 1] < completion.columns()[x])
                        .isTrue();
                row[completion.columns()[x]] = values[x];
            }
            assertThat(row).isEqualTo(dense[i]);
        }
        assertThat(starts[n]).isEqualTo(values.length).isLessThan(n * n);
    }

    @Test
    void predictor_ofFactorisations_isTheProductOfTheirMatrices() {
        double[] factors = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        Dataset entry = new Dataset(1, 3, new double[] {1, 2, 5});
        MatrixCompletion completion = new MatrixCompletion(
                new ObservedEntries(2, 3, entry),
                Optional.of(new ObservedEntries(2, 3, new Dataset(1, 3, new double[] {0, 1, 20}))),
                2,
                new double[] {42});
        double[] product = {17, 23, 29, 39, 53, 67};
        assertThat(completion.predictor(factors)).isEqualTo(product);
        assertThat(completion.value(factors)).isEqualTo(0.5 * 62 * 62);
        assertThat(completion.testLoss(factors)).isEqualTo(0.5 * 3 * 3);
        assertThat(completion.teacher()).containsExactly(42);
        MatrixSensing sensing = new MatrixSensing(
                2,
                2,
                new Dataset(1, 6, new double[] {0, 0, 0, 0, 0, 1}),
                new Dataset(1, 1, new double[] {5}),
                Optional.empty(),
                Optional.empty(),
                product);
        assertThat(sensing.predictor(factors)).isEqualTo(product);
        assertThat(sensing.value(factors)).isEqualTo(completion.value(factors));
        assertThat(sensing.testLoss(factors)).isNaN();
        assertThat(sensing.teacher()).isEqualTo(product);
        DeepLinearNetwork deep = new DeepLinearNetwork(
                2,
                2,
                new Dataset(1, 2, new double[] {1, -1}),
                new Dataset(1, 3, new double[3]),
                Optional.of(new Dataset(1, 2, new double[] {0, 1})),
                Optional.of(new Dataset(1, 3, new double[3])),
                product);
        double[] layers = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        assertThat(deep.predictor(layers)).containsExactly(23, 34, 31, 46, 39, 58);
        assertThat(deep.value(layers)).isEqualTo(0.5 * (11 * 11 + 15 * 15 + 19 * 19));
        assertThat(deep.testLoss(layers)).isEqualTo(0.5 * (34 * 34 + 46 * 46 + 58 * 58));
    }

    @Test
    void testLoss_ofTeacherOnItsOwnData_isZeroAndNaNWithoutTestData() {
        double[] teacher = {2, -1};
        Dataset features = new Dataset(3, 2, new double[] {1, 0, 0, 1, 1, 1});
        Dataset targets = new Dataset(3, 1, new double[] {2, -1, 1});
        LinearRegression tested =
                new LinearRegression(features, targets, Optional.of(features), Optional.of(targets), teacher);
        LinearRegression untested =
                new LinearRegression(features, targets, Optional.empty(), Optional.empty(), new double[0]);
        assertThat(tested.testLoss(teacher)).isZero();
        assertThat(tested.testLoss(new double[] {3, -1})).isCloseTo(2.0 / 6, within(1e-15));
        assertThat(tested.teacher()).isEqualTo(teacher);
        assertThat(untested.testLoss(teacher)).isNaN();
        assertThat(untested.teacher()).isEmpty();
    }

    @Test
    void constructor_shapesThatDoNotFit_saysWhatIsWrong() {
        Dataset features = new Dataset(3, 2, new double[6]);
        Dataset targets = new Dataset(3, 1, new double[3]);
        Dataset two = new Dataset(2, 1, new double[2]);
        Dataset narrow = new Dataset(2, 1, new double[2]);
        Optional<Dataset> none = Optional.empty();
        assertThatThrownBy(() -> new LinearRegression(features, two, none, none, new double[0]))
                .hasMessage("the targets are 2 x 1 instead of 3 x 1");
        assertThatThrownBy(() -> new LinearRegression(features, targets, Optional.of(features), none, new double[0]))
                .hasMessage("test features and test targets must be given together");
        assertThatThrownBy(() ->
                        new LinearRegression(features, targets, Optional.of(narrow), Optional.of(two), new double[0]))
                .hasMessage("the test features have 1 columns, the features 2");
        assertThatThrownBy(() -> new DiagonalLinearNetwork(features, targets, none, none, new double[3]))
                .hasMessage("the teacher has 3 entries, the features 2 columns");
    }

    @Test
    void squaredL2_ofAVector_isHalfItsSquareWithTheVectorAsGradient() {
        double[] w = {3, -4};
        double[] gradient = new double[2];
        SquaredL2 l2 = new SquaredL2();
        l2.gradient(w, gradient);
        assertThat(l2.value(w)).isEqualTo(12.5);
        assertThat(gradient).isEqualTo(w);
        assertThat(l2.name()).isEqualTo("l2");
    }

    private static LinearRegression regression(int n, int columns, long seed) {
        return new LinearRegression(
                matrix(n, columns, seed),
                matrix(n, 1, seed + 100),
                Optional.of(matrix(4, columns, seed + 200)),
                Optional.of(matrix(4, 1, seed + 300)),
                new double[0]);
    }

    private static DiagonalLinearNetwork network(int n, int columns, long seed) {
        return new DiagonalLinearNetwork(
                matrix(n, columns, seed),
                matrix(n, 1, seed + 100),
                Optional.of(matrix(4, columns, seed + 200)),
                Optional.of(matrix(4, 1, seed + 300)),
                new double[0]);
    }

    private static TwoLayerRelu relu(int n, int columns, int neurons) {
        return new TwoLayerRelu(
                neurons,
                matrix(n, columns, n),
                matrix(n, 1, n + 100),
                Optional.of(matrix(4, columns, n + 200)),
                Optional.of(matrix(4, 1, n + 300)),
                new double[0]);
    }

    private static SmoothedRelu smoothedRelu(int n, int columns, int neurons) {
        return new SmoothedRelu(
                neurons,
                0.3,
                matrix(n, columns, n),
                matrix(n, 1, n + 100),
                Optional.of(matrix(4, columns, n + 200)),
                Optional.of(matrix(4, 1, n + 300)),
                new double[0]);
    }

    /** Every second entry of a matrix and one more, factors with as many columns as the shape has. */
    private static MatrixCompletion completion(int rows, int innerDimension) {
        int columns = 4;
        double[] values = new double[3 * (rows * columns + 1) / 2 * 3];
        int count = 0;
        for (int x = 0; x < rows * columns; x++) {
            if (x % 2 == 0 || x == 1) {
                values[3 * count] = x / columns;
                values[3 * count + 1] = x % columns;
                values[3 * count + 2] = Math.sin(x);
                count++;
            }
        }
        Dataset observations = new Dataset(count, 3, Arrays.copyOf(values, 3 * count));
        return new MatrixCompletion(
                new ObservedEntries(rows, columns, observations), Optional.empty(), innerDimension, new double[0]);
    }

    private static MatrixSensing sensing(int n, int innerDimension) {
        return new MatrixSensing(
                2,
                innerDimension,
                matrix(n, 6, n + 20),
                matrix(n, 1, n + 120),
                Optional.empty(),
                Optional.empty(),
                new double[0]);
    }

    private static DeepLinearNetwork deepNetwork(int n, int columns, int depth) {
        return new DeepLinearNetwork(
                depth,
                3,
                matrix(n, columns, n + 30),
                matrix(n, 2, n + 130),
                Optional.of(matrix(4, columns, n + 230)),
                Optional.of(matrix(4, 2, n + 330)),
                new double[0]);
    }

    private static Dataset matrix(int rows, int columns, long seed) {
        return new Dataset(rows, columns, random(rows * columns, seed));
    }

    private static double[] random(int length, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return random.doubles(length, -1, 1).toArray();
    }

    private static double[] unit(int length, int index) {
        double[] vector = new double[length];
        vector[index] = 1;
        return vector;
    }

    private static double[] moved(double[] w, double[] direction, double by) {
        double[] result = w.clone();
        Vectors.addScaled(by, direction, result);
        return result;
    }
}
