package io.driftlog.simulator.flow.formula;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Formulas as one graph, operands before what uses them; equal nodes are one, and constants are computed at once. */
final class Graph {
    /** More nodes than this take gigabytes. */
    static final int MOST_NODES = 2_000_000;

    /**
     * A node.
     *
     * @param x its first operand, or the index of a weight or column
     * @param y its second operand; -1 without one
     * @param constant the value of a constant
     */
    record Node(Operation operation, int x, int y, double constant) {}

    /** Where a node is first written: which formula, which character. */
    record Place(String formula, int at) {}

    private final List<Node> nodes = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private final Map<Node, Integer> known = new HashMap<>();

    int constant(double value, Place place) {
        return add(new Node(Operation.CONSTANT, -1, -1, value), place);
    }

    int leaf(Operation operation, int index, Place place) {
        return add(new Node(operation, index, -1, 0), place);
    }

    int apply(Operation operation, int x, int y, Place place) {
        Node a = nodes.get(x);
        boolean constant = a.operation == Operation.CONSTANT
                && (!operation.isBinary() || nodes.get(y).operation == Operation.CONSTANT);
        if (constant) {
            double right = operation.isBinary() ? nodes.get(y).constant : 0;
            double value = operation.value(a.constant, right);
            if (!Double.isFinite(value)) {
                // Said here, because what uses it may be finite again: 1/(1/0), min(w1, 1/0).
                throw new FormulaException(
                        place.formula,
                        place.at,
                        operation.name().toLowerCase(Locale.ROOT) + " gives no finite number for any weights");
            }
            return constant(value, place);
        }
        if (operation == Operation.POWER
                && nodes.get(y).operation == Operation.CONSTANT
                && nodes.get(y).constant == 2) {
            return apply(Operation.MULTIPLY, x, x, place);
        }
        return add(new Node(operation, x, operation.isBinary() ? y : -1, 0), place);
    }

    private int add(Node node, Place place) {
        Integer there = known.get(node);
        if (there != null) {
            return there;
        }
        if (nodes.size() == MOST_NODES) {
            throw new FormulaException(
                    place.formula, place.at, "the formulas have more than " + MOST_NODES + " parts; shorten the sums");
        }
        nodes.add(node);
        places.add(place);
        known.put(node, nodes.size() - 1);
        return nodes.size() - 1;
    }

    List<Node> nodes() {
        return nodes;
    }

    Place place(int node) {
        return places.get(node);
    }
}
