package io.driftlog.analyzer.service;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells which plug-in ended the process. A file of the data directory, locked by its process, names the plug-ins before
 * they are loaded and is deleted when the process ends in order. A plug-in that calls {@code System.exit} is found on the
 * stack of the thread that exits; of {@code Runtime.halt} and of a kill only the file remains.
 */
public final class PluginMarks {
    private static final Logger LOG = LoggerFactory.getLogger(PluginMarks.class);
    private static final String FOLDER = "plugins-in-use";

    private final Path data;
    private final Set<Path> noted = new HashSet<>();
    private @Nullable Path file;
    private @Nullable FileChannel channel;

    private PluginMarks(Path data) {
        this.data = data;
    }

    /** Marks of this process; nothing is written before {@link #loading}. Where nothing can be written, nothing is. */
    public static PluginMarks in(Path data) {
        return new PluginMarks(data);
    }

    /** Notes a plug-in before any of its code runs. */
    void loading(Path jar) {
        try {
            FileChannel open = channel;
            if (open == null) {
                Path folder = Files.createDirectories(data.resolve(FOLDER));
                Path fresh = Files.createTempFile(folder, "", "");
                open = FileChannel.open(fresh, StandardOpenOption.WRITE);
                open.lock();
                file = fresh;
                channel = open;
                Runtime.getRuntime().addShutdownHook(new Thread(this::ends, "plugin-marks"));
            }
            if (noted.add(jar)) {
                open.write(utf8(jar.getFileName() + "\n"));
            }
        } catch (IOException e) {
            LOG.warn("the plug-ins in use cannot be noted in {}: {}", data, e.getMessage());
        }
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The process ends, by itself, by a signal or by a plug-in. */
    private void ends() {
        Optional<String> culprit = Thread.getAllStackTraces().values().stream()
                .flatMap(stack -> exitedBy(stack).stream())
                .findFirst();
        try {
            if (culprit.isPresent()) {
                String sentence = culprit.get() + " ended this process: it called System.exit.";
                LOG.error(sentence);
                System.err.println("driftlog: " + sentence);
                if (channel != null) {
                    channel.truncate(0).write(utf8(culprit.get() + " called System.exit"), 0);
                }
            } else if (file != null && channel != null) {
                channel.close();
                Files.delete(file);
                Files.delete(data.resolve(FOLDER));
                Files.delete(data);
            }
        } catch (IOException e) {
            // The folders hold other files, or the marks stay and name this process at the next start.
        }
    }

    /** The plug-in that called what ends the process, if this is the stack of such a call. */
    private static Optional<String> exitedBy(StackTraceElement[] stack) {
        boolean exits = Arrays.stream(stack)
                .anyMatch(frame -> frame.getClassName().equals("java.lang.Runtime")
                        && frame.getMethodName().equals("exit"));
        return exits
                ? Arrays.stream(stack)
                        .map(StackTraceElement::getClassLoaderName)
                        .filter(PluginOutput::isPlugin)
                        .findFirst()
                : Optional.empty();
    }

    /** Sentences about processes that ended while they had plug-ins loaded; each is told once. */
    public static List<String> ofDeadProcesses(Path data) {
        List<String> sentences = new ArrayList<>();
        Path folder = data.resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            return sentences;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path each : files) {
                dead(each).ifPresent(text -> sentences.add(sentence(text)));
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", folder, e.getMessage());
        }
        return sentences;
    }

    private static String sentence(String text) {
        return text.endsWith("System.exit")
                ? "an earlier process on this data directory was ended by a plug-in: " + text
                        + ". Remove the jar, or have it mended."
                : "an earlier process on this data directory ended without closing while it had these plug-ins loaded: "
                        + String.join(", ", text.lines().toList())
                        + ". If it was not killed, one of them called Runtime.halt or crashed the JVM: remove it.";
    }

    /** What the file of a process that is gone says; deletes it. */
    private static Optional<String> dead(Path file) throws IOException {
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (open.tryLock() == null) {
                return Optional.empty();
            }
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
        String text = Files.readString(file).strip();
        Files.delete(file);
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
