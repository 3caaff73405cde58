package io.driftlog.log;

/** The innermost cause of an exception, and its message. */
public final class RootCause {
    private RootCause() {}

    /** The innermost cause; the exception itself if it has none. */
    public static Throwable of(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** The message of the innermost cause without its full stop; the name of its class if it has no message. */
    public static String inWords(Throwable failure) {
        Throwable root = of(failure);
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message.replaceAll("\\.+$", "");
    }
}
