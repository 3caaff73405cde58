package io.driftlog.log;

import io.driftlog.events.UserException.Unusable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file cannot be read or written as asked. */
public final class FileException extends Unusable {
    private static final long serialVersionUID = 1L;

    public FileException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }

    /** The exception for a file that cannot be read. */
    public static FileException reading(Path file, IOException cause) {
        return new FileException(file + " cannot be read: " + inWords(cause) + ".", cause);
    }

    /** The exception for a file that cannot be written; nothing of it is left behind. */
    public static FileException writing(Path file, IOException cause) {
        return new FileException(
                file + " cannot be written: " + inWords(cause)
                        + "; name a file in a folder that exists, on a disk with room, and try again.",
                cause);
    }

    private static String inWords(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (cause instanceof AccessDeniedException) {
            return "access is denied";
        }
        if (cause instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        return String.valueOf(cause.getMessage());
    }
}
