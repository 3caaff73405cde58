package io.driftlog.simulator.flow.spec;

import static io.driftlog.events.NumberText.exact;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.objective.Activation;
import io.driftlog.simulator.flow.objective.Classifier;
import io.driftlog.simulator.spi.Choice;
import io.driftlog.simulator.spi.DataGenerator;
import io.driftlog.simulator.spi.DataRole;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.ObjectiveType;
import io.driftlog.simulator.spi.Parameter;
import io.driftlog.simulator.spi.SupervisedData;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.List;

/** The classifiers that a run spec can name, and how they read labels. */
final class Classifiers {
    static final int MAX_CLASSES = 1000;
    private static final double MAX_WEIGHTS = 1e7;
    private static final String LOGISTIC = "logistic";
    private static final Choice LOSS = new Choice(
            "loss",
            "logistic for two classes and one score; softmax for any number and a score each",
            LOGISTIC,
            List.of(LOGISTIC, "softmax"));
    private static final Choice ACTIVATION = new Choice(
            "activation",
            "of the hidden neurons",
            Activation.SMOOTHED_RELU.word(),
            Arrays.stream(Activation.values()).map(Activation::word).toList());
    private static final String LABELS = "labels, one column: classes 0, 1, ... or -1 and 1";
    private static final List<DataRole> ROLES = SupervisedData.ROLES.stream()
            .map(role -> role.description().contains("outputs")
                    ? new DataRole(role.name(), (role.required() ? "training " : "test ") + LABELS, role.required())
                    : role)
            .toList();
    private static final DataGenerator GAUSSIANS = new SeparableGaussians();
    private static final DataGenerator XOR = new XorClusters();
    private static final DataGenerator PARITY = new SparseParity();

    private Classifiers() {}

    static List<ObjectiveType> types() {
        return List.of(
                type(
                        "linear-classifier",
                        "classes by scores linear in the features, without bias",
                        List.of(),
                        List.of(LOSS),
                        List.of(GAUSSIANS, XOR, PARITY),
                        (data, labels, inputs) -> Classifier.linear(
                                data.features(), data.testFeatures(), labels, teacher(inputs.teacher(), labels))),
                type(
                        "diagonal-linear-classifier",
                        "the same with coefficients u v; weight decay makes them sparse",
                        List.of(),
                        List.of(LOSS),
                        List.of(GAUSSIANS, XOR, PARITY),
                        (data, labels, inputs) -> Classifier.diagonal(
                                data.features(), data.testFeatures(), labels, teacher(inputs.teacher(), labels))),
                type(
                        "two-layer-classifier",
                        "classes by a network of one hidden layer with a smooth activation",
                        List.of(
                                Parameter.count("neurons", "number of hidden neurons", 20, 1, 1_000_000),
                                Parameter.real(
                                        "smoothing",
                                        "eps, the width of the rounding of smoothed-relu",
                                        0.02,
                                        1e-6,
                                        Double.MAX_VALUE)),
                        List.of(LOSS, ACTIVATION),
                        List.of(XOR, PARITY, GAUSSIANS),
                        Classifiers::network));
    }

    /** Builds a classifier. */
    @FunctionalInterface
    private interface Model {
        Classifier create(SupervisedData data, Classifier.Labels labels, ObjectiveType.Inputs inputs);
    }

    private static ObjectiveType type(
            String name,
            String description,
            List<Parameter> parameters,
            List<Choice> choices,
            List<DataGenerator> generators,
            Model model) {
        return new ObjectiveType(
                name, description, parameters, choices, ROLES, generators, inputs -> create(inputs, model));
    }

    private static Objective create(ObjectiveType.Inputs inputs, Model model) {
        SupervisedData data = SupervisedData.of(inputs.datasets());
        Classifier.Labels labels = labels(data, LOSS.in(inputs.choices()).equals(LOGISTIC));
        double perUnit = labels.outputs() * (double) data.features().columns();
        if (2 * perUnit > MAX_WEIGHTS) {
            throw new InvalidSpecException(
                    "objective.features",
                    "objective.features has " + data.features().columns() + " columns, which with "
                            + labels.outputs() + " scores makes more than " + exact(MAX_WEIGHTS)
                            + " weights; give fewer columns or classes.");
        }
        return model.create(data, labels, inputs);
    }

