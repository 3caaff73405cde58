package io.driftlog.simulator.flow.formula;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Parses formulas: {@code + - * / ^}, parentheses, numbers, {@code pi}, functions of one and two arguments,
 * {@code sum(i, first, last, term)}, weights {@code w1} or {@code w[i]} or by their names, and per row of data
 * {@code x1} or {@code x[j]} and {@code y}, {@code y1} or {@code y[k]}. Indices count from 1.
 */
final class FormulaParser {
    private static final Map<String, Operation> FUNCTIONS = Map.of(
            "exp", Operation.EXP,
            "log", Operation.LOG,
            "sqrt", Operation.SQRT,
            "tanh", Operation.TANH,
            "sin", Operation.SIN,
            "cos", Operation.COS,
            "abs", Operation.ABS,
            "max", Operation.MAX,
            "min", Operation.MIN);

    private static final String SUM = "sum";
    private static final int MOST_TERMS = 1_000_000;
    private static final int MOST_READ = 5_000_000;
    private static final int DEEPEST = 200;
    private static final int MOST_WEIGHTS = 10_000_000;

    private final Graph graph;
    private final Names names;
    private final Map<String, Integer> indices = new HashMap<>();
    private String text = "";
    private int at;
    private int depth;
    private int read;

    /**
     * What names mean.
     *
     * @param weights names of the weights in order; empty for w1, w2, …
     * @param dimension number of weights; 0 for as many as are named
     * @param features columns of the features; 0 without data
     * @param targets columns of the targets; 0 without data
     */
    record Names(List<String> weights, int dimension, int features, int targets) {}

    FormulaParser(Graph graph, Names names) {
        this.graph = graph;
        this.names = names;
    }

    /** Names that mean something else. */
    static boolean isReserved(String name) {
        return FUNCTIONS.containsKey(name)
                || List.of(SUM, "pi", "d", "p", "y", "w", "x").contains(name)
                || name.matches("[wxy][0-9]+");
    }

    /** The node of a formula. */
    int parse(String formula) {
        text = formula;
        at = 0;
        depth = 0;
        int node = sum();
        skipSpace();
        if (at < text.length()) {
            throw wrong(
                    at, "'" + text.charAt(at) + "' does not belong here; an operator or the end is missing before it");
        }
        return node;
    }

    private int sum() {
        int node = product();
        while (true) {
            int place = next('+', '-');
            if (place < 0) {
                return node;
            }
            Operation operation = text.charAt(place) == '+' ? Operation.ADD : Operation.SUBTRACT;
            node = graph.apply(operation, node, product(), here(place));
        }
    }

    private int product() {
        int node = signed();
        while (true) {
            int place = next('*', '/');
            if (place < 0) {
                return node;
            }
            Operation operation = text.charAt(place) == '*' ? Operation.MULTIPLY : Operation.DIVIDE;
            node = graph.apply(operation, node, signed(), here(place));
        }
    }

    private int signed() {
        if (++depth > DEEPEST) {
            throw wrong(at, "more than " + DEEPEST + " parts lie within each other here; write it flatter");
        }
        int node = signedPart();
        depth--;
        return node;
    }

    private int signedPart() {
        int place = next('-', '+');
        if (place < 0) {
            return power();
        }
        int node = signed();
        return text.charAt(place) == '-' ? graph.apply(Operation.NEGATE, node, -1, here(place)) : node;
    }

    private int power() {
        int base = atom();
        int place = next('^', '^');
        return place < 0 ? base : graph.apply(Operation.POWER, base, signed(), here(place));
    }

    private int atom() {
        skipSpace();
        if (++read > MOST_READ) {
            throw wrong(at, "the sums have more than " + MOST_READ + " parts; shorten them");
        }
        int start = at;
        if (at == text.length()) {
            throw wrong(at, "the formula ends where a number, a name or '(' is expected");
        }
        char c = text.charAt(at);
        if (c == '(') {
            at++;
            int node = sum();
            expect(')', "the parenthesis of character " + (start + 1) + " is not closed");
            return node;
        }
        if (Character.isDigit(c) || c == '.') {
            return number();
        }
        if (isLetter(c)) {
            return named(word());
        }
        throw wrong(at, "'" + c + "' does not belong here; a number, a name or '(' is expected");
    }

