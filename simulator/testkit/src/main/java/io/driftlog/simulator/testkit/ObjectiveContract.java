package io.driftlog.simulator.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.events.ObjectiveSpec;
import io.driftlog.simulator.spi.DataRole;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.ObjectiveType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract of objectives as a test: implement it in a test class and return your type. Every generator of the type
 * is a case, with its defaults; add specs with data where the type has no generator.
 */
public interface ObjectiveContract {
    /** {@return the type under test} */
    ObjectiveType type();

    /** {@return specs to be tested in addition to the generators, by name} */
    default Map<String, ObjectiveSpec> additionalSpecs() {
        return Map.of();
    }

    /** A type without data and without a generator names what is missing. */
    @Test
    default void complete_requiredDataMissing_isRefusedWithASentence() {
        if (type().roles().stream().anyMatch(DataRole::required)) {
            assertThatThrownBy(() -> type().complete(spec("", new TreeMap<>())))
                    .isInstanceOf(InvalidSpecException.class);
        }
    }

    /** An unknown parameter is refused by name. */
    @Test
    default void complete_unknownParameter_isRefusedWithASentence() {
        assertThatThrownBy(() -> type().complete(spec("", new TreeMap<>(Map.of("noSuchParameter", 1.0)))))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("noSuchParameter");
    }

    /** {@return tests that the gradient is that of the value} */
    @TestFactory
    default Stream<DynamicTest> gradient_anyWeights_isTheDifferenceOfValues() {
        return each((objective, again) -> ObjectiveChecks.gradientIsOfValue(objective));
    }

    /** {@return tests that the Hessian product is that of the gradient, and symmetric} */
    @TestFactory
    default Stream<DynamicTest> hessianProduct_anyWeights_isTheDifferenceOfGradients() {
        return each((objective, again) -> {
            if (objective.hasHessianProduct()) {
                ObjectiveChecks.hessianIsOfGradient(objective);
            }
        });
    }

    /** {@return tests that residuals, Jacobian products, matrices, value and gradient agree} */
    @TestFactory
    default Stream<DynamicTest> products_leastSquares_agreeWithEachOther() {
        return each((objective, again) -> {
            if (objective instanceof LeastSquaresObjective squares) {
                ObjectiveChecks.productsAgree(squares);
            }
        });
    }

    /** {@return tests that results depend on the arguments alone, to the last bit, and arguments stay as they are} */
    @TestFactory
    default Stream<DynamicTest> results_anotherInstanceAndOrder_areTheSameBits() {
        return each(ObjectiveChecks::resultsAreTheSameBits);
    }

    /** {@return tests at weights 0, very small and large} */
    @TestFactory
    default Stream<DynamicTest> results_degenerateWeights_areNoNaN() {
        return each((objective, again) -> ObjectiveChecks.degenerateWeightsHaveValues(objective));
    }

    private Stream<DynamicTest> each(BiConsumer<Objective, Objective> check) {
        Map<String, ObjectiveSpec> all = new LinkedHashMap<>();
        type().generators().forEach(each -> all.put(each.name(), spec(each.name(), new TreeMap<>())));
        all.putAll(additionalSpecs());
        assertThat(all).as("generators of the type, or additional specs").isNotEmpty();
        return all.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    Supplier<Objective> made = () -> type().create(entry.getValue(), 1);
                    check.accept(made.get(), made.get());
                }));
    }

    private ObjectiveSpec spec(String generator, SortedMap<String, Double> parameters) {
        return new ObjectiveSpec(type().name(), parameters, generator, new TreeMap<>(), new TreeMap<>());
    }
}
