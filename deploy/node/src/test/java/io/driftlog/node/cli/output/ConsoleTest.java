package io.driftlog.node.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.events.StopRule;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Goal: a user sees what goes on, once. Method: a console that writes into memory. */
final class ConsoleTest {
    private static final long NEVER = 3_600_000;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private Console console(long silenceMillis) {
        return console(silenceMillis, false);
    }

    private Console console(long silenceMillis, boolean verbose) {
        return new Console(
                false,
                verbose,
                () -> Assertions.fail("no JSON is wanted"),
                new PrintStream(printed, true, StandardCharsets.UTF_8),
                silenceMillis);
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void detail_isPrintedWhereDetailsAreWanted() {
        console(NEVER).detail("Kafka at %s", "a");
        console(NEVER, true).detail("Kafka at %s", "b");
        assertThat(text()).isEqualToIgnoringNewLines("Kafka at b");
    }

    @Test
    void during_longPart_isNamedBeforeItIsOver() {
        String result = console(1).during("reading the data", () -> {
            Awaitility.await().until(() -> text().contains("reading the data"));
            return "read";
        });
        assertThat(result).isEqualTo("read");
        assertThat(text()).isEqualToNormalizingNewlines("reading the data ...\n");
    }

    @Test
    void during_shortPart_printsNothing() {
        assertThat(console(NEVER).during("reading the data", () -> 1)).isEqualTo(1);
        assertThat(text()).isEmpty();
    }

    @Test
    void stepTable_lastStepShownAlready_isNotPrintedAgain() {
        var spec = new RunSpec(
                new ObjectiveSpec("linear-regression", new TreeMap<>(), "", new TreeMap<>(), new TreeMap<>()),
                new InitialSpec.Gaussian(0.1),
                0,
                "l2",
                new MethodSpec("auto", new TreeMap<>()),
                new StopRule(OptionalDouble.of(1), OptionalDouble.empty(), OptionalDouble.empty()),
                1);
        Console console = console(NEVER);
        var table = new StepTable(console, spec);
        StepTaken last = step(7);
        table.step(last);
        console.line("  >> a finding");
        table.print(last);
        assertThat(text().lines()).hasSize(3);
        table.print(step(8));
        assertThat(text().lines()).hasSize(4);
    }

    private static StepTaken step(long seq) {
        return new StepTaken(
                "run",
                seq,
                seq,
                1,
                0.1,
                1,
                1,
                1,
                1,
                new double[] {1},
                new double[0],
                new double[0],
                false,
                0,
                new byte[32]);
    }
}
