package io.driftlog.analyzer.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.analyzer.spi.Analyzer;
import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.spi.Parameters;
import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.BracketedTime;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.RunEnded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StepTaken;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/** Goal: the contract lets no known fault pass. Method: a good analyzer, and one for each fault. */
class AnalyzerContractTest {
    /** Sums train losses into an array, and says the sum at steps 5, 10 … and at the end. */
    static class Good implements Analyzer<Good.State>, RunFold<Good.State> {
        record State(double[] sum) {}

        @Override
        public String id() {
            return "good";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public Class<State> stateType() {
            return State.class;
        }

        @Override
        public RunFold<State> open(RunStarted run) {
            return this;
        }

        @Override
        public State initial() {
            return new State(new double[1]);
        }

        @Override
        public Fold<State> accept(State state, StepTaken step) {
            double sum = state.sum()[0] + step.trainLoss();
            return new Fold<>(
                    new State(new double[] {sum}),
                    step.seq() % 5 == 0 ? List.of(finding(sum, Stage.PROVISIONAL)) : List.of());
        }

        @Override
        public List<Finding> finish(State state, RunEnded end) {
            return List.of(finding(state.sum()[0], Stage.FINAL));
        }

        Finding finding(double sum, Stage stage) {
            return Finding.of("sum", stage, Optional.empty(), Map.of("sum", sum), "the sum");
        }
    }

    private static AnalyzerContract contract(Supplier<Analyzer<?>> analyzer) {
        AnalyzerFactory factory = new AnalyzerFactory() {
            @Override
            public String id() {
                return "good";
            }

            @Override
            public String description() {
                return "A sum.";
            }

            @Override
            public Map<String, String> defaults() {
                return Map.of("weight", "1");
            }

            @Override
            public Analyzer<?> create(Map<String, String> parameters) {
                new Parameters(id(), defaults(), parameters).between("weight", 0, 2);
                return analyzer.get();
            }
        };
        return () -> factory;
    }

