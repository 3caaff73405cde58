package io.driftlog.simulator.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.simulator.benchmark.InProcessSolver.Solution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Problem files become the product's objectives, and the references that lie beside them are met. */
class ProblemFileTest {
    private static final Path PROBLEMS = Path.of("problems");

    @TempDir
    Path folder;

    @Test
    void read_linearRegression_hasTheShapesOfItsHeader() throws IOException {
        ProblemFile problem = ProblemFile.read(PROBLEMS.resolve("A.txt"));
        assertThat(problem.name()).isEqualTo("A");
        assertThat(problem.dimension()).isEqualTo(50);
        assertThat(problem.inputs()).hasSize(20 * 50);
        assertThat(problem.testTargets()).hasSize(200);
        assertThat(problem.scale()).isEqualTo(1.0 / 20);
        assertThat(problem.initialWeights()[49]).isNotZero();
        assertThat(problem.reference(1e-3).toString()).endsWith("ref/A_1e-03.bin");
    }

    @Test
    void radaug_onTheDiagonalNetwork_meetsTheReference() throws IOException {
        assertThat(errorOf("B", "radaug")).isBetween(1e-12, 1e-6);
    }

    @Test
    void exactSolutionAndRadaug_onLinearRegression_agree() throws IOException {
        assertThat(errorOf("A", "radaug")).isBetween(1e-12, 1e-6);
    }

    private static double errorOf(String name, String method) throws IOException {
        ProblemFile problem = ProblemFile.read(PROBLEMS.resolve(name + ".txt"));
        Reference reference = Reference.of(problem, 1e-4).orElseThrow();
        Solution bare = solve(problem, new OwnMethod(method, false));
        Solution whole = solve(problem, new OwnMethod(method, true));
        assertThat(bare.steps()).isEqualTo(whole.steps());
        assertThat(bare.evaluations()).isEqualTo(whole.evaluations());
        assertThat(reference.error(bare.weights())).isCloseTo(reference.error(whole.weights()), within(1e-12));
        return reference.error(whole.weights());
    }

    private static Solution solve(ProblemFile problem, OwnMethod method) throws IOException {
        return method.open(problem.path(), 1e-4)
                .orElseThrow()
                .solve(1e-6, Long.MAX_VALUE)
                .orElseThrow();
    }

    @Test
    void generate_completion_isReadBackWithHalfOfItsEntriesObserved() throws IOException {
        Path file = folder.resolve("completion-6.txt");
        CompletionGenerator.write(file, 6, 43);
        ProblemFile problem = ProblemFile.read(file);
        assertThat(problem.kind()).isEqualTo(ProblemFile.Kind.MATRIX_COMPLETION);
        assertThat(problem.samples()).isEqualTo(18);
        assertThat(problem.targets()).containsOnly(0, 1);
        assertThat(problem.dimension()).isEqualTo(2 * 6 * 12);
        assertThat(problem.rank()).isEqualTo(12);
        double norm = 0;
        for (double entry : problem.inputs()) {
            norm += entry * entry;
        }
        assertThat(norm).isCloseTo(3 * 6 * 6, within(1e-9));
    }

    @Test
    void read_brokenFiles_sayWhatIsWrong() throws IOException {
        assertThatThrownBy(() -> read("B 4 2 2 0 0")).hasMessageContaining("first line");
        assertThatThrownBy(() -> read("Q 4 2 2 0 0 0")).hasMessageContaining("type Q");
        assertThatThrownBy(() -> read("B 4 -2 2 0 0 0")).hasMessageContaining("-2");
        assertThatThrownBy(() -> read("B 4 2 2 0 0 0\n0.5\n1 2 3")).hasMessageContaining("ends in line 3");
        assertThatThrownBy(() -> read("B 4 2 2 0 0 0\n0.5\n1 two 3")).hasMessageContaining("two is not a number");
        assertThatThrownBy(() -> read("B 4 1 2 0 0 0\n0.5\n1 2 3 4 5 6 7")).hasMessageContaining("only 1/n");
    }

    private ProblemFile read(String text) throws IOException {
        Path file = folder.resolve("broken.txt");
        Files.writeString(file, text);
        return ProblemFile.read(file);
    }
}
