package io.driftlog.simulator.flow.spec;

import io.driftlog.events.Dataset;
import io.driftlog.simulator.flow.formula.FormulaException;
import io.driftlog.simulator.flow.formula.Formulas;
import io.driftlog.simulator.spi.Choice;
import io.driftlog.simulator.spi.DataRole;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.ObjectiveType;
import io.driftlog.simulator.spi.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Losses that the spec writes as formulas. */
final class FormulaData {
    private static final Choice RESIDUALS = text("residuals", "formulas whose squares are added: F = 1/(2n) sum r^2");
    private static final Choice LOSS = text("loss", "a formula that is the loss itself");
    private static final Choice TEST_RESIDUALS = text("testResiduals", "residuals of the test loss, without data");
    private static final Choice TEST_LOSS = text("testLoss", "the test loss, without data");
    private static final Choice WEIGHTS = text("weights", "names of the weights; w1, w2, … without");
    private static final String DIMENSION = "dimension";

    private FormulaData() {}

    private static Choice text(String name, String description) {
        return new Choice(name, description, "", List.of());
    }

    static ObjectiveType type() {
        return new ObjectiveType(
                "formula",
                "a loss as a formula, or a sum of squares of formulas, on rows of data or without data",
                List.of(Parameter.count(DIMENSION, "number of weights; 0 for as many as are named", 0, 0, 10_000_000)),
                List.of(RESIDUALS, LOSS, TEST_RESIDUALS, TEST_LOSS, WEIGHTS),
                List.of(
                        new DataRole("features", "x of each row: x1, x2, … or x[j]", false),
                        new DataRole("targets", "y of each row: y, or y1, y2, … or y[k]", false),
                        new DataRole("testFeatures", "x of the test data", false),
                        new DataRole("testTargets", "y of the test data", false)),
                List.of(),
                FormulaData::create);
    }

    private static Objective create(ObjectiveType.Inputs inputs) {
        List<String> residuals = lines(RESIDUALS, inputs);
        List<String> loss = lines(LOSS, inputs);
        if (residuals.isEmpty() == loss.isEmpty() || loss.size() > 1) {
            throw bad("residuals", "and objective.loss: give one of the two, such as residuals: [\"w1*w2 - 1\"]");
        }
        boolean squares = loss.isEmpty();
        Choice test = squares ? TEST_RESIDUALS : TEST_LOSS;
        Choice foreign = squares ? TEST_LOSS : TEST_RESIDUALS;
        if (!lines(foreign, inputs).isEmpty()) {
            throw bad(
                    foreign.name(),
                    "does not go with objective." + (squares ? "residuals" : "loss") + "; use " + test.name());
        }
        Map<String, Dataset> data = inputs.datasets();
        Formulas.Rows training = rows("features", "targets", data);
        boolean tested = data.containsKey("testFeatures") || data.containsKey("testTargets");
        Formulas.@Nullable Rows testing = tested ? rows("testFeatures", "testTargets", data) : null;
        checkColumns("features", "testFeatures", data, tested);
        checkColumns("targets", "testTargets", data, tested);
        List<String> weights = Arrays.stream(WEIGHTS.in(inputs.choices()).split("[\\s,]+"))
                .filter(name -> !name.isEmpty())
                .toList();
        if (weights.stream().distinct().count() != weights.size()
                || !weights.stream().allMatch(name -> name.matches("[A-Za-z_][A-Za-z_0-9]*"))) {
            throw bad("weights", "must be different names of letters and digits, such as [a, b]");
        }
        weights.stream().filter(Formulas::isReserved).findFirst().ifPresent(name -> {
            throw bad(
                    "weights",
                    "names a weight '" + name + "', which means something else in formulas; choose another" + " name");
        });
        if (!weights.isEmpty() && inputs.parameters().count(DIMENSION) > 0) {
            throw bad(DIMENSION, "goes with w1, w2, … only; objective.weights says how many there are");
        }
        try {
            return Formulas.of(
                    new Formulas.Text(
                            squares,
                            squares ? residuals : loss,
                            lines(test, inputs),
                            weights,
                            inputs.parameters().count(DIMENSION)),
                    training,
                    testing);
        } catch (FormulaException e) {
            String key = e.isInTest() ? test.name() : squares ? "residuals" : "loss";
            throw bad(key, "cannot be read: " + e.getMessage());
        }
    }

    private static List<String> lines(Choice choice, ObjectiveType.Inputs inputs) {
        return choice.in(inputs.choices())
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static Formulas.Rows rows(String features, String targets, Map<String, Dataset> data) {
        @Nullable Dataset x = data.get(features);
        @Nullable Dataset y = data.get(targets);
        if (x != null && y != null && x.rows() != y.rows()) {
            throw bad(
                    targets,
                    "has " + y.rows() + " rows but objective." + features + " has " + x.rows()
                            + "; give one row for each");
        }
        return new Formulas.Rows(x, y);
    }

    private static void checkColumns(String role, String testRole, Map<String, Dataset> data, boolean tested) {
        @Nullable Dataset training = data.get(role);
        @Nullable Dataset test = data.get(testRole);
        int columns = training == null ? 0 : training.columns();
        if (tested && columns != (test == null ? 0 : test.columns())) {
            throw bad(
                    testRole,
                    "has " + (test == null ? 0 : test.columns()) + " columns but objective." + role + " has " + columns
                            + "; give the same columns");
        }
    }

    private static InvalidSpecException bad(String key, String problem) {
        return new InvalidSpecException("objective." + key, "objective." + key + " " + problem + ".");
    }
}
