package io.driftlog.simulator.benchmark;

import io.driftlog.simulator.benchmark.InProcessSolver.Solution;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The first integration of a fresh JVM: wall-clock time from {@code main} to the result, files read included. */
public final class ColdStart {
    private ColdStart() {}

    /**
     * Integrates once as a run does and prints the seconds it took.
     *
     * @param args problem file, lambda, method
     */
    public static void main(String[] args) throws IOException {
        long start = System.nanoTime();
        Optional<Solution> solution = new OwnMethod(args[2], true)
                .open(Path.of(args[0]), Double.parseDouble(args[1]))
                .flatMap(solver -> solver.solve(1e-6, Long.MAX_VALUE));
        if (solution.isEmpty()) {
            throw new IllegalStateException(args[2] + " failed on " + args[0]);
        }
        System.out.println(1e-9 * (System.nanoTime() - start));
    }

    /** The smallest time of several starts; empty when one failed. */
    static OptionalDouble seconds(Path problem, double weightDecay, String method, int starts) throws IOException {
        double smallest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < starts; i++) {
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--add-exports",
                            "java.base/jdk.internal.module=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ColdStart.class.getName(),
                            problem.toString(),
                            ProblemFile.exponent(weightDecay),
                            method))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var output = process.getInputStream()) {
                String text = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
                if (process.waitFor() != 0) {
                    return OptionalDouble.empty();
                }
                smallest = Math.min(smallest, Double.parseDouble(text));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while a JVM was starting");
            }
        }
        return OptionalDouble.of(smallest);
    }
}