    private static Classifier network(SupervisedData data, Classifier.Labels labels, ObjectiveType.Inputs inputs) {
        int neurons = inputs.parameters().count("neurons");
        double perNeuron = data.features().columns() + 1.0 + labels.outputs();
        if (neurons * perNeuron > MAX_WEIGHTS) {
            throw new InvalidSpecException(
                    "objective.neurons",
                    "objective.neurons is " + neurons + ", which makes " + exact(neurons * perNeuron)
                            + " weights; give at most " + exact(Math.floor(MAX_WEIGHTS / perNeuron)) + ".");
        }
        String word = ACTIVATION.in(inputs.choices());
        Activation activation = Arrays.stream(Activation.values())
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElseThrow();
        return Classifier.twoLayer(
                data.features(),
                data.testFeatures(),
                labels,
                neurons,
                activation,
                inputs.parameters().real("smoothing"));
    }

    /** Class directions as the coefficients of the scores: for one score the normal of the plane between the two. */
    private static double[] teacher(double[] directions, Classifier.Labels labels) {
        if (labels.outputs() > 1 || directions.length == 0) {
            return directions;
        }
        int p = directions.length / 2;
        double[] normal = Arrays.copyOfRange(directions, p, 2 * p);
        Vectors.addScaled(-1, Arrays.copyOf(directions, p), normal);
        Vectors.scale(1 / StrictMath.sqrt(2), normal);
        return normal;
    }

    private static Classifier.Labels labels(SupervisedData data, boolean isLogistic) {
        double[] given = data.targets().values();
        boolean hasSigns = Arrays.stream(given).anyMatch(value -> value == -1);
        int[] training = new int[given.length];
        int classes = 2;
        for (int i = 0; i < given.length; i++) {
            training[i] = label(given[i], hasSigns, i);
            classes = Math.max(classes, training[i] + 1);
        }
        requireAll(training, classes, hasSigns);
        if (isLogistic && classes > 2) {
            throw new InvalidSpecException(
                    "objective.loss",
                    "objective.loss logistic tells two classes apart, but objective.targets holds " + classes
                            + "; use loss: softmax.");
        }
        double[] givenTest = data.testTargets().map(Dataset::values).orElseGet(() -> new double[0]);
        int[] test = new int[givenTest.length];
        for (int i = 0; i < test.length; i++) {
            test[i] = testLabel(givenTest[i], hasSigns, classes, i);
        }
        return new Classifier.Labels(training, test, classes, isLogistic ? 1 : classes);
    }

    private static boolean isLabel(double value, boolean hasSigns, int classes) {
        return hasSigns ? Math.abs(value) == 1 : value >= 0 && value < classes && value == Math.rint(value);
    }

    private static int index(double value, boolean hasSigns) {
        return hasSigns ? (value > 0 ? 1 : 0) : (int) value;
    }

    private static int label(double value, boolean hasSigns, int row) {
        if (!isLabel(value, hasSigns, MAX_CLASSES)) {
            throw new InvalidSpecException(
                    "objective.targets",
                    "objective.targets holds " + exact(value) + " in row " + (row + 1)
                            + (hasSigns
                                    ? " beside the label -1; give -1 and 1 only."
                                    : "; give the classes as whole numbers from 0 to " + (MAX_CLASSES - 1)
                                            + ", or as -1 and 1."));
        }
        return index(value, hasSigns);
    }

    private static int testLabel(double value, boolean hasSigns, int classes, int row) {
        if (!isLabel(value, hasSigns, classes)) {
            throw new InvalidSpecException(
                    "objective.testTargets",
                    "objective.testTargets holds " + exact(value) + " in row " + (row + 1)
                            + ", which is none of the classes of objective.targets; give "
                            + (hasSigns ? "-1 or 1." : "whole numbers from 0 to " + (classes - 1) + "."));
        }
        return index(value, hasSigns);
    }

    private static void requireAll(int[] training, int classes, boolean hasSigns) {
        boolean[] seen = new boolean[classes];
        for (int label : training) {
            seen[label] = true;
        }
        if (Arrays.stream(training).distinct().count() == 1) {
            throw new InvalidSpecException(
                    "objective.targets",
                    "objective.targets holds one class only, "
                            + (hasSigns ? 2 * training[0] - 1 : training[0])
                            + "; give samples of at least two classes.");
        }
        for (int c = 0; c < classes; c++) {
            if (!seen[c]) {
                throw new InvalidSpecException(
                        "objective.targets",
                        "objective.targets holds class " + (classes - 1) + " but no sample of class " + c
                                + "; number the classes 0, 1, 2 … without gaps.");
            }
        }
    }
}
