package io.driftlog.node.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a verb writes: for a person to standard output, or one JSON object there and the rest to standard error. */
public final class Console {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final ObjectMapper LINES = new ObjectMapper();

    private final boolean json;
    private final PrintStream text;

    public Console(boolean json) {
        this.json = json;
        this.text = json ? System.err : System.out;
    }

    public boolean isJson() {
        return json;
    }

    /** A line for a person. Called from several threads. */
    public void line(String format, @Nullable Object... arguments) {
        text.println(arguments.length == 0 ? format : String.format(java.util.Locale.ROOT, format, arguments));
        text.flush();
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

    /** One of many results, on a line of its own, if JSON is wanted. */
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
