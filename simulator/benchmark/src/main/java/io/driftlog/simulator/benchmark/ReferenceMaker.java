package io.driftlog.simulator.benchmark;

import io.driftlog.simulator.benchmark.InProcessSolver.Solution;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Computes a reference where none is given: CVODE with the Woodbury solver at relative tolerance 1e-11, or, where that
 * was not built, our own radaug at 1e-11.
 */
final class ReferenceMaker {
    private static final double TOLERANCE = 1e-11;
    private static final long PATIENCE_NANOS = 3_600_000_000_000L;

    private ReferenceMaker() {}

    static void make(ProblemFile problem, double weightDecay, Path cvode) throws IOException {
        if (Files.isExecutable(cvode)) {
            byCvode(problem, weightDecay, cvode);
        } else {
            Solution solution = new OwnMethod("radaug", false)
                    .open(problem.path(), weightDecay)
                    .flatMap(solver -> solver.solve(TOLERANCE, System.nanoTime() + PATIENCE_NANOS))
                    .orElseThrow(() -> new IOException(problem.name() + ": no reference could be computed"));
            Reference.writeWeights(problem.reference(weightDecay), solution.weights());
        }
    }

    private static void byCvode(ProblemFile problem, double weightDecay, Path cvode) throws IOException {
        Files.createDirectories(problem.reference(weightDecay).getParent());
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        cvode.toAbsolutePath().toString(),
                        "gnw",
                        problem.name(),
                        ProblemFile.exponent(weightDecay),
                        "1e-11",
                        "1e-14",
                        "0",
                        "1"))
                .directory(problem.folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("OPENBLAS_NUM_THREADS", "1");
        try {
            if (builder.start().waitFor() != 0) {
                throw new IOException(problem.name() + ": CVODE could not compute a reference");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a reference was computed");
        }
    }
}
