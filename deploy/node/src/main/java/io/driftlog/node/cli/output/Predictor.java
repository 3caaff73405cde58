package io.driftlog.node.cli.output;

import static io.driftlog.events.NumberText.readable;

import io.driftlog.http.Numbers;
import io.driftlog.node.cli.output.TextTable.Column;
import io.driftlog.simulator.spi.Objective;
import io.micronaut.serde.annotation.Serdeable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The predictor that a run came to, beside the teacher that made its data, as a person would look at it: the large
 * coefficients.
 *
 * @param coefficients what was learned; empty when the objective has no such short form. Not modified.
 * @param teacher what made the data, or empty. Not modified.
 */
public record Predictor(double[] coefficients, double[] teacher) {
    /** A coefficient counts as there from this fraction of the largest one on. */
    private static final double PRESENT = 0.01;

    private static final int MOST_SHOWN = 10;

    /** Nothing is known, such as of a run without weights. */
    public static final Predictor NONE = new Predictor(new double[0], new double[0]);

    public static Predictor of(Objective objective, double[] weights) {
        return new Predictor(objective.predictor(weights), objective.teacher());
    }

    public boolean isKnown() {
        return coefficients.length > 0;
    }

    /** Whether there is a sparse teacher to compare with. */
    boolean hasSparseTeacher() {
        return teacher.length > 0 && support(teacher).size() < teacher.length;
    }

    boolean supportRecovered() {
        return support(coefficients).equals(support(teacher));
    }

    /** Indices of the coefficients that are there, in order. */
    static List<Integer> support(double[] vector) {
        double largest = IntStream.range(0, vector.length)
                .mapToDouble(i -> Math.abs(vector[i]))
                .max()
                .orElse(0);
        return IntStream.range(0, vector.length)
                .filter(i -> vector[i] != 0 && Math.abs(vector[i]) >= PRESENT * largest)
                .boxed()
                .toList();
    }

    /** How many coefficients there are, and whether they are the teacher's. */
    public String sentence() {
        return String.format(
                Locale.ROOT,
                "%d of %d coefficients are at least %.0f %% of the largest%s",
                support(coefficients).size(),
                coefficients.length,
                100 * PRESENT,
                !hasSparseTeacher()
                        ? ""
                        : supportRecovered()
                                ? ": exactly the teacher's"
                                : "; the teacher has " + support(teacher).size());
    }

    /** The largest coefficients beside the teacher's; nothing where most of them are there. */
    public List<String> table() {
        List<Integer> shown = new ArrayList<>(support(coefficients));
        if (shown.size() > coefficients.length / 2) {
            return List.of();
        }
        shown.sort(Comparator.comparingDouble(i -> -Math.abs(coefficients[i])));
        var table = new TextTable(Column.number("coefficient"), Column.number("learned"), Column.number("teacher"));
        shown.stream()
                .limit(MOST_SHOWN)
                .forEach(i -> table.row(
                        Integer.toString(i),
                        readable(coefficients[i]),
                        teacher.length == 0 ? "-" : readable(teacher[i])));
        return table.lines();
    }

    /**
     * The same as JSON.
     *
     * @param support indices of the coefficients that are there
     * @param values those coefficients
     * @param teacherSupport the same of the teacher; null without a sparse teacher, like the rest
     */
    @Serdeable
    public record Solution(
            List<Integer> support,
            Numbers values,
            @Nullable List<Integer> teacherSupport,
            @Nullable Numbers teacherValues,
            @Nullable Boolean supportRecovered) {}

    /** The same as JSON; null when there is nothing to show. */
    public @Nullable Solution solution() {
        if (!isKnown()) {
            return null;
        }
        boolean compared = hasSparseTeacher();
        return new Solution(
                support(coefficients),
                present(coefficients),
                compared ? support(teacher) : null,
                compared ? present(teacher) : null,
                compared ? (Boolean) supportRecovered() : null);
    }

    private static Numbers present(double[] vector) {
        return new Numbers(support(vector).stream().mapToDouble(i -> vector[i]).toArray());
    }
}
