package io.driftlog.simulator.flow.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.simulator.flow.spec.Objectives;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.SplitMix64;
import java.util.Map;
import java.util.SplittableRandom;
import org.hipparchus.analysis.differentiation.DSFactory;
import org.hipparchus.analysis.differentiation.DerivativeStructure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: derivatives of random formulas over all functions are those of Hipparchus, of first and second order. */
final class FormulaDerivativesTest {
    private static final int WEIGHTS = 3;
    private static final int FORMULAS = 200;

    /** A text and what it stands for. */
    private record Expression(String text, DerivativeStructure value) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void derivatives_randomFormulas_areThoseOfHipparchus(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DSFactory factory = new DSFactory(WEIGHTS, 2);
        for (int k = 0; k < FORMULAS; k++) {
            double[] w = new double[WEIGHTS];
            new SplitMix64(1000 * seed + k).gaussian(1, w);
            Expression all = leaf(factory, w, 0);
            for (int i = 1; i < WEIGHTS; i++) {
                Expression next = leaf(factory, w, i);
                all = new Expression(all.text + " + " + next.text, all.value.add(next.value));
            }
            Expression inner = random(random, factory, w, 4);
            Expression whole = new Expression(all.text + " + " + inner.text, all.value.add(inner.value));
            Objective f = Objectives.create(FormulasTest.formula(Map.of("loss", whole.text), Map.of(), Map.of()), 1);
            check(f, whole, w);
        }
    }

    private static void check(Objective f, Expression expected, double[] w) {
        assertThat(f.value(w))
                .as(expected.text)
                .isCloseTo(expected.value.getValue(), tolerance(expected.value.getValue()));
        double[] gradient = new double[WEIGHTS];
        f.gradient(w, gradient);
        for (int i = 0; i < WEIGHTS; i++) {
            int[] orders = new int[WEIGHTS];
            orders[i] = 1;
            double first = expected.value.getPartialDerivative(orders);
            assertThat(gradient[i]).as("by w%d: %s", i + 1, expected.text).isCloseTo(first, tolerance(first));
            double[] direction = new double[WEIGHTS];
            double[] column = new double[WEIGHTS];
            direction[i] = 1;
            f.hessianProduct(w, direction, column);
            for (int j = 0; j < WEIGHTS; j++) {
                orders[j]++;
                double second = expected.value.getPartialDerivative(orders);
                assertThat(column[j])
                        .as("by w%d and w%d: %s", i + 1, j + 1, expected.text)
                        .isCloseTo(second, tolerance(second));
                orders[j]--;
            }
        }
    }

    private static org.assertj.core.data.Offset<Double> tolerance(double expected) {
        return within(1e-9 * (1 + Math.abs(expected)));
    }

    private static Expression leaf(DSFactory factory, double[] w, int i) {
        return new Expression("w" + (i + 1), factory.variable(i, w[i]));
    }

    /** Arguments are kept where the functions have derivatives, and values of order 1. */
    private static Expression random(SplittableRandom random, DSFactory factory, double[] w, int depth) {
        if (depth == 0) {
            return leaf(factory, w, random.nextInt(WEIGHTS));
        }
        Expression x = random(random, factory, w, depth - 1);
        int choice = random.nextInt(15);
        if (choice < 8) {
            DerivativeStructure above = x.value.multiply(x.value).add(1.5);
            String aboveText = "(1.5 + (" + x.text + ")^2)";
            return switch (choice) {
                case 0 ->
                    new Expression("exp(tanh(" + x.text + "))", x.value.tanh().exp());
                case 1 -> new Expression("log" + aboveText, above.log());
                case 2 -> new Expression("sqrt" + aboveText, above.sqrt());
                case 3 -> new Expression("tanh(" + x.text + ")", x.value.tanh());
                case 4 -> new Expression("sin(" + x.text + ")", x.value.sin());
                case 5 -> new Expression("cos(" + x.text + ")", x.value.cos());
                case 6 -> new Expression("abs(" + x.text + ")", x.value.abs());
                default -> new Expression("(-(" + x.text + "))", x.value.negate());
            };
        }
        Expression y = random(random, factory, w, depth - 1);
        DerivativeStructure above = y.value.multiply(y.value).add(1.5);
        String aboveText = "(1.5 + (" + y.text + ")^2)";
        boolean first = x.value.getValue() >= y.value.getValue();
        String pair = "(" + x.text + ", " + y.text + ")";
        return switch (choice) {
            case 8 -> new Expression("((" + x.text + ") + (" + y.text + "))", x.value.add(y.value));
            case 9 -> new Expression("((" + x.text + ") - (" + y.text + "))", x.value.subtract(y.value));
            case 10 ->
                new Expression(
                        "tanh((" + x.text + ")*(" + y.text + "))",
                        x.value.multiply(y.value).tanh());
            case 11 -> new Expression("((" + x.text + ")/" + aboveText + ")", x.value.divide(above));
            case 12 -> new Expression(aboveText + "^tanh(" + x.text + ")", above.pow(x.value.tanh()));
            case 13 -> new Expression("max" + pair, first ? x.value : y.value);
            default -> new Expression("min" + pair, first ? y.value : x.value);
        };
    }
}
