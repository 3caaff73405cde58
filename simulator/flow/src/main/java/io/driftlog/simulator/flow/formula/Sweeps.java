package io.driftlog.simulator.flow.formula;

import io.driftlog.events.Dataset;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values of formulas on every row of a data set, and their derivatives, in blocks of rows: every instruction runs over
 * the rows of a block before the next one. Values are numbered row by row, formula by formula within a row. Sums over rows are
 * taken in one order.
 */
final class Sweeps {
    private static final int LARGEST_BLOCK = 64;
    private static final int MOST_NUMBERS = 4_000_000;

    private final Program program;
    private final double[] features;
    private final double[] targets;
    private final int featureColumns;
    private final int targetColumns;
    private final int rows;
    private final int block;
    private final double[][] value;
    private final double[][] tangent;
    private final double[][] adjoint;
    private final double[][] adjointTangent;

    /** @param features and targets of as many rows; null without data, which is one row */
    Sweeps(Program program, @Nullable Dataset features, @Nullable Dataset targets) {
        this.program = program;
        this.features = features == null ? new double[0] : features.values();
        this.targets = targets == null ? new double[0] : targets.values();
        featureColumns = features == null ? 0 : features.columns();
        targetColumns = targets == null ? 0 : targets.columns();
        rows = features != null ? features.rows() : targets != null ? targets.rows() : 1;
        block = Math.max(1, Math.min(Math.min(rows, LARGEST_BLOCK), MOST_NUMBERS / Math.max(1, program.size())));
        value = new double[program.size()][block];
        tangent = new double[program.size()][block];
        adjoint = new double[program.size()][block];
        adjointTangent = new double[program.size()][block];
    }

    /** Number of values: rows times formulas. */
    int count() {
        return rows * program.outputs.length;
    }

    /** The values. w not modified; out, of length count, modified. */
    void values(double[] w, double[] out) {
        for (int from = 0; from < rows; from += block) {
            int n = Math.min(block, rows - from);
            forward(w, from, n);
            read(value, from, n, out);
        }
    }

    private void read(double[][] of, int from, int n, double[] out) {
        int formulas = program.outputs.length;
        for (int k = 0; k < formulas; k++) {
            double[] found = of[program.outputs[k]];
            for (int r = 0; r < n; r++) {
                out[(from + r) * formulas + k] = found[r];
            }
        }
    }

