package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: shells complete what a user types. Method: the shells themselves, where they are installed. */
final class CompletionTest {
    private static final String CASES = """
            re      | resume reproduce regularizers report replay repair
            run pap | paper/diagonal paper/matrix-completion paper/matrix-completion-small-start paper/relu paper/linear-regression
            run --s | --set --step-deadline --state-limit
            runs --w | --where
            presets paper/r | paper/relu
            """;

    @TempDir
    Path directory;

    @BeforeEach
    void writeScripts() throws Exception {
        for (String shell : List.of("bash", "zsh", "fish")) {
            InProcess printed = InProcess.run("completion", shell);
            assertThat(printed.code()).as(printed.toString()).isZero();
            Files.writeString(directory.resolve(shell), printed.out());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = CASES)
    void bash_typedWords_areCompleted(String typed, String words) throws Exception {
        String[] line = ("driftlog " + typed).split(" ");
        assertThat(output(
                                "bash",
                                "-c",
                                "source ./bash; COMP_WORDS=(%s); COMP_CWORD=%d; _driftlog; echo ${COMPREPLY[@]}"
                                        .formatted(String.join(" ", line), line.length - 1))
                        .split("\\s+"))
                .containsExactlyInAnyOrder(words.split(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = CASES)
    void fish_typedWords_areCompleted(String typed, String words) throws Exception {
        Peers.require("fish", "fish", "--version");
        String completed = output("fish", "--no-config", "-c", "source fish; complete -C 'driftlog " + typed + "'");
        assertThat(completed.lines().map(line -> line.split("\t")[0])).containsExactlyInAnyOrder(words.split(" "));
    }

    /** Only that zsh can read it: completion itself needs a terminal. */
    @Test
    void zsh_script_isRead() throws Exception {
        Peers.require("zsh", "zsh", "--version");
        assertThat(output("zsh", "-fc", "autoload -U compinit; compinit -D; source zsh; print $_comps[driftlog]"))
                .isEqualTo("_driftlog");
    }

    private String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
