package io.driftlog.analyzer.spi.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.analyzer.spi.driver.Progress.Phase;
import io.driftlog.analyzer.spi.driver.RunDriver.Result;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import io.driftlog.events.TrajectoryEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class FoldDriverTest {
    private static final FoldDriver<Summing.State> SUMMING = new FoldDriver<>(new Summing(), Map.of("k", "v"));

    private final List<FindingRecorded> findings = new ArrayList<>();

    private <S> Progress<S> fold(FoldDriver<S> driver, TrajectoryEvent... events) {
        int before = findings.size();
        RunDriver<S> run = driver.open(Events.started());
        Progress<S> progress = run.initial();
        for (TrajectoryEvent event : events) {
            Result<S> result = run.accept(progress, event);
            findings.addAll(result.findings());
            progress = result.progress();
        }
        assertThat(foldTogether(driver, List.of(events), findings.subList(before, findings.size())))
                .isEqualTo(progress);
        return progress;
    }

    /** Goal, in every test here: several events at once are no different. Method: all of them, in parts of each length. */
    private static <S> Progress<S> foldTogether(
            FoldDriver<S> driver, List<TrajectoryEvent> events, List<FindingRecorded> expected) {
        List<Progress<S>> ends = new ArrayList<>();
        for (int length = 1; length <= events.size(); length++) {
            List<FindingRecorded> together = new ArrayList<>();
            RunDriver<S> run = driver.open(Events.started());
            Progress<S> progress = run.initial();
            for (int from = 0; from < events.size(); from += length) {
                List<TrajectoryEvent> part = events.subList(from, Math.min(events.size(), from + length));
                List<Integer> indices = new ArrayList<>();
                progress = run.acceptAll(progress, part, (found, index) -> {
                    together.addAll(found);
                    indices.add(index);
                    assertThat(found).isNotEmpty();
                });
                assertThat(indices).isSorted().doesNotHaveDuplicates();
            }
            assertThat(together).isEqualTo(expected);
            ends.add(progress);
        }
        assertThat(new HashSet<>(ends)).hasSize(1);
        return ends.get(0);
    }

    private static FoldDriver<Summing.State> driver(Summing analyzer) {
        return new FoldDriver<>(analyzer, Map.of());
    }

    /** The one finding, which says that the fold was given up. */
    private void assertFailed(Progress<?> progress, long seq, String why) {
        assertThat(progress.phase()).isEqualTo(Phase.FAILED);
        assertThat(progress.state()).isEmpty();
        assertThat(findings).hasSize(1);
        FindingRecorded recorded = findings.get(0);
        assertThat(recorded.seq()).isEqualTo(seq);
        assertThat(recorded.index()).isZero();
        assertThat(recorded.finding().kind()).isEqualTo(Finding.FAILED);
        assertThat(recorded.finding().stage()).isEqualTo(Stage.FINAL);
        assertThat(recorded.finding().sentence()).isEqualTo("summing gave up this run at seq " + seq + ": " + why);
    }

    @Test
    void accept_wholeRun_identifiesItsFindings() {
        Progress<Summing.State> progress =
                fold(SUMMING, Events.started(), Events.step(0), Events.step(1), Events.step(2), Events.ended(3));

        assertThat(progress).isEqualTo(new Progress<Summing.State>(Phase.ENDED, 3, Optional.empty()));
        assertThat(findings)
                .extracting(
                        FindingRecorded::seq,
                        FindingRecorded::index,
                        f -> f.finding().kind())
                .containsExactly(
                        tuple(1L, 0, "sum"), tuple(1L, 1, "sum"), tuple(3L, 0, "sum"), tuple(3L, 1, "completed"));
        FindingRecorded last = findings.get(3);
        assertThat(last.runId()).isEqualTo("r");
        assertThat(last.analyzer()).isEqualTo("summing");
        assertThat(last.version()).isEqualTo(3);
        assertThat(last.parameters()).containsExactly(Map.entry("k", "v"));
        assertThat(last.finding().values()).containsExactly(Map.entry("steps", 2.0));
        assertThat(last.finding().sentence()).isEqualTo("summing has read the whole run: 2 steps, completed");
        assertThat(findings.get(2).finding().values()).containsEntry("sum", 6.0);
    }

    @Test
    void accept_repeatsAndEventsAfterTheEnd_areDropped() {
        Progress<Summing.State> progress = fold(
                SUMMING,
                Events.started(),
                Events.step(0),
                Events.step(0),
                Events.started(),
                Events.step(1),
                Events.step(0),
                Events.ended(2),
                Events.ended(2),
                Events.step(2),
                Events.started());

        assertThat(progress.phase()).isEqualTo(Phase.ENDED);
        assertThat(findings).extracting(FindingRecorded::seq).containsExactly(1L, 1L, 2L, 2L);
        assertThat(findings.get(2).finding().values()).containsEntry("sum", 3.0);
    }

    @Test
    void accept_gap_failsWithBothNumbers() {
        Progress<Summing.State> progress = fold(SUMMING, Events.step(0), Events.step(2), Events.step(1));

        assertFailed(
                progress, 2, "events are missing or out of order; seq 1 was expected, and the next step has seq 2");
    }

    @Test
    void accept_endAtAnotherSeq_failsWithBothNumbers() {
        for (long seq : new long[] {0, 2}) {
            findings.clear();
            Progress<Summing.State> progress = fold(SUMMING, Events.step(0), Events.ended(seq));

            assertFailed(
                    progress,
                    seq,
                    "events are missing or out of order; seq 1 was expected, and the next end of the run has seq "
                            + seq);
        }
    }

    @Test
    void accept_runWithoutSteps_isCompleted() {
        Progress<Summing.State> progress = fold(SUMMING, Events.started(), Events.ended(0));

        assertThat(progress.phase()).isEqualTo(Phase.ENDED);
        assertThat(findings).extracting(f -> f.finding().kind()).containsExactly("sum", "completed");
    }

    @Test
    void accept_eventOfAnotherRun_isAProgrammingError() {
        assertThatThrownBy(() -> fold(SUMMING, Events.step("other", 0)))
                .hasMessage("an event of run other was given to the fold of run r");
    }

    private static Summing throwing(Supplier<? extends Throwable> failure) {
        return new Summing() {
            @Override
            public Fold<State> accept(State state, StepTaken step) {
                throw FoldDriverTest.<RuntimeException>sneaky(failure.get());
            }
        };
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void accept_plugInThatThrows_failsWithTheExceptionsText() {
        Map<Throwable, String> texts = Map.of(
                new IllegalStateException("no luck"), "it threw java.lang.IllegalStateException: no luck",
                new NoClassDefFoundError("x/Y"),
                        "its classes do not link (java.lang.NoClassDefFoundError: x/Y); build it again against version 2"
                                + " of the analyzer SPI, with any other library it uses inside its jar",
                new AssertionError("odd"), "it threw java.lang.AssertionError: odd",
                new StackOverflowError(), "it threw java.lang.StackOverflowError",
                new java.io.IOException("checked"), "it threw java.io.IOException: checked");
        texts.forEach((thrown, text) -> {
            findings.clear();
            assertFailed(fold(driver(throwing(() -> thrown)), Events.step(0), Events.step(1)), 0, text);
        });
    }

    @Test
    void accept_endlessRecursion_fails() {
        Summing recursive = new Summing() {
            @Override
            public Fold<State> accept(State state, StepTaken step) {
                return step.seq() < 0 ? Fold.nothing(state) : accept(state, step);
            }
        };

        assertFailed(fold(driver(recursive), Events.step(0)), 0, "it threw java.lang.StackOverflowError");
    }

    @Test
    void accept_exceptionWhoseMessageThrows_fails() {
        class Broken extends RuntimeException {
            @Override
            public String getMessage() {
                throw new IllegalStateException();
            }
        }

        assertFailed(fold(driver(throwing(Broken::new)), Events.step(0)), 0, "it threw " + Broken.class.getName());
    }

    @Test
    void accept_failingMachine_isNotThePlugInsFault() {
        FoldDriver<Summing.State> driver = driver(throwing(() -> new OutOfMemoryError("heap")));

        assertThatThrownBy(() -> fold(driver, Events.step(0))).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void accept_openThatThrows_failsAtSeqZeroWhoeverDeliversTheStart() {
        Summing closed = new Summing() {
            @Override
            public RunFold<State> open(RunStarted run) {
                throw new IllegalArgumentException("unknown objective");
            }
        };
        String why = "it threw java.lang.IllegalArgumentException: unknown objective";

        assertFailed(fold(driver(closed), Events.started(), Events.step(0)), 0, why);
        List<FindingRecorded> withStart = List.copyOf(findings);
        findings.clear();
        assertFailed(fold(driver(closed), Events.step(0)), 0, why);
        assertThat(findings).isEqualTo(withStart);
    }

    @Test
    void accept_finishThatThrows_fails() {
        Summing unfinished = new Summing() {
            @Override
            public List<Finding> finish(State state, RunEnded end) {
                throw new ArithmeticException("by zero");
            }
        };

        assertFailed(
                fold(driver(unfinished), Events.step(0), Events.ended(1)),
                1,
                "it threw java.lang.ArithmeticException: by zero");
    }

    @Test
    void accept_plugInThatReturnsNull_fails() {
        Summing nullState = new Summing() {
            @Override
            public Fold<State> accept(State state, StepTaken step) {
                return Fold.nothing(null);
            }
        };
        Summing nullInitial = new Summing() {
            @Override
            public State initial() {
                return null;
            }
        };
        Summing nullFold = new Summing() {
            @Override
            public Fold<State> accept(State state, StepTaken step) {
                return null;
            }
        };
        Summing nullFinding = new Summing() {
            @Override
            public List<Finding> finish(State state, RunEnded end) {
                return Arrays.asList(sum(state, Stage.FINAL), null);
            }
        };

        String illegal = "it threw java.lang.IllegalArgumentException: the state is null";
        assertFailed(fold(driver(nullState), Events.step(0)), 0, illegal);
        findings.clear();
        assertFailed(fold(driver(nullInitial), Events.step(0)), 0, illegal);
        findings.clear();
        assertThat(fold(driver(nullFold), Events.step(0)).phase()).isEqualTo(Phase.FAILED);
        findings.clear();
        assertFailed(
                fold(driver(nullFinding), Events.step(0), Events.ended(1)),
                1,
                "it threw java.lang.NullPointerException: a finding is null");
    }

    @Test
    void accept_plugInThatCallsItselfCompleted_fails() {
        Summing eager = new Summing() {
            @Override
            public List<Finding> finish(State state, RunEnded end) {
                return List.of(Finding.of(Finding.COMPLETED, Stage.FINAL, Optional.empty(), Map.of(), "done"));
            }
        };

        assertThat(fold(driver(eager), Events.step(0), Events.ended(1)).phase()).isEqualTo(Phase.FAILED);
    }

    @Test
    void decode_anyProgress_isTheSame() {
        for (Progress<Summing.State> progress : List.of(
                SUMMING.open(Events.started()).initial(),
                fold(SUMMING, Events.step(0), Events.step(1)),
                fold(SUMMING, Events.step(0), Events.ended(1)),
                fold(SUMMING, Events.step(1)))) {
            assertThat(SUMMING.decode(SUMMING.encode(progress))).isEqualTo(progress);
        }
    }

    @Test
    void applicationId_parameters_changeItButTheirOrderDoesNot() {
        assertThat(driver(new Summing()).applicationId()).isEqualTo("driftlog-summing-v3-de14eb36dc86");
        assertThat(SUMMING.applicationId())
                .matches("driftlog-summing-v3-[0-9a-f]{12}")
                .isNotEqualTo(driver(new Summing()).applicationId())
                .isEqualTo(new FoldDriver<>(new Summing(), Map.of("k", "v")).applicationId());
        assertThat(new FoldDriver<>(new Summing(), Map.of("kv", "")).applicationId())
                .isNotEqualTo(SUMMING.applicationId());
    }

    @Test
    void new_badIdOrVersion_isRefused() {
        Summing shouting = new Summing() {
            @Override
            public String id() {
                return "Sum Up";
            }
        };
        Summing unversioned = new Summing() {
            @Override
            public int version() {
                return 0;
            }
        };

        assertThatThrownBy(() -> driver(shouting))
                .hasMessage("the analyzer id 'Sum Up' is not made of lower-case words joined by hyphens");
        assertThatThrownBy(() -> driver(unversioned)).hasMessage("the version of summing is 0; versions begin at 1");
    }
}
