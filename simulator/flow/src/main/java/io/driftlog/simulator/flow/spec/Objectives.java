package io.driftlog.simulator.flow.spec;

import io.driftlog.events.ObjectiveSpec;
import io.driftlog.simulator.flow.objective.DiagonalLinearNetwork;
import io.driftlog.simulator.flow.objective.LinearRegression;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.ObjectiveType;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every objective that a run spec can name: those that ship inside, and those of the installed {@link Extensions}. */
public final class Objectives {
    /** The type of the objective of a run that another program recorded; it cannot be built. */
    public static final String UNKNOWN = "unknown";

    static final String KEY = "objective.type";

    private static final List<ObjectiveType> BUILT_IN =
            Stream.concat(leastSquares(), Classifiers.types().stream()).toList();

    private Objectives() {}

    private static Stream<ObjectiveType> leastSquares() {
        return Stream.of(
                ObjectiveType.supervised(
                        "linear-regression",
                        "a linear model; its flow has a closed form",
                        List.of(new GaussianFeatures()),
                        LinearRegression::new),
                ObjectiveType.supervised(
                        "diagonal-linear-network",
                        "a linear model with coefficients u v; weight decay makes it sparse",
                        List.of(new SparseFourier()),
                        DiagonalLinearNetwork::new),
                CompletionData.type(),
                SensingData.type(),
                MatrixRegressionData.type(),
                FormulaData.type(),
                DeepLinearData.type(),
                ReluNetworks.trueRelu(),
                ReluNetworks.smoothedRelu());
    }

    /** Whether there is a type of this name. */
    public static boolean isKnown(String name) {
        return all().stream().anyMatch(type -> type.name().equals(name));
    }

    /** Whether the type of this name trains a {@link io.driftlog.simulator.flow.objective.Classifier}. */
    public static boolean isClassifier(String name) {
        return Classifiers.types().stream().anyMatch(type -> type.name().equals(name));
    }

    static Stream<ObjectiveType> builtIn() {
        return BUILT_IN.stream();
    }

    /** All types, in the order to show them. */
    public static List<ObjectiveType> all() {
        return Stream.concat(builtIn(), Extensions.objectives()).toList();
    }

    /**
     * The type of this name.
     *
     * @throws InvalidSpecException when there is none
     */
    public static ObjectiveType named(String name) {
        if (name.equals(UNKNOWN)) {
            throw new InvalidSpecException(
                    KEY,
                    "objective.type is unknown, as it is for a run that another program recorded: its loss cannot be"
                            + " rebuilt and the run not integrated, resumed, forked or verified; analyze it by"
                            + " `driftlog replay`, which needs the recorded steps alone.");
        }
        return all().stream()
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidSpecException(
                        KEY,
                        KEY + " " + name + " is not known; use "
                                + all().stream().map(ObjectiveType::name).collect(Collectors.joining(", ")) + "."));
    }

    /** The spec with every default filled in; see {@link ObjectiveType#complete}. */
    public static ObjectiveSpec complete(ObjectiveSpec spec) {
        return named(spec.type()).complete(spec);
    }

    /**
     * The objective with its data; see {@link ObjectiveType#create}.
     *
     * @throws InvalidSpecException also when data lie elsewhere
     */
    public static Objective create(ObjectiveSpec spec, long seed) {
        if (!spec.datasetReferences().isEmpty()) {
            throw new InvalidSpecException(
                    "objective",
                    "objective: its data "
                            + String.join(", ", spec.datasetReferences().keySet())
                            + " are kept beside the run and are missing there, in part or whole; import an archive of"
                            + " the run, which brings its data back.");
        }
        return named(spec.type()).create(spec, seed);
    }
}
