package io.driftlog.simulator.flow.formula;

import java.util.ArrayList;
import java.util.List;

/**
 * Recognises a loss that is written as a sum of squares with positive factors, such as {@code 0.5*(w1*w2 - 1)^2 + 3*w3^4}: it
 * has residuals then.
 */
final class SumOfSquares {
    /** More residuals than this are not worth their matrix. */
    private static final int MOST_TERMS = 10_000;

    private final Graph graph;
    private final List<Term> terms = new ArrayList<>();

    /** A term {@code factor * node^2}. */
    private record Term(double factor, int node) {}

    private SumOfSquares(Graph graph) {
        this.graph = graph;
    }

    /**
     * The residuals r of a loss, {@code 1/(2K) sum r_k^2} of all K.
     *
     * @param graph gets further nodes where there are factors
     * @param loss its node
     * @return their nodes; empty where the loss is not written so
     */
    static int[] residuals(Graph graph, int loss) {
        SumOfSquares found = new SumOfSquares(graph);
        if (!found.add(1, loss)) {
            return new int[0];
        }
        int count = found.terms.size();
        return found.terms.stream()
                .mapToInt(term -> found.scaled(Math.sqrt(2 * count * term.factor), term.node))
                .toArray();
    }

    private int scaled(double factor, int node) {
        Graph.Place place = graph.place(node);
        return factor == 1 ? node : graph.apply(Operation.MULTIPLY, graph.constant(factor, place), node, place);
    }

    /** Takes {@code factor * node} apart, the last terms of long sums first; false where that is no sum of squares. */
    private boolean add(double factor, int node) {
        int first = node;
        while (graph.nodes().get(first).operation() == Operation.ADD) {
            if (!addTerm(factor, graph.nodes().get(first).y())) {
                return false;
            }
            first = graph.nodes().get(first).x();
        }
        return addTerm(factor, first);
    }

    private boolean addTerm(double factor, int node) {
        Graph.Node whole = graph.nodes().get(node);
        switch (whole.operation()) {
            case ADD:
                return add(factor, node);
            case MULTIPLY:
                if (whole.x() == whole.y()) {
                    return square(factor, whole.x());
                }
                return isConstant(whole.x())
                        ? add(factor * constant(whole.x()), whole.y())
                        : isConstant(whole.y()) && add(factor * constant(whole.y()), whole.x());
            case DIVIDE:
                return isConstant(whole.y()) && add(factor / constant(whole.y()), whole.x());
            case POWER:
                double half = isConstant(whole.y()) ? 0.5 * constant(whole.y()) : Double.NaN;
                if (!(half >= 1 && half == Math.rint(half))) {
                    return false;
                }
                Graph.Place place = graph.place(node);
                return square(factor, graph.apply(Operation.POWER, whole.x(), graph.constant(half, place), place));
            default:
                return false;
        }
    }

    private boolean square(double factor, int node) {
        terms.add(new Term(factor, node));
        return factor > 0 && Double.isFinite(factor) && terms.size() <= MOST_TERMS;
    }

    private boolean isConstant(int node) {
        return graph.nodes().get(node).operation() == Operation.CONSTANT;
    }

    private double constant(int node) {
        return graph.nodes().get(node).constant();
    }
}
