package io.driftlog.simulator.benchmark;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A program of {@code peers/}, started anew for each measurement. It times itself, writes a line of results to standard
 * output and its solution to a file, so that all errors are measured by the same code.
 *
 * @param name in the tables
 * @param origin whose it is
 * @param loosestTolerance loosest relative tolerance worth trying
 * @param command program and mode
 * @param arguments what follows problem, lambda and tolerances
 * @param methodLast whether the mode follows problem and lambda, as in the Python program
 * @param accepted which problems it can integrate
 * @param settings how long it may take
 */
record NativeProgram(
        String name,
        Origin origin,
        double loosestTolerance,
        List<String> command,
        List<String> arguments,
        boolean methodLast,
        Predicate<ProblemFile> accepted,
        BenchmarkSettings settings)
        implements Contender {
    private static final int CPU_SECONDS = 5;
    private static final int STEPS = 7;
    private static final int EVALUATIONS = 9;
    private static final int FACTORIZATIONS = 11;
    private static final int NOTE = 18;
    /** A program integrates twice: once to see how long it takes. */
    private static final long RUNS = 2;

    @Override
    public boolean accepts(ProblemFile problem) {
        return accepted.test(problem);
    }

    @Override
    public Optional<Measurement> measure(Task task, double relativeTolerance) {
        try {
            Path solution = Files.createTempFile("driftlog-benchmark", ".bin");
            try {
                return run(task, relativeTolerance, solution);
            } finally {
                Files.deleteIfExists(solution);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Measurement> run(Task task, double relativeTolerance, Path solution) throws IOException {
        Optional<String> line = start(commandLine(task, relativeTolerance), task.problem(), solution);
        if (line.isEmpty()) {
            return Optional.empty();
        }
        String[] fields = line.get().split(",", -1);
        if (fields.length <= NOTE || fields[NOTE].startsWith("FAILED")) {
            return Optional.empty();
        }
        double[][] weights = Reference.readWeights(solution, task.problem().dimension());
        return Optional.of(new Measurement(
                Double.parseDouble(fields[CPU_SECONDS]),
                task.reference().error(weights),
                count(fields[STEPS]),
                count(fields[EVALUATIONS]),
                count(fields[FACTORIZATIONS])));
    }

    private static long count(String field) {
        return field.isEmpty() ? -1 : Long.parseLong(field);
    }

    List<String> commandLine(Task task, double relativeTolerance) {
        List<String> line = new ArrayList<>(methodLast ? command.subList(0, command.size() - 1) : command);
        line.add(task.problem().name());
        line.add(ProblemFile.exponent(task.weightDecay()));
        if (methodLast) {
            line.add(command.get(command.size() - 1));
        }
        line.add(Double.toString(relativeTolerance));
        line.add(Double.toString(relativeTolerance * 1e-3));
        line.addAll(arguments);
        return line;
    }

    /** The last line of standard output; empty when the program failed or took too long. */
    private Optional<String> start(List<String> line, ProblemFile problem, Path solution) throws IOException {
        Path output = Files.createTempFile("driftlog-benchmark", ".out");
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(problem.folder().toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(output.toFile());
        builder.environment().put("OPENBLAS_NUM_THREADS", "1");
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("REPEATS", "1");
        builder.environment().put("SOLUTION", solution.toString());
        Process process = builder.start();
        try {
            if (!process.waitFor(RUNS * settings.limitNanos(), TimeUnit.NANOSECONDS) || process.exitValue() != 0) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
            return lines.isEmpty() ? Optional.empty() : Optional.of(lines.get(lines.size() - 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + name + " was running");
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(output);
        }
    }
}
