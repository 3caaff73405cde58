package io.driftlog.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestWordTest {
    private static final List<String> KNOWN =
            List.of("run", "runs", "report", "repair", "findings", "weightDecay", "--analyzer");

    @ParameterizedTest
    @CsvSource({
        "rnu, run",
        "urns, runs",
        "reprot, report",
        "find, findings",
        "weightdecay, weightDecay",
        "wieghtDecay, weightDecay",
        "weight-decay, weightDecay",
        "--analyser, --analyzer",
    })
    void of_slip_isTheWordMeant(String word, String meant) {
        assertThat(NearestWord.of(word, KNOWN)).contains(meant);
        assertThat(NearestWord.ending(word, KNOWN, ".")).isEqualTo("; did you mean " + meant + "?");
    }

    /** re begins two words; the others are too far from all. */
    @ParameterizedTest
    @CsvSource({"re", "banana", "lambda", "x"})
    void of_anotherWord_isNothing(String word) {
        assertThat(NearestWord.of(word, KNOWN)).isEmpty();
        assertThat(NearestWord.ending(word, KNOWN, ".")).isEqualTo(".");
    }

    @Test
    void of_nothingKnown_isNothing() {
        assertThat(NearestWord.of("run", List.of())).isEmpty();
    }
}
