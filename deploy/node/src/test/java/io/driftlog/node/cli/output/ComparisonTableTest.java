package io.driftlog.node.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.events.FindingKinds;
import io.driftlog.http.ComparisonView;
import io.driftlog.http.ComparisonView.Compared;
import io.driftlog.http.ComparisonView.Distance;
import io.driftlog.http.ComparisonView.Exponent;
import io.driftlog.http.ComparisonView.Parting;
import io.driftlog.http.ComparisonView.Power;
import io.driftlog.http.ComparisonView.Quantity;
import io.driftlog.http.ComparisonView.SpecDifference;
import io.driftlog.http.ComparisonView.Value;
import io.driftlog.http.ComparisonView.Verdict;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Goal: a comparison fits on a page, with the digits that are known. Method: comparisons made for the test. */
final class ComparisonTableTest {
    private static Compared run(int index) {
        return new Compared(
                String.valueOf((char) ('A' + index)),
                "20261130-060150-paper-diagonal-with-a-long-name-" + index,
                "20261130-060150-paper-diagonal-with-a-long-name-" + index,
                "paper-diagonal",
                "completed",
                "diagonal-linear-network",
                1e-4,
                100,
                40,
                List.of("fig3/left", "paper"));
    }

    private static ComparisonView two() {
        return new ComparisonView(
                List.of(run(0), run(1)),
                List.of(new SpecDifference("weightDecay", List.of("1e-4", "1e-5"))),
                List.of(new Quantity(
                        FindingKinds.NORM_DRIFT_ONSET,
                        Arrays.asList(
                                new Value(801.234, 780.0, 820.0, null, false),
                                new Value(1522.34, 1500.0, 1530.0, 1.89999, true)))),
                List.of(new Quantity("testLoss", Arrays.asList(new Value(0.012345, null, null, null, false), null))),
                Arrays.asList(new Verdict(FindingKinds.GROKKED, "final", "It did."), null),
                "slow-time",
                List.of(new Distance("B", null, 1e-6, 1.0, 200, 0.05, 0.123456, 0.3, 1e-3)),
                List.of(new Parting("B", 9, 0, 0.5, 9L, 0.75)),
                new Power(
                        "weightDecay", List.of(new Exponent(FindingKinds.NORM_DRIFT_ONSET, -0.98765, -1.01, -0.96, 3))),
                List.of("A note."));
    }

    @Test
    void lines_numbers_haveTheDigitsOfTheirBrackets() {
        assertThat(ComparisonTable.lines(two()))
                .contains(
                        "Spec, where it differs                          A                B",
                        "  weightDecay                                1e-4             1e-5",
                        "  norm-drift-onset (t_WD)                     800      1520* (1.9)",
                        "  testLoss                                0.01235                -",
                        "  verdict                                 grokked                -",
                        "Distance of weights, ||w_A - w|| / ||w_A||, at equal slow time",
                        "  B         0.1235         0.3        1e-3          1e-6             1                    0.05",
                        "Powers of weightDecay                       exponent             95 % interval     n",
                        "  norm-drift-onset                             -0.99            [-1.01, -0.96]     3",
                        "A note.")
                .anyMatch(line ->
                        line.startsWith("A and B are the same, bit for bit, in 9 recorded steps, t = 0 to 0.5;"));
    }

    @Test
    void lines_manyRuns_stayWithinAHundredColumns() {
        List<Compared> runs =
                IntStream.range(0, 26).mapToObj(ComparisonTableTest::run).toList();
        Value value = new Value(1.234567e-300, 1.23456e-300, 1.23457e-300, 1.234567e-300, true);
        var many = new ComparisonView(
                runs,
                List.of(new SpecDifference(
                        "objective.generator." + "x".repeat(40), Collections.nCopies(26, "y".repeat(40)))),
                List.of(new Quantity("kind " + "z".repeat(60), Collections.nCopies(26, value))),
                List.of(),
                Collections.nCopies(26, null),
                "time",
                List.of(new Distance("B", "word ".repeat(40), null, null, 0, null, null, null, null)),
                List.of(),
                null,
                List.of("word ".repeat(40).strip()));
        List<String> lines = ComparisonTable.lines(many);
        assertThat(lines).allMatch(line -> line.length() <= 100);
        assertThat(String.join("\n", lines)).contains("Y", "Z", "* may still change");
    }

    @Test
    void csv_valuesOfEverySection_areRows() {
        assertThat(ComparisonCsv.of(two()).lines())
                .startsWith("section,name,run,value,lower,upper,ratio,provisional,n")
                .contains(
                        "spec,weightDecay," + run(1).runId() + ",1e-5,,,,,",
                        "time,norm-drift-onset," + run(1).runId() + ",1522.34,1500.0,1530.0,1.89999,true,",
                        "distance,largest," + run(1).runId() + ",0.123456,,,,,200",
                        "exponent,norm-drift-onset,weightDecay,-0.98765,-1.01,-0.96,,,3")
                .allMatch(line -> line.chars().filter(c -> c == ',').count() == 8);
    }
}
