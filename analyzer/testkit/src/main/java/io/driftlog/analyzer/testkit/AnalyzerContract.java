package io.driftlog.analyzer.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.events.TrajectoryEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract of analyzers as a test: implement it in a test class and return your factory. An analyzer that passes
 * gives the same findings live, on replay and after any crash.
 *
 * <p>An analyzer must accept every trajectory: where it has no answer, it finds nothing, or says so in a finding.
 */
public interface AnalyzerContract {
    /** {@return the factory under test} */
    AnalyzerFactory factory();

    /** {@return trajectories to be folded in addition to {@link Trajectories#standard}, by name} */
    default Map<String, List<TrajectoryEvent>> additionalTrajectories() {
        return Map.of();
    }

    /** Id, version, state type and defaults are valid. */
    @Test
    default void factory_anyAnalyzer_isLoaded() {
        Analyzers analyzers = Analyzers.of(List.of(factory()));
        assertThat(analyzers.refused()).as("why it is refused").isEmpty();
    }

    /** The description is one line. */
    @Test
    default void factory_description_isOneLine() {
        assertThat(factory().description()).isNotBlank().doesNotContain("\n");
    }

    /** The factory accepts its own defaults. */
    @Test
    default void create_itsOwnDefaults_areAccepted() {
        assertThatCode(() -> factory().create(factory().defaults())).doesNotThrowAnyException();
    }

    /** An unknown parameter is refused by name. */
    @Test
    default void create_unknownParameter_isRefusedWithASentence() {
        assertThatThrownBy(() -> factory().create(Map.of("noSuchParameter", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("noSuchParameter");
    }

    /** {@return tests that no trajectory makes the analyzer throw} */
    @TestFactory
    default Stream<DynamicTest> fold_anyTrajectory_neverFails() {
        return eachTrajectory(ContractChecks::neverFails);
    }

    /** {@return tests that every finding has a kind, a sentence and an ordered bracket} */
    @TestFactory
    default Stream<DynamicTest> fold_anyTrajectory_findingsAreWellFormed() {
        return eachTrajectory(ContractChecks::findingsAreWellFormed);
    }

    /** {@return tests that findings are final at the end and provisional before} */
    @TestFactory
    default Stream<DynamicTest> fold_provisionalFindings_onlyBeforeTheEnd() {
        return eachTrajectory(ContractChecks::finalFindingsOnlyAtTheEnd);
    }

    /** {@return tests that another instance finds the same} */
    @TestFactory
    default Stream<DynamicTest> fold_anotherAnalyzer_findsTheSame() {
        return eachTrajectory((driver, events) -> ContractChecks.anotherFindsTheSame(driver, newDriver(), events));
    }

    /** {@return tests that a state that is stored and read after each step changes nothing} */
    @TestFactory
    default Stream<DynamicTest> fold_stateStoredAtEveryStep_findsTheSame() {
        return eachTrajectory(ContractChecks::storedStateFindsTheSame);
    }

    /** {@return tests that a restart from a stored state changes nothing} */
    @TestFactory
    default Stream<DynamicTest> fold_restartedOnTheWay_findsTheSame() {
        return eachTrajectory(
                (driver, events) -> ContractChecks.restartedFindsTheSame(driver, this::newDriver, events));
    }

    /** {@return tests that repeated events change nothing} */
    @TestFactory
    default Stream<DynamicTest> fold_repeatedEvents_changeNothing() {
        return eachTrajectory(ContractChecks::repeatsChangeNothing);
    }

    /** {@return tests that events of another run in between change nothing} */
    @TestFactory
    default Stream<DynamicTest> fold_anotherRunInBetween_changesNothing() {
        return eachTrajectory(ContractChecks::anotherRunChangesNothing);
    }

    /** {@return tests that states and events are never modified} */
    @TestFactory
    default Stream<DynamicTest> fold_statesAndEvents_areNeverModified() {
        return eachTrajectory(ContractChecks::nothingIsModified);
    }

    private Stream<DynamicTest> eachTrajectory(BiConsumer<FoldDriver<?>, List<TrajectoryEvent>> check) {
        Map<String, List<TrajectoryEvent>> all = new LinkedHashMap<>(Trajectories.standard());
        all.putAll(additionalTrajectories());
        return all.entrySet().stream()
                .map(entry ->
                        DynamicTest.dynamicTest(entry.getKey(), () -> check.accept(newDriver(), entry.getValue())));
    }

    private FoldDriver<?> newDriver() {
        return new FoldDriver<>(factory().create(Map.of()), Map.of());
    }
}
