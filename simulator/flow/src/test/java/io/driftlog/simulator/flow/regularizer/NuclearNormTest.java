package io.driftlog.simulator.flow.regularizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.simulator.flow.loop.Integration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: a matrix under nuclear decay ends where the optimality conditions of the nuclear norm hold. */
final class NuclearNormTest {
    private static RunSpec run(String generator, Map<String, Double> numbers, double lambda) {
        return new RunSpec(
                new ObjectiveSpec(
                        "matrix-regression", new TreeMap<>(), generator, new TreeMap<>(numbers), new TreeMap<>()),
                new InitialSpec.Gaussian(0.1),
                lambda,
                "nuclear",
                new MethodSpec("auto", new TreeMap<>()),
                RegularizedRunsTest.untilSpeed(1e-11),
                1);
    }

    /** At the minimiser {@code -grad F / lambda = U V^T + W} with {@code W} orthogonal to the weights and at most 1. */
    @ParameterizedTest
    @CsvSource({"gaussian, 1e-2", "gaussian, 1e-1", "uniform-entries, 1e-2"})
    void run_toRest_meetsTheOptimalityConditions(String generator, double lambda) {
        boolean sensed = generator.equals("gaussian");
        RunSpec spec = sensed
                ? run("gaussian", Map.of("side", 6.0, "rank", 1.0, "samples", 24.0), lambda)
                : run("low-rank", Map.of("rows", 5.0, "columns", 7.0, "rank", 1.0, "observed", 24.0), lambda);
        Integration integration = RegularizedRunsTest.finished(spec);
        assertThat(integration.spec().method().type()).isEqualTo("proximal-gradient");
        double[] w = integration.current().weights();
        int columns = sensed ? 6 : 7;
        double[] gradient = new double[w.length];
        integration.problem().flow().objective().gradient(w, gradient);
        double[] dual = Arrays.stream(gradient).map(g -> -g / lambda).toArray();
        assertThat(singularValues(dual, columns)[0]).isLessThanOrEqualTo(1 + 1e-7);
        double product = 0;
        for (int i = 0; i < w.length; i++) {
            product += dual[i] * w[i];
        }
        double nuclear = Arrays.stream(singularValues(w, columns)).sum();
        assertThat(product).isCloseTo(nuclear, within(1e-7 * nuclear));
        assertThat(Arrays.stream(singularValues(w, columns))
                        .filter(s -> s > 1e-9)
                        .count())
                .isLessThan(5);
    }

    private static double[] singularValues(double[] w, int columns) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(w.length / columns, columns, false, false, true);
        svd.decompose(DMatrixRMaj.wrap(w.length / columns, columns, w.clone()));
        double[] values = svd.getSingularValues();
        return Arrays.stream(values).map(v -> -v).sorted().map(v -> -v).toArray();
    }
}
