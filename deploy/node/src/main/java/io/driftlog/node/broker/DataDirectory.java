package io.driftlog.node.broker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The directory given by {@code --data}, held by one process at a time: the broker's log in {@code kafka/}, the
 * analyzer hosts' work in {@code streams/}, this process' own log in {@code driftlog.log}.
 */
public final class DataDirectory implements AutoCloseable {
    /** Below this the broker would soon stop in the middle of a run. */
    static final long MINIMUM_FREE_BYTES = 64L << 20;

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Opens the directory, creating it if need be.
     *
     * @throws BrokerException when it is not writable, full, or in use; with a sentence for a person
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
            throw new BrokerException(path + " is not a directory: choose another with --data.", e);
        } catch (IOException e) {
            throw new BrokerException(
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

    private static FileLock lock(Path path, FileChannel channel) {
        @Nullable FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held by this very process: as taken as if another held it.
        } catch (IOException e) {
            throw new BrokerException("The data directory " + path + " cannot be locked: " + e.getMessage(), e);
        }
        if (lock == null) {
            String address = announced(path);
            throw new BrokerException("The data directory " + path + " is in use by another driftlog"
                    + (address.isEmpty() ? "" : ", whose broker is " + address)
                    + ": join it with --kafka " + (address.isEmpty() ? "HOST:PORT" : address)
                    + " and a --data of your own, or choose another --data.");
        }
        return lock;
    }

    private void checkSpace() {
        long free = freeBytes();
        if (free < MINIMUM_FREE_BYTES) {
            close();
            throw new BrokerException("The disk of " + path + " is full: " + (free >> 20)
                    + " MB are free and the log needs at least " + (MINIMUM_FREE_BYTES >> 20)
                    + " MB. Free some space, or choose another disk with --data.");
        }
    }

    /** Bytes that can still be written; 0 if that cannot be told. */
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

    /** Where the analyzer hosts keep their work; can be deleted at any time while no process runs. */
    public Path streams() {
        return path.resolve("streams");
    }

    /** Names whoever holds this directory, unlike all other directories anywhere, the same again after a restart. */
    public String instance() {
        Path file = path.resolve("instance");
        try {
            if (!Files.exists(file)) {
                Files.writeString(file, UUID.randomUUID() + "\n");
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new BrokerException("The data directory " + path + " cannot be written: " + e.getMessage() + ".", e);
        }
    }

    /** The log file of this process. */
    public Path logFile() {
        return path.resolve("driftlog.log");
    }

    /** Writes down the broker's address, for other processes and people. */
    void announce(String bootstrapServers) throws IOException {
        Files.writeString(path.resolve("broker.address"), bootstrapServers + "\n");
    }

    /** Of a broker that was killed. */
    private void forgetAddress() {
        try {
            Files.deleteIfExists(path.resolve("broker.address"));
        } catch (IOException e) {
            throw new BrokerException("The data directory " + path + " cannot be written: " + e.getMessage() + ".", e);
        }
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
            Files.deleteIfExists(path.resolve("broker.address"));
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new BrokerException("The data directory " + path + " cannot be released: " + e.getMessage(), e);
        }
    }
}
