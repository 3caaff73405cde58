package io.driftlog.simulator.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Goal: the summary counts what was checked. Method: requirements on results that are empty. */
class RequirementsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Requirements requirements =
            new Requirements(new Results(), new PrintStream(out, true, StandardCharsets.UTF_8));

    @Test
    void summary_nothingMeasured_saysThatNoneWasChecked() {
        requirements.print();

        assertThat(requirements.summary()).startsWith("No requirement was checked");
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("met");
    }

    @Test
    void summary_oneOfTwoMet_countsBoth() {
        requirements.coldStart(1e-3, OptionalDouble.of(0.5));
        requirements.coldStart(1e-6, OptionalDouble.of(2));

        assertThat(requirements.summary()).isEqualTo("1 of 2 requirements not met.");
    }
}
