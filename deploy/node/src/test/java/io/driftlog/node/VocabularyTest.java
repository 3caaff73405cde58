package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.events.FindingKinds;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Goal: commands, reports and the server name kinds of findings by {@link FindingKinds} alone. Method: look for string
 * literals that are one of its words.
 */
final class VocabularyTest {
    /** Words that also name other things, such as the end of a run or a column of steps. */
    private static final Set<String> GENERAL = Set.of(
            FindingKinds.COMPLETED,
            FindingKinds.FAILED,
            FindingKinds.UNDETERMINED,
            FindingKinds.FRACTION,
            FindingKinds.SLOW_TIME,
            FindingKinds.TEST_LOSS);

    private static final Pattern LITERAL = Pattern.compile("\"([^\"\\\\]*)\"");

    @Test
    void kinds_inCommandsReportsAndServer_areNoLiterals() throws IOException {
        Set<String> words = words();
        assertThat(words).contains("loss-plateau", "plateauTestLoss");
        words.removeAll(GENERAL);
        words.add("grokking");
        List<String> found = new ArrayList<>();
        for (String room : List.of("deploy/node/src/main/java", "analyzer/report/src/main/java")) {
            for (Path file : files(Driftlog.home().resolve(room))) {
                Matcher literal = LITERAL.matcher(Files.readString(file));
                while (literal.find()) {
                    if (words.contains(literal.group(1))) {
                        found.add(file.getFileName() + ": " + literal.group());
                    }
                }
            }
        }
        assertThat(found).as("use io.driftlog.events.FindingKinds instead").isEmpty();
    }

    @Test
    void kindsOfTheDashboard_areThose() throws IOException {
        String script = Files.readString(Driftlog.home().resolve("deploy/dashboard/src/main/page/app/kinds.js"));
        String table = script.substring(script.indexOf("KINDS = {"), script.indexOf("};"));
        List<String> kinds = Pattern.compile(": '([^']+)'")
                .matcher(table)
                .results()
                .map(kind -> kind.group(1))
                .toList();
        assertThat(kinds).contains("loss-plateau");
        assertThat(words()).containsAll(kinds);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    /** All constants of the vocabulary. */
    private static Set<String> words() {
        Set<String> words = new TreeSet<>();
        for (Field field : FindingKinds.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                try {
                    words.add((String) field.get(null));
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return words;
    }
}
