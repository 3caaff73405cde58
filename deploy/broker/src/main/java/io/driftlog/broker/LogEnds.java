package io.driftlog.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * The ends of all partitions, read from the segment files before the broker starts, and compared with those that it has
 * afterwards. A file keeps them until the difference has been handled, so that a start that is killed loses nothing.
 *
 * <p>2026-11: Kafka logs what it removes, in words that change between versions, and without the number of records.
 */
final class LogEnds {
    private static final String FILE = "driftlog.ends";
    private static final String OURS = "driftlog.";
    private static final String SEGMENT = ".log";
    private static final int BATCH_HEADER = 61;
    private static final int LENGTH_AT = 8;
    private static final int LAST_OFFSET_DELTA_AT = 23;
    private static final int BEFORE_LENGTH_END = 12;

    private final Path file;
    private final Map<String, Long> ends = new TreeMap<>();
    private final Map<String, Boolean> broken = new TreeMap<>();

    private LogEnds(Path file) {
        this.file = file;
    }

    /** Reads the ends of all partitions of a log directory. */
    static LogEnds read(Path directory) throws IOException {
        LogEnds read = new LogEnds(directory.resolve(FILE));
        if (Files.exists(read.file)) {
            for (String line : Files.readAllLines(read.file, StandardCharsets.UTF_8)) {
                String[] words = line.split(" ");
                if (words.length == 3) {
                    read.ends.merge(words[0], Long.parseLong(words[1]), Math::max);
                    read.broken.merge(words[0], Boolean.parseBoolean(words[2]), Boolean::logicalOr);
                }
            }
        }
        try (DirectoryStream<Path> partitions = Files.newDirectoryStream(directory, "*-[0-9]*")) {
            for (Path partition : partitions) {
                String name = partition.getFileName().toString();
                if (Files.isDirectory(partition) && name.matches(".*-\\d+")) {
                    read.add(partition, name);
                } else if (name.endsWith("-stray") && name.startsWith(OURS)) {
                    // Kafka renamed it at an earlier start, because its topic was unknown.
                    read.add(partition, name);
                }
            }
        }
        List<String> lines = new ArrayList<>();
        read.ends.forEach((name, end) -> lines.add(name + " " + end + " " + read.broken.getOrDefault(name, false)));
        Files.write(read.file, lines, StandardCharsets.UTF_8);
        return read;
    }

    /** Notes the end of a partition by the headers of the batches in its last segment that has any. */
    private void add(Path partition, String name) throws IOException {
        List<Path> segments = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(partition, "*" + SEGMENT)) {
            files.forEach(segments::add);
        }
        segments.sort(null);
        if (segments.isEmpty()) {
            return;
        }
        Path last = segments.get(segments.size() - 1);
        long end = Long.parseLong(last.getFileName().toString().replace(SEGMENT, ""));
        boolean isBroken = false;
        ByteBuffer header = ByteBuffer.allocate(BATCH_HEADER);
        try (FileChannel channel = FileChannel.open(last)) {
            long size = channel.size();
            long position = 0;
            while (position < size && !isBroken) {
                header.clear();
                int count = channel.read(header, position);
                long length = count < BATCH_HEADER ? -1 : (long) header.getInt(LENGTH_AT) + BEFORE_LENGTH_END;
                long lastOffset = count < BATCH_HEADER ? -1 : header.getLong(0) + header.getInt(LAST_OFFSET_DELTA_AT);
                isBroken = length < BATCH_HEADER
                        || position + length > size
                        || header.getLong(0) < end
                        || lastOffset < header.getLong(0);
                if (!isBroken) {
                    end = lastOffset + 1;
                    position += length;
                }
            }
        }
        ends.merge(name, end, Math::max);
        broken.merge(name, isBroken, Boolean::logicalOr);
    }

    /**
     * What the started broker no longer has.
     *
     * @param now the ends of the partitions that it has
     */
    List<LogCut> cuts(Map<TopicPartition, Long> now) {
        List<LogCut> cuts = new ArrayList<>();
        now.forEach((partition, end) -> {
            String name = partition.toString();
            long before = ends.getOrDefault(name, 0L);
            boolean isBroken = broken.getOrDefault(name, false);
            if (end < before || (isBroken && end <= before)) {
                cuts.add(new LogCut(partition.topic(), partition.partition(), end, isBroken ? -1 : before));
            }
        });
        return cuts;
    }

    /** The partitions of the log with records that the started broker does not know at all. */
    List<String> unknown(Map<TopicPartition, Long> now) {
        List<String> known = now.keySet().stream().map(TopicPartition::toString).toList();
        return ends.entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .map(Map.Entry::getKey)
                .filter(name -> name.startsWith(OURS) && !known.contains(name))
                .toList();
    }

    /** Forgets the ends, because the difference has been handled. */
    void forget() throws IOException {
        Files.deleteIfExists(file);
    }
}
