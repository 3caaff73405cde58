package io.driftlog.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A new file that appears complete or not at all, and never replaces another. It is written under a temporary name in
 * the same folder; {@link #publish} gives it its name.
 */
public final class NewFile implements AutoCloseable {
    private final Path target;
    private final Path temporary;

    private NewFile(Path target, Path temporary) {
        this.target = target;
        this.temporary = temporary;
    }

    /**
     * Begins a file.
     *
     * @throws FileException if a file of that name exists, or its folder cannot be written
     */
    public static NewFile create(Path target) {
        refuseExisting(target);
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null || target.getFileName() == null) {
            throw new FileException(target + " is not the name of a file.", null);
        }
        String unique = ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime());
        try {
            return new NewFile(
                    target, Files.createFile(folder.resolve("." + target.getFileName() + "." + unique + ".part")));
        } catch (IOException e) {
            throw FileException.writing(target, e);
        }
    }

    private static void refuseExisting(Path target) {
        if (Files.exists(target)) {
            throw existing(target, null);
        }
    }

    private static FileException existing(Path target, @Nullable IOException cause) {
        return new FileException(target + " exists already; name another file or remove it.", cause);
    }

    /** The temporary file. */
    public Path temporary() {
        return temporary;
    }

    /** A stream to its bytes; close it before {@link #publish}. */
    public OutputStream open() {
        try {
            return Files.newOutputStream(temporary);
        } catch (IOException e) {
            throw FileException.writing(target, e);
        }
    }

    /**
     * Gives the file its name after its bytes are on the disk.
     *
     * @throws FileException if a file of that name has appeared meanwhile, or the disk is full
     */
    public void publish() {
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            link();
        } catch (FileAlreadyExistsException e) {
            throw existing(target, e);
        } catch (IOException e) {
            throw FileException.writing(target, e);
        }
    }

    /** Creates a link, because a rename would replace an existing file. */
    private void link() throws IOException {
        try {
            Files.createLink(target, temporary);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException noLinksHere) {
            Files.move(temporary, target);
        }
    }

    /** Removes the temporary file. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw FileException.writing(target, e);
        }
    }
}
