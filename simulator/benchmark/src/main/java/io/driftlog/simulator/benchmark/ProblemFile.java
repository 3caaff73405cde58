package io.driftlog.simulator.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StreamTokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.StringTokenizer;

/**
 * A problem in the text format that all programs of the benchmark read; {@code problems/README.md} describes it.
 *
 * @param path where it was read from; beside it may lie {@code ref/}
 * @param kind what is trained
 * @param dimension number of weights p
 * @param samples number of residuals n
 * @param columns columns of the features; rows (and columns) of a matrix to complete
 * @param neurons hidden neurons of a network; otherwise 0
 * @param rank columns of U and V of a matrix to complete; 1/eps of a smoothed network; otherwise 0
 * @param scale c in {@code F = c/2 ||r||^2}
 * @param inputs features, samples x columns; for completion the whole matrix. Not modified.
 * @param targets length n; for completion the mask of observed entries, as long as inputs. Not modified.
 * @param testInputs test features, any number of rows; empty for completion. Not modified.
 * @param testTargets one number per test row; empty for completion. Not modified.
 * @param initialWeights w(0), length p. Not modified.
 */
record ProblemFile(
        Path path,
        Kind kind,
        int dimension,
        int samples,
        int columns,
        int neurons,
        int rank,
        double scale,
        double[] inputs,
        double[] targets,
        double[] testInputs,
        double[] testTargets,
        double[] initialWeights) {

    /** What is trained, named by the first letter of a file. */
    enum Kind {
        LINEAR_REGRESSION,
        DIAGONAL_NETWORK,
        MATRIX_COMPLETION,
        RELU_NETWORK,
        SMOOTHED_RELU_NETWORK
    }

    /**
     * Reads a problem.
     *
     * @throws IOException when there is none, or it is not well formed; the message says where
     */
    static ProblemFile read(Path path) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(path)) {
            String header = reader.readLine();
            StringTokenizer words = new StringTokenizer(header == null ? "" : header);
            if (words.countTokens() != 7) {
                throw new IOException(path + ": the first line is not \"type p n d m r ntest\"");
            }
            String letter = words.nextToken();
            int[] sizes = new int[6];
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = size(path, words.nextToken());
            }
            Numbers numbers = new Numbers(path, reader);
            return read(path, kind(path, letter, sizes[4]), sizes, numbers);
        }
    }

    private static ProblemFile read(Path path, Kind kind, int[] sizes, Numbers numbers) throws IOException {
        int p = sizes[0];
        int n = sizes[1];
        int d = sizes[2];
        int tests = sizes[5];
        boolean completion = kind == Kind.MATRIX_COMPLETION;
        double scale = numbers.next();
        double[] inputs = numbers.next(completion ? d * d : n * d);
        double[] targets = numbers.next(completion ? d * d : n);
        double[] testInputs = numbers.next(completion ? 0 : tests * d);
        double[] testTargets = numbers.next(completion ? 0 : tests);
        double[] initialWeights = numbers.next(p);
        if (!(Math.abs(scale * n - 1) < 1e-12)) {
            throw new IOException(path + ": the factor of the loss is " + scale + "; only 1/n is known here");
        }
        return new ProblemFile(
                path,
                kind,
                p,
                n,
                d,
                sizes[3],
                sizes[4],
                scale,
                inputs,
                targets,
                testInputs,
                testTargets,
                initialWeights);
    }

    private static Kind kind(Path path, String letter, int rank) throws IOException {
        return switch (letter) {
            case "A" -> Kind.LINEAR_REGRESSION;
            case "B" -> Kind.DIAGONAL_NETWORK;
            case "C" -> Kind.MATRIX_COMPLETION;
            case "D" -> rank == 0 ? Kind.RELU_NETWORK : Kind.SMOOTHED_RELU_NETWORK;
            case "E" -> Kind.SMOOTHED_RELU_NETWORK;
            default -> throw new IOException(path + ": type " + letter + " is not one of A, B, C, D, E");
        };
    }

    private static int size(Path path, String word) throws IOException {
        try {
            int size = Integer.parseInt(word);
            if (size >= 0) {
                return size;
            }
        } catch (NumberFormatException e) {
            // reported below, as a negative number is
        }
        throw new IOException(path + ": " + word + " in the first line is not a size");
    }

    /** The file's name without its ending: {@code A}, {@code completion-40}. */
    String name() {
        String file = path.getFileName().toString();
        int dot = file.lastIndexOf('.');
        return dot < 0 ? file : file.substring(0, dot);
    }

    /** The folder it lies in. */
    Path folder() {
        return path.toAbsolutePath().resolveSibling("");
    }

    /** Where the weights at the 20 output times lie, by convention of all programs. */
    Path reference(double weightDecay) {
        return path.resolveSibling("ref").resolve(name() + "_" + exponent(weightDecay) + ".bin");
    }

    /** The number as C's {@code %.0e} writes it: {@code 1e-03}. */
    static String exponent(double value) {
        return String.format(Locale.ROOT, "%.0e", value);
    }

    /** The numbers after the first line, separated by white space. */
    private static final class Numbers {
        private final Path path;
        private final StreamTokenizer tokens;

        Numbers(Path path, BufferedReader reader) {
            this.path = path;
            tokens = new StreamTokenizer(reader);
            tokens.resetSyntax();
            tokens.whitespaceChars(0, ' ');
            tokens.wordChars('!', '~');
        }

        double next() throws IOException {
            if (tokens.nextToken() != StreamTokenizer.TT_WORD) {
                throw new IOException(path + ": the file ends in line " + line() + ", before its last number");
            }
            try {
                return Double.parseDouble(tokens.sval);
            } catch (NumberFormatException e) {
                throw new IOException(path + ": " + tokens.sval + " is not a number, near line " + line(), e);
            }
        }

        /** The header was read before. */
        private int line() {
            return tokens.lineno() + 1;
        }

        double[] next(int count) throws IOException {
            double[] values = new double[count];
            for (int i = 0; i < count; i++) {
                values[i] = next();
            }
            return values;
        }
    }
}
