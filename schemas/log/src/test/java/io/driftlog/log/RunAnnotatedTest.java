package io.driftlog.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.events.UserException.BadInput;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Goal: changes of tags and notes add up. Method: changes in order, those of a log and those of an archive. */
final class RunAnnotatedTest {
    private static RunAnnotated tags(List<String> added, List<String> removed) {
        return RunAnnotated.tags("r", added, removed, 1);
    }

    @Test
    void then_severalChanges_theLaterCounts() {
        RunAnnotated changes = tags(List.of("a", "b"), List.of())
                .then(RunAnnotated.note("r", " first ", 2))
                .then(tags(List.of("c"), List.of("a", "given")))
                .then(tags(List.of("d"), List.of()));
        assertThat(RunAnnotated.tagsOf(List.of("given", "kept"), Optional.of(changes)))
                .containsExactly("b", "c", "d", "kept");
        assertThat(changes.note()).contains("first");
        assertThat(changes.then(RunAnnotated.note("r", "", 3)).note()).contains("");
    }

    @Test
    void beyond_whatTheLogKnows_isLeftToIt() {
        RunAnnotated archive = tags(List.of("a", "b"), List.of("c")).then(RunAnnotated.note("r", "old", 2));
        RunAnnotated log = tags(List.of("c"), List.of("a")).then(RunAnnotated.note("r", "new", 3));
        RunAnnotated missing = archive.beyond(Optional.of(log)).orElseThrow();
        assertThat(RunAnnotated.tagsOf(List.of(), Optional.of(log.then(missing))))
                .containsExactly("b", "c");
        assertThat(log.then(missing).note()).contains("new");
        assertThat(archive.beyond(Optional.empty())).contains(archive);
        assertThat(archive.beyond(Optional.of(archive))).isEmpty();
    }

    @Test
    void tags_whatIsNone_isRefused() {
        assertThat(tags(List.of("λ=1e-4", "fig3/left", "2026-11"), List.of()).tags())
                .hasSize(3);
        for (String bad : List.of("", "two words", "a,b", "-x", "x".repeat(61), "a\nb")) {
            assertThatThrownBy(() -> tags(List.of(bad), List.of()))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining("is no tag");
        }
        assertThatThrownBy(() -> tags(List.of(), List.of())).isInstanceOf(BadInput.class);
        assertThatThrownBy(() -> RunAnnotated.note("r", "x".repeat(10_001), 1)).isInstanceOf(BadInput.class);
    }
}
