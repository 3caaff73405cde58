package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
}
