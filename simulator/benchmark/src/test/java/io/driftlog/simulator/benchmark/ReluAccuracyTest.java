package io.driftlog.simulator.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.simulator.benchmark.InProcessSolver.Solution;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: f and {@code ||w||^2} of true ReLU networks are right to the tolerance. Method: problem D and its references. */
class ReluAccuracyTest {
    private static final long NO_LIMIT = Long.MAX_VALUE / 2;

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8})
    void solve_problemD_isRightToTheTolerance(double weightDecay) throws IOException {
        Path path = Path.of("problems", "D.txt");
        Solution solution = new OwnMethod("radaug-events", false)
                .open(path, weightDecay)
                .flatMap(solver -> solver.solve(1e-6, System.nanoTime() + NO_LIMIT))
                .orElseThrow();
        Reference reference = Reference.of(ProblemFile.read(path), weightDecay).orElseThrow();
        assertThat(reference.error(solution.weights())).isPositive().isLessThan(1e-6);
    }
}
