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
 * What every analyzer promises, as a test: implement it in a test class and return your factory. An analyzer that keeps
 * it gives the same findings live, on replay and after any crash.
 *
 * <p>An analyzer must take every trajectory: where it can say nothing, it finds nothing, or says so in a finding.
 */
public interface AnalyzerContract {
    /** The factory under test. */
    AnalyzerFactory factory();

    /** Trajectories to be folded beside {@link Trajectories#standard}, by name. */
    default Map<String, List<TrajectoryEvent>> additionalTrajectories() {
        return Map.of();
    }

    @Test
    default void factory_anyAnalyzer_isLoaded() {
        Analyzers analyzers = Analyzers.of(List.of(factory()));
        assertThat(analyzers.refused()).as("why it is refused").isEmpty();
    }

    @Test
    default void factory_description_isOneLine() {
        assertThat(factory().description()).isNotBlank().doesNotContain("\n");
    }

    @Test
    default void create_itsOwnDefaults_areAccepted() {
        assertThatCode(() -> factory().create(factory().defaults())).doesNotThrowAnyException();
    }

    @Test
    default void create_unknownParameter_isRefusedWithASentence() {
        assertThatThrownBy(() -> factory().create(Map.of("noSuchParameter", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("noSuchParameter");
    }

    @TestFactory
    default Stream<DynamicTest> fold_anyTrajectory_neverFails() {
        return eachTrajectory(ContractChecks::neverFails);
    }

    @TestFactory
    default Stream<DynamicTest> fold_anyTrajectory_findingsAreWellFormed() {
        return eachTrajectory(ContractChecks::findingsAreWellFormed);
    }

    @TestFactory
    default Stream<DynamicTest> fold_provisionalFindings_onlyBeforeTheEnd() {
        return eachTrajectory(ContractChecks::finalFindingsOnlyAtTheEnd);
    }

    @TestFactory
    default Stream<DynamicTest> fold_anotherAnalyzer_findsTheSame() {
        return eachTrajectory((driver, events) -> ContractChecks.anotherFindsTheSame(driver, newDriver(), events));
    }

    @TestFactory
    default Stream<DynamicTest> fold_stateStoredAtEveryStep_findsTheSame() {
        return eachTrajectory(ContractChecks::storedStateFindsTheSame);
    }

    @TestFactory
    default Stream<DynamicTest> fold_restartedOnTheWay_findsTheSame() {
        return eachTrajectory(
                (driver, events) -> ContractChecks.restartedFindsTheSame(driver, this::newDriver, events));
    }

    @TestFactory
    default Stream<DynamicTest> fold_repeatedEvents_changeNothing() {
        return eachTrajectory(ContractChecks::repeatsChangeNothing);
    }

    @TestFactory
    default Stream<DynamicTest> fold_anotherRunInBetween_changesNothing() {
        return eachTrajectory(ContractChecks::anotherRunChangesNothing);
    }

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
