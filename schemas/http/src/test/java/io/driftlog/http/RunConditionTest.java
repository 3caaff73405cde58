package io.driftlog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.events.UserException.BadInput;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: runs are selected and sorted as their user says. Method: three runs, one of which has only begun. */
final class RunConditionTest {
    private static final RunView SLOW = run("slow", 1e-5, 0.25, "grokked", 0);
    private static final RunView FAST = run("fast", 1e-3, 1.5, "not-grokked", 1000);
    private static final RunView BEGUN = run("begun", 0, null, null, 1500);
    private static final List<RunView> RUNS = List.of(BEGUN, FAST, SLOW);

    private static RunView run(
            String id, double weightDecay, @Nullable Double testLoss, @Nullable String verdict, long startedAt) {
        return new RunView(
                id,
                "name of " + id,
                testLoss == null ? "running" : "completed",
                7,
                9,
                100,
                null,
                null,
                Instant.ofEpochMilli(startedAt),
                Instant.ofEpochMilli(startedAt),
                testLoss == null
                        ? null
                        : new RunView.Setup(
                                "matrix-completion", "low-rank", "radaug", "l2", weightDecay, 8, 4, 1, "", null),
                testLoss == null ? null : new RunView.Last(7, 7, 100, 1e-9, testLoss, 2.0, 1e-6),
                null,
                verdict == null ? null : new RunView.Phase("grokking", verdict, "final", null, Map.of()),
                List.of(),
                0,
                List.of(),
                "",
                null,
                1);
    }

    @ParameterizedTest
    @CsvSource({
        "weightDecay<1e-4, slow",
        "weightDecay <= 1e-5, slow",
        "weightdecay>1e-5, fast",
        "weightDecay=0.001, fast",
        "weightDecay==0.001, fast",
        "weightDecay!=0.001, begun slow",
        "testLoss>=0.25, fast slow",
        "trainLoss<1, fast slow",
        "verdict=Grokked, slow",
        "verdict!=grokked, begun fast",
        "state=running, begun",
        "objective.type=matrix-completion, fast slow",
        "name=name of slow, slow",
        "steps>7, ''",
        "startedAt<1970-01-01T00:00:01.2Z, fast slow",
    })
    void all_condition_selectsItsRuns(String condition, String ids) {
        assertThat(String.join(
                        " ",
                        ids(RUNS.stream()
                                .filter(RunCondition.all(List.of(condition)))
                                .toList())))
                .isEqualTo(ids);
    }

    @Test
    void all_severalConditions_mustAllHold() {
        assertThat(RUNS.stream().filter(RunCondition.all(List.of("testLoss>0", "weightDecay<1e-4"))))
                .containsExactly(SLOW);
        assertThat(RUNS.stream().filter(RunCondition.all(List.of()))).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weightDecy<1e-4 | runs have no weightDecy; did you mean weightDecay?",
                "banana=1 | they have run, name, state, verdict, objective",
                "weightDecay | write one such as 'weightDecay<1e-4'",
                "weightDecay< | is no condition",
                "testLoss<small | testLoss is a number, and 'small' is none",
            })
    void parse_badCondition_saysHowToWriteIt(String condition, String sentence) {
        assertThatThrownBy(() -> RunCondition.parse(condition))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining(sentence)
                .hasMessageStartingWith("--where: ");
    }

    @ParameterizedTest
    @CsvSource({
        "testLoss, slow fast begun",
        "-testLoss, fast slow begun",
        "startedAt, slow fast begun",
        "-startedAt, begun fast slow",
        "state, fast slow begun",
        "seed, fast slow begun",
    })
    void sorted_property_putsRunsWithoutItLast(String order, String ids) {
        assertThat(String.join(" ", ids(RunOrder.parse(order).sorted(RUNS)))).isEqualTo(ids);
    }

    @Test
    void order_misspelled_namesTheNearest() {
        assertThatThrownBy(() -> RunOrder.parse("testLos"))
                .hasMessage("--sort: runs have no testLos; did you mean testLoss?");
    }

    private static List<String> ids(List<RunView> runs) {
        return runs.stream().map(RunView::runId).toList();
    }
}