    private static void run(Stream<DynamicTest> tests) {
        tests.forEach(test -> {
            try {
                test.getExecutable().execute();
            } catch (Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void assertCaught(
            Supplier<Analyzer<?>> analyzer, Function<AnalyzerContract, Stream<DynamicTest>> check) {
        assertThatThrownBy(() -> run(check.apply(contract(analyzer)))).isInstanceOf(AssertionError.class);
        assertThatCode(() -> run(check.apply(contract(Good::new)))).doesNotThrowAnyException();
    }

    @Test
    void goodAnalyzer_passesAll() {
        AnalyzerContract contract = contract(Good::new);

        contract.factory_anyAnalyzer_isLoaded();
        contract.factory_description_isOneLine();
        contract.create_itsOwnDefaults_areAccepted();
        contract.create_unknownParameter_isRefusedWithASentence();
        run(contract.fold_anyTrajectory_neverFails());
        run(contract.fold_anyTrajectory_findingsAreWellFormed());
        run(contract.fold_provisionalFindings_onlyBeforeTheEnd());
        run(contract.fold_anotherAnalyzer_findsTheSame());
        run(contract.fold_stateStoredAtEveryStep_findsTheSame());
        run(contract.fold_restartedOnTheWay_findsTheSame());
        run(contract.fold_repeatedEvents_changeNothing());
        run(contract.fold_anotherRunInBetween_changesNothing());
        run(contract.fold_statesAndEvents_areNeverModified());
    }

    @Test
    void analyzerThatThrows_isCaught() {
        assertCaught(
                () -> new Good() {
                    @Override
                    public Fold<State> accept(State state, StepTaken step) {
                        throw new IllegalStateException("no");
                    }
                },
                AnalyzerContract::fold_anyTrajectory_neverFails);
    }

    @Test
    void bracketUpsideDown_isCaught() {
        assertCaught(
                () -> new Good() {
                    @Override
                    Finding finding(double sum, Stage stage) {
                        return Finding.of("sum", stage, Optional.of(new BracketedTime(1, 2, 0)), Map.of(), "a time");
                    }
                },
                AnalyzerContract::fold_anyTrajectory_findingsAreWellFormed);
    }

    @Test
    void emptySentence_isCaught() {
        assertCaught(
                () -> new Good() {
                    @Override
                    Finding finding(double sum, Stage stage) {
                        return Finding.of("sum", stage, Optional.empty(), Map.of(), " ");
                    }
                },
                AnalyzerContract::fold_anyTrajectory_findingsAreWellFormed);
    }

    @Test
    void finalFindingBeforeTheEnd_isCaught() {
        assertCaught(
                () -> new Good() {
                    @Override
                    Finding finding(double sum, Stage stage) {
                        return super.finding(sum, Stage.FINAL);
                    }
                },
                AnalyzerContract::fold_provisionalFindings_onlyBeforeTheEnd);
    }

    /** Keeps the sum in the fold, where a recovery does not find it. */
    private static final class Hidden extends Good {
        @Override
        public RunFold<State> open(RunStarted run) {
            return new Good() {
                private double hidden;

                @Override
                public Fold<State> accept(State state, StepTaken step) {
                    hidden += step.trainLoss();
                    return new Fold<>(state, List.of(finding(hidden, Stage.PROVISIONAL)));
                }
            };
        }
    }

    @Test
    void stateHiddenInTheFold_isCaught() {
        assertCaught(Hidden::new, AnalyzerContract::fold_restartedOnTheWay_findsTheSame);
    }

    /** Counts over all runs. */
    private static final class Shared extends Good {
        private double steps;

        @Override
        public Fold<State> accept(State state, StepTaken step) {
            steps++;
            return new Fold<>(state, List.of(finding(steps, Stage.PROVISIONAL)));
        }
    }

    @Test
    void stateSharedByRuns_isCaught() {
        assertCaught(Shared::new, AnalyzerContract::fold_anotherRunInBetween_changesNothing);
        assertCaught(Shared::new, AnalyzerContract::fold_anotherAnalyzer_findsTheSame);
    }

    private static int made;

    @Test
    void instancesThatDiffer_areCaught() {
        assertCaught(
                () -> new Good() {
                    private final int number = made++;

                    @Override
                    Finding finding(double sum, Stage stage) {
                        return super.finding(number, stage);
                    }
                },
                AnalyzerContract::fold_anotherAnalyzer_findsTheSame);
    }

    @Test
    void stateThatIsMutated_isCaught() {
        assertCaught(
                () -> new Good() {
                    @Override
                    public Fold<State> accept(State state, StepTaken step) {
                        state.sum()[0] += 1;
                        return Fold.nothing(state);
                    }
                },
                AnalyzerContract::fold_statesAndEvents_areNeverModified);
    }

    @Test
    void eventThatIsMutated_isCaught() {
        assertCaught(
                () -> new Good() {
                    @Override
                    public Fold<State> accept(State state, StepTaken step) {
                        step.weights()[0] = 7;
                        return Fold.nothing(state);
                    }
                },
                AnalyzerContract::fold_statesAndEvents_areNeverModified);
    }

    /** Remembers the identity of its state, which no stored state has. */
    @Test
    void identityOfTheState_isCaught() {
        assertCaught(
                () -> new Good() {
                    private State last = initial();

                    @Override
                    public Fold<State> accept(State state, StepTaken step) {
                        double same = state == last ? 1 : 0;
                        last = new State(new double[1]);
                        return new Fold<>(last, List.of(finding(same, Stage.PROVISIONAL)));
                    }
                },
                AnalyzerContract::fold_stateStoredAtEveryStep_findsTheSame);
    }

    @Test
    void carelessFactory_isCaught() {
        AnalyzerContract contract = () -> new AnalyzerFactory() {
            @Override
            public String id() {
                return "good";
            }

            @Override
            public String description() {
                return "one\nline too many";
            }

            @Override
            public Map<String, String> defaults() {
                return Map.of();
            }

            @Override
            public Analyzer<?> create(Map<String, String> parameters) {
                return new Good() {
                    @Override
                    public String id() {
                        return "another";
                    }
                };
            }
        };

        assertThatThrownBy(contract::create_unknownParameter_isRefusedWithASentence)
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(contract::factory_anyAnalyzer_isLoaded).isInstanceOf(AssertionError.class);
        assertThatThrownBy(contract::factory_description_isOneLine).isInstanceOf(AssertionError.class);
    }
}
