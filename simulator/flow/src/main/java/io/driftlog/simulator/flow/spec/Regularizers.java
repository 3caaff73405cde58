package io.driftlog.simulator.flow.spec;

import static io.driftlog.events.NumberText.exact;

import io.driftlog.events.RegularizerTerm;
import io.driftlog.simulator.flow.regularizer.L1;
import io.driftlog.simulator.flow.regularizer.Lq;
import io.driftlog.simulator.flow.regularizer.Nuclear;
import io.driftlog.simulator.flow.regularizer.SquaredL2;
import io.driftlog.simulator.flow.regularizer.WeightedL2;
import io.driftlog.simulator.flow.regularizer.WeightedSum;
import io.driftlog.simulator.spi.DataRole;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.Parameter;
import io.driftlog.simulator.spi.Regularizer;
import io.driftlog.simulator.spi.RegularizerType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every regulariser that a run spec can name: those that ship inside, and those of the installed {@link Extensions}. */
public final class Regularizers {
    private static final String FACTORS = "weights";
    private static final String NUCLEAR = "nuclear";
    private static final String COLUMNS = "columns";

    static final String KEY = "regularizer";

    private static final List<RegularizerType> BUILT_IN = List.of(
            new RegularizerType(
                    RegularizerTerm.L2,
                    "||w||^2 / 2: ordinary weight decay, the default",
                    List.of(),
                    List.of(),
                    inputs -> new SquaredL2()),
            new RegularizerType(
                    "l1", "sum |w_i|: weights reach 0 and stay there", List.of(), List.of(), inputs -> new L1()),
            new RegularizerType(
                    "elastic-net",
                    "a ||w||_1 + (1 - a) ||w||^2 / 2",
                    List.of(Parameter.real("l1Ratio", "a, the part of the l1 norm", 0.5, 0, 1)),
                    List.of(),
                    inputs -> {
                        double ratio = inputs.parameters().real("l1Ratio");
                        return new WeightedSum(
                                "elastic-net",
                                List.of(
                                        new WeightedSum.Term(ratio, new L1()),
                                        new WeightedSum.Term(1 - ratio, new SquaredL2())),
                                inputs.dimension());
                    }),
            new RegularizerType(
                    "lq",
                    "1/q sum |w_i|^q for q > 1",
                    List.of(Parameter.real(
                            "q", "the exponent; below 1.3 steps through 0 would be too many", 1.5, 1.3, 16)),
                    List.of(),
                    inputs -> new Lq(inputs.parameters().real("q"))),
            new RegularizerType(
                    "weighted",
                    "1/2 sum s_i w_i^2 with a factor s_i for each weight",
                    List.of(),
                    List.of(new DataRole(FACTORS, "one factor per weight, each at least 0", true)),
                    inputs -> new WeightedL2(
                            factors(Objects.requireNonNull(inputs.vectors().get(FACTORS))))),
            new RegularizerType(
                    NUCLEAR,
                    "the nuclear norm of a matrix of weights; for matrix-regression",
                    List.of(Parameter.count(
                            COLUMNS, "columns of the matrix; 0 for those of the objective", 0, 0, 10_000)),
                    List.of(),
                    Regularizers::nuclear));

    private Regularizers() {}

    static Stream<RegularizerType> builtIn() {
        return BUILT_IN.stream();
    }

    /** All types, in the order to show them. */
    public static List<RegularizerType> all() {
        return Stream.concat(builtIn(), Extensions.regularizers()).toList();
    }

    /**
     * The type of this name.
     *
     * @throws InvalidSpecException when there is none
     */
    public static RegularizerType named(String name) {
        return all().stream()
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidSpecException(
                        KEY,
                        KEY + " " + name + " is not known; use "
                                + all().stream().map(RegularizerType::name).collect(Collectors.joining(", ")) + "."));
    }

    /** The terms with every default filled in. */
    static List<RegularizerTerm> complete(List<RegularizerTerm> terms) {
        if (terms.isEmpty()) {
            throw new InvalidSpecException(KEY, "regularizer is an empty list; name one, such as l2, or leave it out.");
        }
        return terms.stream().map(term -> named(term.type()).complete(term)).toList();
    }

    /**
     * The sum of the terms.
     *
     * @param objective whose weights they are of
     * @throws InvalidSpecException for values that cannot be run
     */
    static Regularizer create(List<RegularizerTerm> terms, Objective objective) {
        int dimension = objective.dimension();
        List<RegularizerTerm> complete = complete(terms);
        List<WeightedSum.Term> built = complete.stream()
                .map(term -> new WeightedSum.Term(
                        term.weight(), named(term.type()).create(withColumns(term, objective), dimension)))
                .toList();
        WeightedSum.Term first = built.get(0);
        return built.size() == 1 && first.weight() == 1
                ? first.regularizer()
                : new WeightedSum(
                        built.stream().map(term -> term.regularizer().name()).collect(Collectors.joining(" + ")),
                        built,
                        dimension);
    }

    /** The term of a matrix norm with the columns of the objective's matrix, where it names none. */
    private static RegularizerTerm withColumns(RegularizerTerm term, Objective objective) {
        boolean asks = term.type().equals(NUCLEAR) && term.parameters().getOrDefault(COLUMNS, 0.0) == 0;
        if (!asks || objective.predictorColumns() == 0) {
            return term;
        }
        return new RegularizerTerm(
                term.type(),
                term.weight(),
                new TreeMap<>(Map.of(COLUMNS, (double) objective.predictorColumns())),
                term.options(),
                term.vectors());
    }

    private static Regularizer nuclear(RegularizerType.Inputs inputs) {
        int columns = inputs.parameters().count(COLUMNS);
        if (columns == 0 || inputs.dimension() % columns != 0) {
            throw new InvalidSpecException(
                    "regularizer." + COLUMNS,
                    "regularizer." + COLUMNS + " is " + columns + ", and the weights are "
                            + inputs.dimension() + " numbers; give the columns of the matrix that they are, or use"
                            + " objective.type matrix-regression.");
        }
        return new Nuclear(inputs.dimension() / columns, columns);
    }

    private static double[] factors(double[] factors) {
        for (double factor : factors) {
            if (factor < 0) {
                throw new InvalidSpecException(
                        "regularizer." + FACTORS,
                        "regularizer." + FACTORS + " holds " + exact(factor) + "; give numbers of at least 0.");
            }
        }
        return factors;
    }
}
