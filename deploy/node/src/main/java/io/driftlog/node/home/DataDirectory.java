package io.driftlog.node.home;

import io.driftlog.events.UserException.Unavailable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory given by {@code --data}, locked by one process at a time: the broker's log in {@code kafka/}, the work
 * of analyzer hosts in {@code streams/}, the log of the process in {@code driftlog.log}.
 */
public final class DataDirectory implements AutoCloseable {
    /** With less free space the broker would soon stop during a run. */
    static final long MINIMUM_FREE_BYTES = 64L << 20;

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;
    private boolean passing;

    private DataDirectory(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Opens the directory; creates it if it is missing.
     *
     * @throws Unavailable when it is not writable, full, or in use
     */
    public static DataDirectory open(Path directory) {
        Path path = directory.toAbsolutePath().normalize();
        FileChannel channel;
        try {
            Files.createDirectories(path);
            channel = FileChannel.open(
                    path.resolve(".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new Unavailable(path + " is not a directory: choose another with --data.", e);
        } catch (IOException e) {
            throw new Unavailable(
                    "The data directory " + path + " cannot be written ("
                            + e.getClass().getSimpleName() + "): make it writable, or choose another with --data.",
                    e);
        }
        FileLock lock = lock(path, channel);
        var data = new DataDirectory(path, channel, lock);
        data.checkSpace();
        data.forgetAddress();
        return data;
    }

    /**
     * The node that holds a directory, or another process with its broker, which has no HTTP server; empty if there is
     * none. Files of a killed process do not count, because its lock is free.
     */
    public static Optional<NodeAddress> runningNode(Path directory) {
        Path path = directory.toAbsolutePath().normalize();
        Optional<NodeAddress> written = NodeAddress.read(path).or(() -> NodeAddress.ofBroker(announced(path)));
        if (written.isEmpty()) {
            return written;
        }
        try (FileChannel channel = FileChannel.open(path.resolve(".lock"), StandardOpenOption.WRITE)) {
            FileLock free = tryLock(path, channel);
            if (free != null) {
                free.release();
                return Optional.empty();
            }
            return written;
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Opens a temporary directory for a command that joins the node of this one; deleted when it is closed. */
    public static DataDirectory openBeside(Path directory) {
        Path clients = directory.toAbsolutePath().normalize().resolve("clients");
        DataDirectory own =
                open(clients.resolve(Long.toString(ProcessHandle.current().pid())));
        own.passing = true;
        return own;
    }

    private static @Nullable FileLock tryLock(Path path, FileChannel channel) {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held by this process.
            return null;
        } catch (IOException e) {
            throw new Unavailable("The data directory " + path + " cannot be locked: " + e.getMessage(), e);
        }
    }

    private static FileLock lock(Path path, FileChannel channel) {
        @Nullable FileLock lock = tryLock(path, channel);
        if (lock == null) {
            String address = announced(path);
            throw new Unavailable("The data directory " + path + " is in use by another driftlog"
                    + (address.isEmpty() ? "" : ", whose broker is " + address)
                    + ": join it with --kafka " + (address.isEmpty() ? "HOST:PORT" : address)
                    + " and another --data, or choose another --data.");
        }
        return lock;
    }

    private void checkSpace() {
        long free = freeBytes();
        if (free < MINIMUM_FREE_BYTES) {
            close();
            throw new Unavailable("The disk of " + path + " is full: " + (free >> 20)
                    + " MB are free and the log needs at least " + (MINIMUM_FREE_BYTES >> 20)
                    + " MB. Free some space, or choose another disk with --data.");
        }
    }

    /** Free bytes of its disk; 0 if they are unknown. */
    long freeBytes() {
        try {
            return Files.getFileStore(path).getUsableSpace();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Its absolute path. */
    public Path path() {
        return path;
    }

    /** The broker's log directory. */
    public Path kafka() {
        return path.resolve("kafka");
    }

    /** The work of analyzer hosts; can be deleted while no process runs. */
    public Path streams() {
        return path.resolve("streams");
    }

    /** A unique name for the process that holds this directory; the same after a restart. */
    public String instance() {
        Path file = path.resolve("instance");
        try {
            if (!Files.exists(file)) {
                Files.writeString(file, UUID.randomUUID() + "\n");
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw notWritable(path, e);
        }
    }

    /** The log file of this process. */
    public Path logFile() {
        return path.resolve("driftlog.log");
    }

    /** Writes the address of the broker to a file for other processes and for users. */
    void announce(String bootstrapServers) {
        try {
            Files.writeString(path.resolve("broker.address"), bootstrapServers + "\n");
        } catch (IOException e) {
            throw notWritable(path, e);
        }
    }

    /** Writes the address of this node to a file, so that other commands on this directory use it. */
    public void announce(NodeAddress node) {
        try {
            node.write(path);
        } catch (IOException e) {
            throw notWritable(path, e);
        }
    }

    /** Deletes the address files of a killed process. */
    private void forgetAddress() {
        try {
            NodeAddress.delete(path);
            Files.deleteIfExists(path.resolve("broker.address"));
        } catch (IOException e) {
            throw notWritable(path, e);
        }
    }

    private static Unavailable notWritable(Path path, IOException e) {
        return new Unavailable("The data directory " + path + " cannot be written: " + e.getMessage() + ".", e);
    }

    private static String announced(Path path) {
        try {
            return Files.readString(path.resolve("broker.address")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        try {
            NodeAddress.delete(path);
            Files.deleteIfExists(path.resolve("broker.address"));
            if (passing) {
                deleteAll();
            }
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new Unavailable("The data directory " + path + " cannot be released: " + e.getMessage(), e);
        }
    }

    private void deleteAll() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
