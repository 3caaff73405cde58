package io.driftlog.simulator.flow.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.Dataset;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.simulator.flow.Specs;
import io.driftlog.simulator.flow.objective.Classifier;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.Parameter;
import io.driftlog.simulator.spi.SplitMix64;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: labels, choices and generators of classifiers are what a spec says, or refused with a sentence. */
class ClassifiersTest {
    private static final Dataset FEATURES = new Dataset(4, 2, new double[] {1, 2, -1, 0.5, 2, -1, -2, -2});

    private static ObjectiveSpec spec(String type, Map<String, String> options, Map<String, Dataset> data) {
        return new ObjectiveSpec(
                type,
                new TreeMap<>(),
                "",
                new TreeMap<>(),
                new TreeMap<>(data),
                new TreeMap<>(),
                new TreeMap<>(options));
    }

    private static Objective labelled(String loss, double... labels) {
        return Objectives.create(
                spec(
                        "linear-classifier",
                        Map.of("loss", loss),
                        Map.of("features", FEATURES, "targets", new Dataset(4, 1, labels))),
                1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            logistic | 0 1 2 0   | objective.loss logistic tells two classes apart, but objective.targets holds 3; use loss: softmax.
            logistic | 1 1 1 1   | objective.targets holds one class only, 1; give samples of at least two classes.
            softmax  | -1 -1 -1 -1 | objective.targets holds one class only, -1; give samples of at least two classes.
            softmax  | 0 0.5 1 1 | objective.targets holds 0.5 in row 2; give the classes as whole numbers from 0 to 999, or as -1 and 1.
            logistic | -1 1 0 1  | objective.targets holds 0 in row 3 beside the label -1; give -1 and 1 only.
            softmax  | 0 3 1 0   | objective.targets holds class 3 but no sample of class 2; number the classes 0, 1, 2 … without gaps.
            hinge    | 0 1 1 0   | objective.loss hinge is not known; use logistic, softmax.
            """)
    void create_badLabels_areRefusedWithASentence(String loss, String labels, String sentence) {
        double[] values = Arrays.stream(labels.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertThatThrownBy(() -> labelled(loss, values))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessage(sentence);
    }

    @Test
    void create_testLabelOfNoTrainingClass_isRefusedWithASentence() {
        Map<String, Dataset> data = Map.of(
                "features",
                FEATURES,
                "targets",
                new Dataset(4, 1, new double[] {0, 1, 1, 0}),
                "testFeatures",
                FEATURES,
                "testTargets",
                new Dataset(4, 1, new double[] {0, 1, 2, 0}));
        assertThatThrownBy(() -> Objectives.create(spec("linear-classifier", Map.of(), data), 1))
                .hasMessage("objective.testTargets holds 2 in row 3, which is none of the classes of objective.targets;"
                        + " give whole numbers from 0 to 1.");
    }

    @Test
    void create_signs_areTheSameAsNumbers() {
        double[] w = {0.3, -2};
        assertThat(labelled("logistic", -1, 1, 1, -1).value(w))
                .isEqualTo(labelled("logistic", 0, 1, 1, 0).value(w));
        assertThat(labelled("softmax", 0, 1, 2, 0).dimension()).isEqualTo(6);
    }

    @Test
    void create_networkTooWide_isRefusedWithASentence() {
        ObjectiveSpec wide = new ObjectiveSpec(
                "two-layer-classifier",
                new TreeMap<>(Map.of("neurons", 1e6)),
                "xor-clusters",
                new TreeMap<>(Map.of("features", 20.0)),
                new TreeMap<>());
        assertThatThrownBy(() -> Objectives.create(wide, 1))
                .hasMessage("objective.neurons is 1000000, which makes 2.2e7 weights; give at most 4.54545e5.");
        assertThatThrownBy(() -> Objectives.create(
                        Specs.generated("linear-classifier", "separable-gaussians", Map.of("classes", 9.0)), 1))
                .hasMessage(
                        "objective.generator.classes is 9, more than the 5 of objective.generator.sparsity; lower it"
                                + " or raise the other.");
    }

    @Test
    void separableGaussians_anySeed_keepTheirMargin() {
        for (int seed = 1; seed <= 3; seed++) {
            Classifier two = (Classifier) Objectives.create(
                    Specs.generated("linear-classifier", "separable-gaussians", Map.of("margin", 0.7)), seed);
            assertThat(Arrays.stream(two.margins(two.teacher())).min().orElseThrow())
                    .isGreaterThan(0.7 - 1e-12);
            ObjectiveSpec softmax = new ObjectiveSpec(
                    "linear-classifier",
                    new TreeMap<>(),
                    "separable-gaussians",
                    new TreeMap<>(Map.of("margin", 0.7, "classes", 4.0, "samples", 100.0)),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>(Map.of("loss", "softmax")));
            Classifier four = (Classifier) Objectives.create(softmax, seed);
            assertThat(Arrays.stream(four.margins(four.teacher())).min().orElseThrow())
                    .isGreaterThan(0.7 * Math.sqrt(2) - 1e-12);
        }
    }

    @Test
    void xorAndParity_areTheProductOfSigns() {
        Dataset x = data("xor-clusters", Map.of("spread", 0.05, "features", 3.0), "features");
        double[] labels = data("xor-clusters", Map.of("spread", 0.05, "features", 3.0), "targets")
                .values();
        for (int i = 0; i < labels.length; i++) {
            double product = x.values()[3 * i] * x.values()[3 * i + 1];
            assertThat(labels[i]).isEqualTo(product > 0 ? 1 : 0);
        }
        assertThat(Arrays.stream(labels).sum()).isEqualTo(20);
        Map<String, Double> all = Map.of("features", 3.0, "sparsity", 3.0);
        double[] bits = data("sparse-parity", all, "features").values();
        double[] parity = data("sparse-parity", all, "targets").values();
        for (int i = 0; i < parity.length; i++) {
            assertThat(2 * parity[i] - 1).isCloseTo(bits[3 * i] * bits[3 * i + 1] * bits[3 * i + 2], within(0.0));
        }
    }

    private static Dataset data(String name, Map<String, Double> parameters, String role) {
        var generator = Objectives.named("linear-classifier").generators().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        return generator
                .generate(
                        Parameter.complete("objective.generator", generator.parameters(), parameters),
                        new SplitMix64(1))
                .datasets()
                .get(role);
    }
}
