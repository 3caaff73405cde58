package io.driftlog.node.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintStream;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes the output of a command: text to standard output; with JSON, one object there and the text to standard error. */
public final class Console {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final ObjectMapper LINES = new ObjectMapper();

    private final boolean json;
    private final PrintStream text;
    private final long silenceMillis;

    public Console(boolean json) {
        this(json, json ? System.err : System.out, 1000);
    }

    Console(boolean json, PrintStream text, long silenceMillis) {
        this.json = json;
        this.text = text;
        this.silenceMillis = silenceMillis;
    }

    public boolean isJson() {
        return json;
    }

    /** A line for a person. Called from several threads. */
    public void line(String format, @Nullable Object... arguments) {
        text.println(arguments.length == 0 ? format : String.format(java.util.Locale.ROOT, format, arguments));
        text.flush();
    }

    /** Does a part of the work, and names it to the user if it takes longer than a second. */
    public <T> T during(String part, Supplier<T> work) {
        Timer timer = slowly(part);
        try {
            return work.get();
        } finally {
            timer.cancel();
        }
    }

    /** Names a part of the work to the user after a second, unless the timer is cancelled before. */
    public Timer slowly(String part) {
        var timer = new Timer("progress", true);
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        line("%s ...", part);
                    }
                },
                silenceMillis);
        return timer;
    }

    /** The result, if JSON is wanted. */
    public void result(Map<String, ?> object) {
        if (!json) {
            return;
        }
        try {
            System.out.println(JSON.writeValueAsString(object));
            System.out.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One of many results, as one line, if JSON is wanted. */
    public void resultLine(Map<String, ?> object) {
        if (!json) {
            return;
        }
        try {
            System.out.println(LINES.writeValueAsString(object));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the reader of standard output has closed it, as {@code head} does. */
    public boolean isOutputClosed() {
        return System.out.checkError();
    }

    /** A number as JSON has it: null where it is not finite. */
    public static Object number(double value) {
        return Double.isFinite(value) ? (Object) value : com.fasterxml.jackson.databind.node.NullNode.getInstance();
    }
}
