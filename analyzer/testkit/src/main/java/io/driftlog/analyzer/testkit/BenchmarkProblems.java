package io.driftlog.analyzer.testkit;

import io.driftlog.events.Dataset;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StopRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Scanner;
import java.util.TreeMap;

/** The fixed problems in {@code simulator/benchmark/problems} as run specs; their README describes the format. */
public final class BenchmarkProblems {
    private static final Path FOLDER = Path.of("simulator", "benchmark", "problems");

    private BenchmarkProblems() {}

    /**
     * A run of a problem by the method that suits it.
     *
     * @param name A, B, C, D or E
     * @param weightDecay lambda, above 0
     * @param slowTime where it ends
     * @return the events
     * @throws UncheckedIOException when there is no such file above the working directory
     */
    public static RunSpec run(String name, double weightDecay, double slowTime) {
        try (Scanner words = new Scanner(Files.readString(file(name + ".txt"))).useDelimiter("\\s+")) {
            String type = words.next();
            int[] sizes = new int[6];
            Arrays.setAll(sizes, i -> words.nextInt());
            words.next();
            return read(type, sizes, words, weightDecay, slowTime);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the working directory, that of a module, or above it. */
    private static Path file(String name) {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve(FOLDER)) && here.getParent() != null) {
            here = here.getParent();
        }
        return here.resolve(FOLDER).resolve(name);
    }

    private static RunSpec read(String type, int[] sizes, Scanner words, double weightDecay, double slowTime) {
        int n = sizes[1];
        int columns = sizes[2];
        Map<String, Dataset> data = new TreeMap<>();
        Map<String, Double> parameters = new TreeMap<>();
        if (type.equals("C")) {
            double[] matrix = numbers(words, columns * columns);
            double[] mask = numbers(words, columns * columns);
            data.put("observations", entries(matrix, mask, columns, 1));
            data.put("testObservations", entries(matrix, mask, columns, 0));
            parameters.putAll(
                    Map.of("rows", (double) columns, "columns", (double) columns, "innerDimension", (double) sizes[4]));
        } else {
            data.put("features", new Dataset(n, columns, numbers(words, n * columns)));
            data.put("targets", new Dataset(n, 1, numbers(words, n)));
            data.put("testFeatures", new Dataset(sizes[5], columns, numbers(words, sizes[5] * columns)));
            data.put("testTargets", new Dataset(sizes[5], 1, numbers(words, sizes[5])));
        }
        String objective = switch (type) {
            case "A" -> "linear-regression";
            case "B" -> "diagonal-linear-network";
            case "C" -> "matrix-completion";
            default -> sizes[4] == 0 ? "two-layer-relu" : "two-layer-smoothed-relu";
        };
        if (objective.startsWith("two-layer")) {
            parameters.put("neurons", (double) sizes[3]);
        }
        if (sizes[4] > 0 && objective.startsWith("two-layer")) {
            parameters.put("smoothing", 1.0 / sizes[4]);
        }
        return new RunSpec(
                new ObjectiveSpec(objective, new TreeMap<>(parameters), "", new TreeMap<>(), new TreeMap<>(data)),
                new InitialSpec.Given(numbers(words, sizes[0])),
                weightDecay,
                "l2",
                new MethodSpec("auto", new TreeMap<>()),
                new StopRule(OptionalDouble.empty(), OptionalDouble.of(slowTime), OptionalDouble.empty()),
                1);
    }

    @SuppressWarnings("NarrowCalculation") // an integer division on purpose
    private static Dataset entries(double[] matrix, double[] mask, int side, double observed) {
        double[] rows = new double[3 * matrix.length];
        int count = 0;
        for (int i = 0; i < matrix.length; i++) {
            if (mask[i] == observed) {
                rows[3 * count] = i / side;
                rows[3 * count + 1] = i % side;
                rows[3 * count + 2] = matrix[i];
                count++;
            }
        }
        return new Dataset(count, 3, Arrays.copyOf(rows, 3 * count));
    }

    private static double[] numbers(Scanner words, int count) {
        double[] values = new double[count];
        Arrays.setAll(values, i -> Double.parseDouble(words.next()));
        return values;
    }
}
