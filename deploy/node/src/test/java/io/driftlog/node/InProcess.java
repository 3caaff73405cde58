package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The driftlog command in this process, with what it prints: quicker than a separate process.
 *
 * @param code its exit code
 * @param out standard output
 * @param err standard error
 */
public record InProcess(int code, String out, String err) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static synchronized InProcess run(String... words) {
        PrintStream standardOut = System.out;
        PrintStream standardErr = System.err;
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            int code = Main.execute(words);
            return new InProcess(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(standardOut);
            System.setErr(standardErr);
        }
    }

    JsonNode json() throws JsonProcessingException {
        assertThat(code).as(toString()).isZero();
        return JSON.readTree(out);
    }

    /** Checks that the command did well and printed these words. */
    public void assertPrinted(String... words) {
        assertThat(code).as(toString()).isZero();
        assertThat(out).as(toString()).contains(words);
    }

    /** Checks that the command failed with one sentence that has these words. */
    void assertRefused(int exitCode, String... words) {
        assertThat(code).as(toString()).isEqualTo(exitCode);
        assertThat(err.lines().filter(line -> line.startsWith("driftlog: ")))
                .as(toString())
                .singleElement()
                .asString()
                .contains(words);
        assertThat(err).doesNotContain("\tat ");
    }
}
