package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.node.cli.DriftlogCommand;
import io.micronaut.configuration.picocli.MicronautFactory;
import io.micronaut.context.ApplicationContext;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Goal: help says what the command does. Method: the help of each verb, in this process. */
final class HelpTest {
    private static String help(String... verb) {
        String[] words = java.util.Arrays.copyOf(verb, verb.length + 1);
        words[verb.length] = "--help";
        InProcess run = InProcess.run(words);
        assertThat(run.code()).isZero();
        return run.out().replaceAll("\\s+", " ");
    }

    @Test
    void node_port_isTheOneThatItTakes() {
        assertThat(help("node")).contains("Port of the embedded broker; 0 takes any free one. Default: 9092.");
        assertThat(help("run")).contains("Port of the embedded broker; 0 takes any free one. Default: 0.");
    }

    @Test
    void broker_kafka_isNotOffered() {
        assertThat(help("broker")).doesNotContain("--kafka").contains("--port", "--data", "--json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "resume", "fork", "analyze", "node", "replay"})
    void analyzer_everyVerb_hasOneSyntax(String verb) {
        assertThat(help(verb)).contains("--analyzer=ID[:KEY=VALUE,…]").doesNotContain("norm-drift,");
    }

    @Test
    void prune_sizeOfFiles_isTheOneThatItPrints() {
        assertThat(help("prune"))
                .contains("files of "
                        + io.driftlog.node.cli.output.DiskLines.inWords(io.driftlog.log.Topics.SEGMENT_BYTES));
    }

    @Test
    void driftlog_exitCodes_areListed() {
        assertThat(help())
                .contains("0 success, 1 failure, 2 bad input, 130 interrupted by Ctrl-C, 143 ended by SIGTERM");
    }

    @Test
    void help_everyVerb_isFormattedWithoutWarning() {
        PrintStream standardErr = System.err;
        var err = new ByteArrayOutputStream();
        try (ApplicationContext context =
                        ApplicationContext.builder().deduceEnvironment(false).start();
                MicronautFactory factory = new MicronautFactory(context)) {
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            var driftlog = new CommandLine(DriftlogCommand.class, factory);
            driftlog.getSubcommands().values().forEach(CommandLine::getUsageMessage);
            assertThat(driftlog.getSubcommands().get("cat").getUsageMessage())
                    .containsPattern("select\\(.seq\\s+% 10 == 0\\)");
        } finally {
            System.setErr(standardErr);
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("picocli");
    }
}
