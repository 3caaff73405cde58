package io.driftlog.node.cli.output;

import io.micronaut.serde.ObjectMapper;
import io.micronaut.serde.jackson.JacksonObjectMapper;
import io.micronaut.serde.jackson.SerdeJacksonConfiguration;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes the output of a command: text to standard output; with JSON, one object there and the text to standard error. */
public final class Console {
    private final boolean json;
    private final boolean verbose;
    private final Supplier<ObjectMapper> mapper;
    private final PrintStream text;
    private final long silenceMillis;

    /**
     * A console.
     *
     * @param json whether the result is wanted as JSON
     * @param verbose whether details are wanted
     * @param mapper makes JSON of records as the HTTP API does; asked only when JSON is wanted
     */
    public Console(boolean json, boolean verbose, Supplier<ObjectMapper> mapper) {
        this(json, verbose, mapper, json ? System.err : System.out, 1000);
    }

    Console(boolean json, boolean verbose, Supplier<ObjectMapper> mapper, PrintStream text, long silenceMillis) {
        this.json = json;
        this.verbose = verbose;
        this.mapper = mapper;
        this.text = text;
        this.silenceMillis = silenceMillis;
    }

    public boolean isJson() {
        return json;
    }

    /** A line for a person. Called from several threads. */
    public void line(String format, @Nullable Object... arguments) {
        text.println(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments));
        text.flush();
    }

    /** A line for a person who wants details. */
    public void detail(String format, @Nullable Object... arguments) {
        if (verbose) {
            line(format, arguments);
        }
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

    /** The result, if JSON is wanted: a serdeable record, or a map. */
    public void result(Object result) {
        if (json) {
            var indented = new SerdeJacksonConfiguration();
            indented.setPrettyPrint(true);
            System.out.println(text(((JacksonObjectMapper) mapper.get()).cloneWithConfiguration(indented), result));
            System.out.flush();
        }
    }

    /** Prints one of many results on a separate line, with --json only. */
    public void resultLine(Object result) {
        if (json) {
            System.out.println(text(mapper.get(), result));
        }
    }

    private static String text(ObjectMapper mapper, Object result) {
        try {
            return mapper.writeValueAsString(result);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the reader of the output has closed it, as {@code head} does. */
    public boolean isOutputClosed() {
        return System.out.checkError();
    }
}
