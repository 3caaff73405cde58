package io.driftlog.simulator.flow.spec;

import io.driftlog.events.Dataset;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RegularizerTerm;
import io.driftlog.simulator.spi.ObjectiveType;
import io.driftlog.simulator.spi.RegularizerType;
import io.driftlog.simulator.testkit.ObjectiveContract;
import io.driftlog.simulator.testkit.RegularizerContract;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Goal: what ships inside keeps the contracts of plug-ins. Method: the test kit. */
final class BuiltInContractsTest {
    private record Of(ObjectiveType type) implements ObjectiveContract {
        @Override
        public Map<String, ObjectiveSpec> additionalSpecs() {
            return type.name().equals("formula")
                    ? Map.of(
                            "residuals",
                            new ObjectiveSpec(
                                    "formula",
                                    new TreeMap<>(),
                                    "",
                                    new TreeMap<>(),
                                    new TreeMap<>(),
                                    new TreeMap<>(),
                                    new TreeMap<>(Map.of("residuals", "w1*w2 - tanh(w3)\nexp(-w1) * w3"))))
                    : Map.of();
        }
    }

    @TestFactory
    Stream<DynamicNode> objectives() {
        return Objectives.builtIn().map(type -> {
            var contract = new Of(type);
            // Its kinks lie within the steps of differences; TwoLayerReluTest checks its derivatives between them.
            boolean hasKinks = type.name().equals("two-layer-relu");
            Stream<DynamicTest> derivatives = hasKinks
                    ? Stream.of()
                    : Stream.of(
                                    contract.gradient_anyWeights_isTheDifferenceOfValues(),
                                    contract.hessianProduct_anyWeights_isTheDifferenceOfGradients(),
                                    contract.products_leastSquares_agreeWithEachOther())
                            .flatMap(each -> each);
            return DynamicContainer.dynamicContainer(
                    type.name(),
                    Stream.of(
                                    derivatives,
                                    contract.results_anotherInstanceAndOrder_areTheSameBits(),
                                    contract.results_degenerateWeights_areNoNaN(),
                                    Stream.of(
                                            DynamicTest.dynamicTest(
                                                    "missing data",
                                                    contract::complete_requiredDataMissing_isRefusedWithASentence),
                                            DynamicTest.dynamicTest(
                                                    "unknown parameter",
                                                    contract::complete_unknownParameter_isRefusedWithASentence)))
                            .flatMap(each -> each));
        });
    }

    private record Term(RegularizerType type) implements RegularizerContract {
        @Override
        public RegularizerTerm term() {
            return switch (type.name()) {
                case "weighted" ->
                    new RegularizerTerm(
                            "weighted",
                            1,
                            new TreeMap<>(),
                            new TreeMap<>(),
                            new TreeMap<>(Map.of(
                                    "weights",
                                    Dataset.column(new double[] {0, 1, 2, 3, 0.5, 1e-3, 7, 1, 1, 4, 5, 6}))));
                case "nuclear" ->
                    new RegularizerTerm(
                            "nuclear", 1, new TreeMap<>(Map.of("columns", 3.0)), new TreeMap<>(), new TreeMap<>());
                default -> RegularizerTerm.plain(type.name());
            };
        }
    }

    @TestFactory
    Stream<DynamicNode> regularizers() {
        return Regularizers.builtIn().map(type -> {
            var contract = new Term(type);
            Map<String, Runnable> tests = new TreeMap<>(Map.of(
                    "unknown parameter", contract::complete_unknownParameter_isRefusedWithASentence,
                    "name", contract::name_ofTheRegularizer_isThatOfItsType,
                    "gradient", contract::gradient_anyWeights_isTheDifferenceOfValues,
                    "second derivative", contract::secondDerivative_anyWeights_isTheDifferenceOfGradients,
                    "proximal map", contract::proximal_anyStep_minimises,
                    "same bits", contract::results_anotherInstanceAndOrder_areTheSameBits,
                    "degenerate weights", contract::results_degenerateWeights_areNoNaN));
            return DynamicContainer.dynamicContainer(
                    type.name(),
                    tests.entrySet().stream()
                            .map(test -> DynamicTest.dynamicTest(
                                    test.getKey(), () -> test.getValue().run())));
        });
    }
}
