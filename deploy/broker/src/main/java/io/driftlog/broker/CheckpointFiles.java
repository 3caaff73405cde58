package io.driftlog.broker;

import io.driftlog.events.UserException.Unavailable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Kafka's text files with offsets. When it cannot read one, it ends the process and does not say why. */
final class CheckpointFiles {
    /** A version, a number of lines, and the lines: epoch and offset, or topic, partition and offset. */
    private static final Pattern CONTENTS = Pattern.compile("0\n(\\d+)\n(([\\w.-]+ )?\\d+ -?\\d+\n?)*");

    private CheckpointFiles() {}

    /**
     * Checks all of them in a log directory.
     *
     * @throws Unavailable if one is damaged
     */
    static void check(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory, 2)) {
            files = all.filter(file -> file.toString().endsWith("-checkpoint")).toList();
        }
        for (Path file : files) {
            String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            var matcher = CONTENTS.matcher(text);
            if (!matcher.matches() || text.lines().count() != Long.parseLong(matcher.group(1)) + 2) {
                throw new Unavailable("The embedded Kafka broker did not start, because its file " + file
                        + " is damaged. No event is in it: move it to another place and start again, and Kafka"
                        + " writes a new one.");
            }
        }
    }
}
