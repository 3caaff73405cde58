package io.driftlog.simulator.flow.formula;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The part of a graph that some formulas need, as arrays: operands come before what uses them. */
final class Program {
    final Operation[] operation;
    /** First operand, or index of a weight or column. */
    final int[] x;
    /** Second operand; -1 without one. */
    final int[] y;

    final double[] constant;
    /** Whether a node is the same for all rows of the data. */
    final boolean[] uniform;
    /** Whether a node depends on a weight. */
    final boolean[] moves;
    /** The node of each formula. */
    final int[] outputs;
    /** Number of weights d. */
    final int dimension;

    private final List<Graph.Place> places = new ArrayList<>();

    Program(Graph graph, int[] roots, int dimension) {
        this.dimension = dimension;
        List<Graph.Node> nodes = graph.nodes();
        boolean[] needed = new boolean[nodes.size()];
        Arrays.stream(roots).forEach(root -> needed[root] = true);
        int count = 0;
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Graph.Node node = nodes.get(i);
            if (needed[i]) {
                count++;
                if (!node.operation().isLeaf()) {
                    needed[node.x()] = true;
                    if (node.y() >= 0) {
                        needed[node.y()] = true;
                    }
                }
            }
        }
        operation = new Operation[count];
        x = new int[count];
        y = new int[count];
        constant = new double[count];
        uniform = new boolean[count];
        moves = new boolean[count];
        int[] moved = new int[nodes.size()];
        int next = 0;
        for (int i = 0; i < nodes.size(); i++) {
            if (needed[i]) {
                Graph.Node node = nodes.get(i);
                boolean leaf = node.operation().isLeaf();
                operation[next] = node.operation();
                x[next] = leaf ? node.x() : moved[node.x()];
                y[next] = node.y() < 0 ? -1 : moved[node.y()];
                constant[next] = node.constant();
                uniform[next] = leaf
                        ? node.operation() == Operation.CONSTANT || node.operation() == Operation.WEIGHT
                        : uniform[x[next]] && (y[next] < 0 || uniform[y[next]]);
                moves[next] = leaf
                        ? node.operation() == Operation.WEIGHT
                        : moves[x[next]] || (y[next] >= 0 && moves[y[next]]);
                places.add(graph.place(i));
                moved[i] = next++;
            }
        }
        outputs = Arrays.stream(roots).map(root -> moved[root]).toArray();
    }

    int size() {
        return operation.length;
    }

    Graph.Place place(int node) {
        return places.get(node);
    }

    /** Whether each weight appears. */
    boolean[] used() {
        boolean[] used = new boolean[dimension];
        for (int i = 0; i < size(); i++) {
            if (operation[i] == Operation.WEIGHT) {
                used[x[i]] = true;
            }
        }
        return used;
    }
}