    private int number() {
        int start = at;
        while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            int mark = at++;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                at++;
            }
            if (at == text.length() || !Character.isDigit(text.charAt(at))) {
                at = mark;
            }
            while (at < text.length() && Character.isDigit(text.charAt(at))) {
                at++;
            }
        }
        try {
            double value = Double.parseDouble(text.substring(start, at));
            if (Double.isInfinite(value)) {
                throw wrong(start, "'" + text.substring(start, at) + "' is too large for a number");
            }
            return graph.constant(value, here(start));
        } catch (NumberFormatException e) {
            throw wrong(start, "'" + text.substring(start, at) + "' is no number");
        }
    }

    private String word() {
        int start = at;
        while (at < text.length() && (isLetter(text.charAt(at)) || Character.isDigit(text.charAt(at)))) {
            at++;
        }
        return text.substring(start, at);
    }

    private int named(String name) {
        int start = at - name.length();
        if (next('(', '(') >= 0) {
            return name.equals(SUM) ? indexedSum(start) : function(name, start);
        }
        if (next('[', '[') >= 0) {
            int index = whole("an index");
            expect(']', "the index is not closed by ']'");
            return indexed(name, index, start);
        }
        Integer bound = indices.get(name);
        if (bound != null) {
            return graph.constant(bound, here(start));
        }
        int weight = names.weights.indexOf(name);
        if (weight >= 0) {
            return graph.leaf(Operation.WEIGHT, weight, here(start));
        }
        switch (name) {
            case "pi":
                return graph.constant(Math.PI, here(start));
            case "d":
                if (names.dimension > 0) {
                    return graph.constant(names.dimension, here(start));
                }
                break;
            case "p":
                if (names.features > 0) {
                    return graph.constant(names.features, here(start));
                }
                break;
            case "y":
                if (names.targets == 1) {
                    return graph.leaf(Operation.TARGET, 0, here(start));
                }
                break;
            default:
        }
        if (name.length() > 1 && name.substring(1).chars().allMatch(Character::isDigit) && name.length() < 9) {
            return indexed(name.substring(0, 1), Integer.parseInt(name.substring(1)), start);
        }
        throw unknown(name, start);
    }

    private int indexed(String name, int index, int start) {
        int columns = switch (name) {
            case "w" ->
                names.weights.isEmpty() && names.dimension == 0
                        ? MOST_WEIGHTS
                        : Math.max(names.dimension, names.weights.size());
            case "x" -> names.features;
            case "y" -> names.targets;
            default -> throw unknown(name, start);
        };
        if (columns == 0) {
            throw wrong(
                    start,
                    "'" + name + "' stands for a column of the data, and there are none; give objective."
                            + (name.equals("x") ? "features" : "targets"));
        }
        if (index < 1 || index > columns) {
            throw wrong(start, "'" + name + "' has the index " + index + "; it goes from 1 to " + columns);
        }
        Operation leaf = name.equals("w") ? Operation.WEIGHT : name.equals("x") ? Operation.FEATURE : Operation.TARGET;
        return graph.leaf(leaf, index - 1, here(start));
    }

    private int function(String name, int start) {
        Operation operation = FUNCTIONS.get(name);
        if (operation == null) {
            throw wrong(
                    start,
                    "'" + name + "' is no function; known are "
                            + FUNCTIONS.keySet().stream().sorted().collect(Collectors.joining(", ")) + ", sum");
        }
        int x = sum();
        if (!operation.isBinary()) {
            expect(')', "'" + name + "' takes one argument");
            return graph.apply(operation, x, -1, here(start));
        }
        expect(',', "'" + name + "' takes two arguments");
        int node = graph.apply(operation, x, sum(), here(start));
        while (next(',', ',') >= 0) {
            node = graph.apply(operation, node, sum(), here(start));
        }
        expect(')', "the parenthesis of '" + name + "' is not closed");
        return node;
    }

    /** {@code sum(i, first, last, term)}: the term is read once for each value of i. */
    private int indexedSum(int start) {
        skipSpace();
        int place = at;
        String index = at < text.length() && isLetter(text.charAt(at)) ? word() : "";
        if (index.isEmpty() || indices.containsKey(index)) {
            throw wrong(place, "sum begins with a new name for its index: sum(i, 1, 10, w[i]^2)");
        }
        expect(',', "sum takes four arguments: sum(i, 1, 10, w[i]^2)");
        int first = whole("the first index of a sum");
        expect(',', "sum takes four arguments: sum(i, 1, 10, w[i]^2)");
        int last = whole("the last index of a sum");
        expect(',', "sum takes four arguments: sum(i, 1, 10, w[i]^2)");
        if (last < first || (long) last - first >= MOST_TERMS) {
            throw wrong(start, "the sum goes from " + first + " to " + last + "; give 1 to " + MOST_TERMS + " terms");
        }
        int term = at;
        int node = -1;
        for (int i = first; i <= last; i++) {
            at = term;
            indices.put(index, i);
            int next = sum();
            node = node < 0 ? next : graph.apply(Operation.ADD, node, next, here(start));
        }
        indices.remove(index);
        expect(')', "sum takes four arguments: sum(i, 1, 10, w[i]^2)");
        return node;
    }

    /** A formula that is a whole number. */
    private int whole(String what) {
        skipSpace();
        int start = at;
        Graph.Node node = graph.nodes().get(sum());
        if (node.operation() != Operation.CONSTANT
                || node.constant() != Math.rint(node.constant())
                || Math.abs(node.constant()) > Integer.MAX_VALUE) {
            throw wrong(start, what + " must be a whole number");
        }
        return (int) node.constant();
    }

    private FormulaException unknown(String name, int start) {
        String weights = names.weights.isEmpty() ? "w1, w2, … or w[i]" : String.join(", ", names.weights);
        String data = (names.features > 0 ? ", x1 to x" + names.features : "") + (names.targets > 0 ? ", y" : "");
        String hint = FUNCTIONS.containsKey(name.toLowerCase(Locale.ROOT)) ? "; a function needs parentheses" : "";
        return wrong(start, "'" + name + "' is not known here; known are " + weights + data + ", pi" + hint);
    }

    private FormulaException wrong(int place, String problem) {
        return new FormulaException(text, place, problem);
    }

    private Graph.Place here(int place) {
        return new Graph.Place(text, place);
    }

    private void expect(char c, String otherwise) {
        if (next(c, c) < 0) {
            throw wrong(at, otherwise);
        }
    }

    /** Takes one of two characters; its place, or -1. */
    private int next(char a, char b) {
        skipSpace();
        if (at < text.length() && (text.charAt(at) == a || text.charAt(at) == b)) {
            return at++;
        }
        return -1;
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }
}