    /** The first node, in the order of the formulas, whose value is not finite, and the row, in words. */
    Optional<String> notFinite(double[] w) {
        for (int from = 0; from < rows; from += block) {
            int n = Math.min(block, rows - from);
            forward(w, from, n);
            for (int i = 0; i < program.size(); i++) {
                for (int r = 0; r < n; r++) {
                    if (!Double.isFinite(value[i][r])) {
                        Graph.Place place = program.place(i);
                        String where = rows > 1 ? " on row " + (from + r + 1) + " of the data" : "";
                        return Optional.of("'" + place.formula() + "', character " + (place.at() + 1) + ": "
                                + program.operation[i].name().toLowerCase(Locale.ROOT)
                                + " gives no finite number" + where);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private void forward(double[] w, int from, int n) {
        for (int i = 0; i < program.size(); i++) {
            double[] out = value[i];
            if (program.uniform[i]) {
                if (from == 0) {
                    Arrays.fill(out, uniformValue(i, w));
                }
                continue;
            }
            switch (program.operation[i]) {
                case FEATURE:
                    for (int r = 0; r < n; r++) {
                        out[r] = features[(from + r) * featureColumns + program.x[i]];
                    }
                    break;
                case TARGET:
                    for (int r = 0; r < n; r++) {
                        out[r] = targets[(from + r) * targetColumns + program.x[i]];
                    }
                    break;
                case ADD:
                    add(value[program.x[i]], value[program.y[i]], out, n);
                    break;
                case MULTIPLY:
                    multiply(value[program.x[i]], value[program.y[i]], out, n);
                    break;
                default:
                    double[] a = value[program.x[i]];
                    double[] b = program.y[i] < 0 ? a : value[program.y[i]];
                    for (int r = 0; r < n; r++) {
                        out[r] = program.operation[i].value(a[r], b[r]);
                    }
            }
        }
    }

    private double uniformValue(int i, double[] w) {
        return switch (program.operation[i]) {
            case CONSTANT -> program.constant[i];
            case WEIGHT -> w[program.x[i]];
            default ->
                program.operation[i].value(value[program.x[i]][0], program.y[i] < 0 ? 0 : value[program.y[i]][0]);
        };
    }

    private static void add(double[] a, double[] b, double[] out, int n) {
        for (int r = 0; r < n; r++) {
            out[r] = a[r] + b[r];
        }
    }

    private static void multiply(double[] a, double[] b, double[] out, int n) {
        for (int r = 0; r < n; r++) {
            out[r] = a[r] * b[r];
        }
    }

    /** The derivatives of the values along v. w and v not modified; out, of length count, modified. */
    void jacobianProduct(double[] w, double[] v, double[] out) {
        for (int from = 0; from < rows; from += block) {
            int n = Math.min(block, rows - from);
            forward(w, from, n);
            tangents(v, from, n);
            read(tangent, from, n, out);
        }
    }

    private void tangents(double[] v, int from, int n) {
        for (int i = 0; i < program.size(); i++) {
            double[] out = tangent[i];
            Operation operation = program.operation[i];
            if (operation.isLeaf()) {
                if (from == 0) {
                    Arrays.fill(out, operation == Operation.WEIGHT ? v[program.x[i]] : 0);
                }
                continue;
            }
            if (program.uniform[i] && from > 0) {
                continue;
            }
            int count = program.uniform[i] ? 1 : n;
            double[] a = value[program.x[i]];
            double[] da = tangent[program.x[i]];
            double[] b = program.y[i] < 0 ? a : value[program.y[i]];
            double[] db = program.y[i] < 0 ? da : tangent[program.y[i]];
            if (operation == Operation.ADD) {
                add(da, db, out, count);
            } else if (operation == Operation.MULTIPLY) {
                for (int r = 0; r < count; r++) {
                    out[r] = da[r] * b[r] + a[r] * db[r];
                }
            } else if (program.y[i] < 0) {
                for (int r = 0; r < count; r++) {
                    out[r] = operation.byX(a[r], 0, value[i][r]) * da[r];
                }
            } else {
                for (int r = 0; r < count; r++) {
                    double slope = operation.byX(a[r], b[r], value[i][r]) * da[r];
                    // 0 times an undefined derivative, as of a power by its exponent at x < 0, is nothing.
                    out[r] = db[r] == 0 ? slope : slope + operation.byY(a[r], b[r], value[i][r]) * db[r];
                }
            }
            if (program.uniform[i]) {
                Arrays.fill(out, out[0]);
            }
        }
    }

    /** {@code out = sum_i m_i grad value_i}. w and m not modified; out, of length d, modified. */
    void transposedProduct(double[] w, double[] m, double[] out) {
        Arrays.fill(out, 0);
        clearUniform(adjoint);
        for (int from = 0; from < rows; from += block) {
            int n = Math.min(block, rows - from);
            forward(w, from, n);
            clearRows(adjoint, n);
            seed(m, from, n);
            for (int i = program.size() - 1; i >= 0; i--) {
                if (!program.uniform[i] && !program.operation[i].isLeaf()) {
                    pull(i, n);
                }
            }
        }
        pullUniform(out);
    }

    private void clearUniform(double[][] of) {
        for (int i = 0; i < program.size(); i++) {
            if (program.uniform[i]) {
                of[i][0] = 0;
            }
        }
    }

    private void clearRows(double[][] of, int n) {
        for (int i = 0; i < program.size(); i++) {
            if (!program.uniform[i]) {
                Arrays.fill(of[i], 0, n, 0);
            }
        }
    }

    private void seed(double[] m, int from, int n) {
        int formulas = program.outputs.length;
        for (int k = 0; k < formulas; k++) {
            int output = program.outputs[k];
            for (int r = 0; r < n; r++) {
                adjoint[output][program.uniform[output] ? 0 : r] += m[(from + r) * formulas + k];
            }
        }
    }

    /** Hands the adjoints of a node, one per row, to its operands. */
    private void pull(int i, int n) {
        Operation operation = program.operation[i];
        double[] own = adjoint[i];
        double[] a = value[program.x[i]];
        double[] b = program.y[i] < 0 ? a : value[program.y[i]];
        double[] toX = adjoint[program.x[i]];
        boolean sumX = program.uniform[program.x[i]];
        double total = 0;
        for (int r = 0; r < n; r++) {
            double part = own[r] == 0 ? 0 : own[r] * slopeX(operation, a[r], b[r], value[i][r]);
            if (sumX) {
                total += part;
            } else {
                toX[r] += part;
            }
        }
        if (sumX) {
            toX[0] += total;
        }
        if (program.y[i] >= 0) {
            double[] toY = adjoint[program.y[i]];
            boolean sumY = program.uniform[program.y[i]];
            total = 0;
            boolean idle = !program.moves[program.y[i]];
            for (int r = 0; r < n && !idle; r++) {
                double part = own[r] == 0 ? 0 : own[r] * slopeY(operation, a[r], b[r], value[i][r]);
                if (sumY) {
                    total += part;
                } else {
                    toY[r] += part;
                }
            }
            if (sumY) {
                toY[0] += total;
            }
        }
    }

    private static double slopeX(Operation operation, double a, double b, double v) {
        return operation == Operation.ADD ? 1 : operation == Operation.MULTIPLY ? b : operation.byX(a, b, v);
    }

    private static double slopeY(Operation operation, double a, double b, double v) {
        return operation == Operation.ADD ? 1 : operation == Operation.MULTIPLY ? a : operation.byY(a, b, v);
    }

    private void pullUniform(double[] out) {
        for (int i = program.size() - 1; i >= 0; i--) {
            if (program.uniform[i]) {
                if (program.operation[i] == Operation.WEIGHT) {
                    out[program.x[i]] += adjoint[i][0];
                } else if (!program.operation[i].isLeaf()) {
                    pull(i, 1);
                }
            }
        }
    }

    /** The gradients of all values, one per row of out; count rows of length d. Modified. */
    void jacobian(double[] w, double[][] out) {
        int formulas = program.outputs.length;
        for (int from = 0; from < rows; from += block) {
            int n = Math.min(block, rows - from);
            forward(w, from, n);
            for (int k = 0; k < formulas; k++) {
                for (double[] each : adjoint) {
                    Arrays.fill(each, 0, n, 0);
                }
                Arrays.fill(adjoint[program.outputs[k]], 0, n, 1);
                for (int r = 0; r < n; r++) {
                    Arrays.fill(out[(from + r) * formulas + k], 0);
                }
                for (int i = program.size() - 1; i >= 0; i--) {
                    if (program.operation[i] == Operation.WEIGHT) {
                        for (int r = 0; r < n; r++) {
                            out[(from + r) * formulas + k][program.x[i]] += adjoint[i][r];
                        }
                    } else if (!program.operation[i].isLeaf()) {
                        pullRows(i, n);
                    }
                }
            }
        }
    }

    /** {@link #pull} with one adjoint per row for every node. */
    private void pullRows(int i, int n) {
        Operation operation = program.operation[i];
        double[] own = adjoint[i];
        double[] a = value[program.x[i]];
        double[] b = program.y[i] < 0 ? a : value[program.y[i]];
        double[] toX = adjoint[program.x[i]];
        for (int r = 0; r < n; r++) {
            toX[r] += own[r] == 0 ? 0 : own[r] * slopeX(operation, a[r], b[r], value[i][r]);
        }
        if (program.y[i] >= 0 && program.moves[program.y[i]]) {
            double[] toY = adjoint[program.y[i]];
            for (int r = 0; r < n; r++) {
                toY[r] += own[r] == 0 ? 0 : own[r] * slopeY(operation, a[r], b[r], value[i][r]);
            }
        }
    }

    /** {@code out = sum_i m_i Hess(value_i) v}. w, m and v not modified; out, of length d, modified. */
    void hessianProduct(double[] w, double[] m, double[] v, double[] out) {
        Arrays.fill(out, 0);
        int formulas = program.outputs.length;
        for (int from = 0; from < rows; from += block) {
            int n = Math.min(block, rows - from);
            forward(w, from, n);
            tangents(v, from, n);
            for (int i = 0; i < program.size(); i++) {
                Arrays.fill(adjoint[i], 0, n, 0);
                Arrays.fill(adjointTangent[i], 0, n, 0);
            }
            for (int k = 0; k < formulas; k++) {
                for (int r = 0; r < n; r++) {
                    adjoint[program.outputs[k]][r] += m[(from + r) * formulas + k];
                }
            }
            for (int i = program.size() - 1; i >= 0; i--) {
                if (program.operation[i] == Operation.WEIGHT) {
                    for (int r = 0; r < n; r++) {
                        out[program.x[i]] += adjointTangent[i][r];
                    }
                } else if (!program.operation[i].isLeaf()) {
                    pullSecond(i, n);
                }
            }
        }
    }

    private void pullSecond(int i, int n) {
        Operation operation = program.operation[i];
        boolean binary = program.y[i] >= 0;
        for (int r = 0; r < n; r++) {
            double own = adjoint[i][r];
            double ownTangent = adjointTangent[i][r];
            if (own == 0 && ownTangent == 0) {
                continue;
            }
            double a = value[program.x[i]][r];
            double b = binary ? value[program.y[i]][r] : 0;
            double da = tangent[program.x[i]][r];
            double db = binary ? tangent[program.y[i]][r] : 0;
            double v = value[i][r];
            double byX = operation.byX(a, b, v);
            // Where y depends on no weight its derivatives are not asked for: those of a power may not exist.
            boolean moves = binary && program.moves[program.y[i]];
            double mixed = moves ? operation.byXy(a, b, v) : 0;
            adjoint[program.x[i]][r] += own * byX;
            adjointTangent[program.x[i]][r] += ownTangent * byX + own * (operation.byXx(a, b, v) * da + mixed * db);
            if (moves) {
                double byY = operation.byY(a, b, v);
                adjoint[program.y[i]][r] += own * byY;
                adjointTangent[program.y[i]][r] += ownTangent * byY + own * (mixed * da + operation.byYy(a, b, v) * db);
            }
        }
    }
}
