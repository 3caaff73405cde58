package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.driftlog.node.cli.DriftlogCommand;
import io.driftlog.node.cli.HelpLayout;
import io.driftlog.node.cli.options.CommandFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    void objectivesAndRegularizers_whatASpecCanName_isListedForPeopleAndAsJson() throws JsonProcessingException {
        assertThat(InProcess.run("objectives").out())
                .contains("linear-regression\n", "    features: ", "    generator sparse-fourier: ", "formula\n");
        assertThat(InProcess.run("regularizers").out())
                .contains("l2\n", "lq\n", "    q=1.5: the exponent", "from 1.3 to 16");
        assertThat(InProcess.run("regularizers", "--json").json().findValuesAsText("name"))
                .contains("l2", "lq", "nuclear");
    }

    @Test
    void driftlog_exitCodes_areListed() {
        assertThat(help())
                .contains("0 success, 1 failure, 2 bad input, 130 interrupted by Ctrl-C, 143 ended by SIGTERM");
    }

    /** Goal: help can be read and copied. Method: the words of each line in a narrow and in an endless terminal. */
    @ParameterizedTest
    @ValueSource(ints = {80, 100})
    void help_everyVerb_isWrappedBetweenWords(int width) {
        try (var factory = new CommandFactory(Map.of())) {
            List<String> narrow = usages(factory, width);
            List<String> endless = usages(factory, 100_000);
            assertThat(narrow).hasSize(endless.size()).hasSizeGreaterThan(25);
            for (int i = 0; i < narrow.size(); i++) {
                assertThat(narrow.get(i).lines())
                        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
                assertThat(narrow.get(i).split("\\s+"))
                        .containsExactly(endless.get(i).split("\\s+"));
            }
            assertThat(String.join("", narrow)).containsPattern("select\\(.seq\\s+%\\s+10\\s+==\\s+0\\)");
        }
    }

    private static List<String> usages(CommandFactory factory, int width) {
        CommandLine driftlog = HelpLayout.install(new CommandLine(DriftlogCommand.class, factory), width);
        List<String> usages = new ArrayList<>(List.of(driftlog.getUsageMessage()));
        driftlog.getSubcommands().values().forEach(verb -> usages.add(verb.getUsageMessage()));
        return usages;
    }

    @Test
    void width_ofTheTerminal_hasLimits() {
        assertThat(HelpLayout.width("80")).isEqualTo(80);
        assertThat(HelpLayout.width("")).isEqualTo(100);
        assertThat(HelpLayout.width("wide")).isEqualTo(100);
        assertThat(HelpLayout.width("20")).isEqualTo(60);
        assertThat(HelpLayout.width("400")).isEqualTo(120);
    }

    @Test
    void driftlog_help_groupsTheVerbs() {
        assertThat(InProcess.run("--help").out())
                .containsSubsequence(
                        "Make runs:", "  run ", "Look at runs:", "  runs ", "Serve:", "  node ", "Options");
        assertThat(InProcess.run("fork", "--help").out())
                .startsWith("Usage: driftlog fork RUN|FILE (--at-seq K | --at-time T) [options]");
        assertThat(InProcess.run("export", "--help").out())
                .startsWith("Usage: driftlog export RUN|FILE --to csv|parquet");
    }
}
