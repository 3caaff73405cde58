package io.driftlog.analyzer.service;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Standard output of a process with plug-ins. What code of a plug-in prints, on any thread, goes to the log line by line
 * with the name of its jar, or to standard error where no log is open; everything else goes where it went before.
 */
final class PluginOutput extends PrintStream {
    /** Begins the name of a plug-in's class loader; the name of the jar follows. */
    static final String LOADER = "plug-in ";

    private static final Logger LOG = LoggerFactory.getLogger(PluginOutput.class);
    private static final int LONGEST_LINE = 8192;

    private final PrintStream before;

    private PluginOutput(PrintStream before) {
        super(new Sorting(before), true, charset());
        this.before = before;
    }

    /** Puts it in front of the standard output, once. */
    static synchronized void install() {
        if (!(System.out instanceof PluginOutput)) {
            System.setOut(new PluginOutput(System.out));
        }
    }

    /** That of the standard output; JDK 17 has no method that tells it. */
    private static Charset charset() {
        String name = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
        return name == null ? Charset.defaultCharset() : Charset.forName(name);
    }

    @Override
    public boolean checkError() {
        return super.checkError() | before.checkError();
    }

    /** The plug-in that a stack is inside of. */
    private static Optional<String> plugin() {
        return StackWalker.getInstance(Set.of(Option.RETAIN_CLASS_REFERENCE, Option.SHOW_HIDDEN_FRAMES))
                .walk(frames -> frames.map(StackFrame::getDeclaringClass)
                        .map(Class::getClassLoader)
                        .filter(loader -> loader != null && isPlugin(loader.getName()))
                        .map(ClassLoader::getName)
                        .findFirst());
    }

    static boolean isPlugin(@Nullable String loader) {
        return loader != null && loader.startsWith(LOADER);
    }

    private static final class Sorting extends OutputStream {
        private final PrintStream before;
        private final Map<String, ByteArrayOutputStream> lines = new HashMap<>();

        Sorting(PrintStream before) {
            this.before = before;
        }

        @Override
        public void write(int value) {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            Optional<String> plugin = plugin();
            if (plugin.isEmpty()) {
                before.write(bytes, from, length);
                return;
            }
            ByteArrayOutputStream line = lines.computeIfAbsent(plugin.get(), name -> new ByteArrayOutputStream());
            for (int i = from; i < from + length; i++) {
                if (bytes[i] == '\n' || line.size() == LONGEST_LINE) {
                    print(plugin.get(), line.toString(charset()).stripTrailing());
                    line.reset();
                }
                if (bytes[i] != '\n') {
                    line.write(bytes[i]);
                }
            }
        }

        private static void print(String plugin, String line) {
            if (LOG.isInfoEnabled()) {
                LOG.info("{} printed: {}", plugin, line);
            } else {
                System.err.println(plugin + " printed: " + line);
            }
        }

        @Override
        public void flush() {
            before.flush();
        }
    }
}
