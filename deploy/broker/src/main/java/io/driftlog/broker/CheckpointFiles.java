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
    /** Epoch and offset, or topic, partition and offset. */
    private static final Pattern LINE = Pattern.compile("([\\w.-]+ )?\\d+ -?\\d+");

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
            if (!isWhole(Files.readAllLines(file, StandardCharsets.ISO_8859_1))) {
                throw new Unavailable("The embedded Kafka broker did not start, because its file " + file
                        + " is damaged. No event is in it: move it to another place and start again, and Kafka"
                        + " writes a new one.");
            }
        }
    }

    /** Nothing; or a version, a number of lines, and the lines. */
    private static boolean isWhole(List<String> lines) {
        return lines.isEmpty()
                || lines.size() >= 2
                        && lines.get(0).equals("0")
                        && lines.get(1).equals(Integer.toString(lines.size() - 2))
                        && lines.stream()
                                .skip(2)
                                .allMatch(line -> LINE.matcher(line).matches());
    }
}
