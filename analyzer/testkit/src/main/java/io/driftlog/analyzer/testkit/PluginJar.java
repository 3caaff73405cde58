package io.driftlog.analyzer.testkit;

import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.events.TrajectoryEvent;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A plug-in jar made from sources by this JDK's compiler, against the SPI alone: for tests of what hosts do with good and
 * bad ones.
 */
public final class PluginJar {
    private final SortedMap<String, String> sources = new TreeMap<>();
    private final SortedMap<String, String> foreign = new TreeMap<>();
    private final Attributes attributes = new Attributes();
    private final SortedMap<String, List<String>> services = new TreeMap<>();
    private final List<Path> libraries = new ArrayList<>();

    /**
     * Adds a source file: {@code org.example.Name} and its text.
     *
     * @param className a fully qualified name
     * @param text the source
     * @return this
     */
    public PluginJar source(String className, String text) {
        sources.put(className, text);
        return this;
    }

    /**
     * Adds all Java sources below a folder.
     *
     * @param folder the root of the packages
     * @return this
     * @throws IOException if a file cannot be read or written
     */
    public PluginJar sources(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file :
                    found.filter(path -> path.toString().endsWith(".java")).toList()) {
                String relative = folder.relativize(file).toString();
                source(
                        relative.substring(0, relative.length() - ".java".length())
                                .replace('/', '.'),
                        Files.readString(file));
            }
        }
        return this;
    }

    /**
     * Compiles against this class, in place of one of the same name if there is one, and leaves it out of the jar.
     *
     * @param className a fully qualified name
     * @param text the source
     * @return this
     */
    public PluginJar foreign(String className, String text) {
        foreign.put(className, text);
        return this;
    }

    /**
     * Names a factory in {@code META-INF/services}.
     *
     * @param className a fully qualified name
     * @return this
     */
    public PluginJar factory(String className) {
        return service(AnalyzerFactory.class, className);
    }

    /**
     * Names a factory of another kind in {@code META-INF/services}, and compiles against what it is of.
     *
     * @param kind the interface of the factory
     * @param className a fully qualified name
     * @return this
     */
    public PluginJar service(Class<?> kind, String className) {
        services.computeIfAbsent(kind.getName(), name -> new ArrayList<>()).add(className);
        libraries.add(location(kind));
        return this;
    }

    /**
     * Adds a main attribute to the manifest.
     *
     * @param name of the attribute
     * @param value of the attribute
     * @return this
     */
    public PluginJar attribute(String name, String value) {
        attributes.putValue(name, value);
        return this;
    }

    /**
     * Compiles and writes the jar.
     *
     * @param jar the file to write; its folder is created
     * @return the file
     * @throws IllegalArgumentException if the sources do not compile; the message is the compiler's
     * @throws IOException if a file cannot be read or written
     */
    public Path build(Path jar) throws IOException {
        Path work = Files.createTempDirectory("plugin");
        try {
            Path classes = Files.createDirectory(work.resolve("classes"));
            Path stubs = Files.createDirectory(work.resolve("stubs"));
            String spi = Stream.concat(
                            Stream.of(location(AnalyzerFactory.class), location(TrajectoryEvent.class)),
                            libraries.stream())
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
            compile(foreign, work, stubs, spi);
            compile(sources, work, classes, stubs + File.pathSeparator + spi);
            write(jar, classes);
            return jar;
        } finally {
            delete(work);
        }
    }

    private static void compile(Map<String, String> sources, Path work, Path target, String classPath)
            throws IOException {
        if (sources.isEmpty()) {
            return;
        }
        List<String> arguments =
                new ArrayList<>(List.of("-proc:none", "--release", "17", "-cp", classPath, "-d", target.toString()));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = work.resolve("src").resolve(source.getKey().replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            arguments.add(Files.writeString(file, source.getValue()).toString());
        }
        var said = new StringWriter();
        var out = new PrintWriter(said);
        int code = ToolProvider.findFirst("javac").orElseThrow().run(out, out, arguments.toArray(String[]::new));
        if (code != 0) {
            throw new IllegalArgumentException(said.toString());
        }
    }

    private void write(Path jar, Path classes) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putAll(attributes);
        Files.createDirectories(jar.toAbsolutePath().getParent());
        try (OutputStream file = Files.newOutputStream(jar);
                var out = new JarOutputStream(file, manifest);
                Stream<Path> found = Files.walk(classes)) {
            for (Path path : found.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(path).toString()));
                out.write(Files.readAllBytes(path));
            }
            for (Map.Entry<String, List<String>> service : services.entrySet()) {
                out.putNextEntry(new JarEntry("META-INF/services/" + service.getKey()));
                out.write(String.join("\n", service.getValue()).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static Path location(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
