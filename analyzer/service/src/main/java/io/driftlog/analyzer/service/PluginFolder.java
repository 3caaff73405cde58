package io.driftlog.analyzer.service;

import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.spi.SpiVersion;
import io.driftlog.analyzer.spi.driver.Analyzers;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * Analyzers in jars dropped into a folder. Each jar has a separate class loader, which sees the JDK, the SPI and the
 * simulator's mathematics, and nothing else of this process: two plug-ins may bring two versions of one library.
 *
 * <p>The loaders stay open until the process ends: a plug-in may load its classes at any time.
 */
public final class PluginFolder {
    /** The origin of the analyzers on the class path. */
    public static final String BUILT_IN = "built in";

    private static final String SERVICE_FILE = "META-INF/services/" + AnalyzerFactory.class.getName();

    private static final int LARGEST_TEXT = 1 << 20;

    private PluginFolder() {}

    /**
     * The analyzers that ship inside, and those of the jars in a folder, in the order of the jars' names.
     *
     * @param own has the analyzers that ship inside, and the SPI
     * @param folder need not exist
     * @param marks learn of each plug-in before its code runs
     * @return those that can be loaded; the others are named in {@link Analyzers#refused}
     */
    public static Analyzers load(ClassLoader own, Path folder, PluginMarks marks) {
        var builder = new Analyzers.Builder().load(BUILT_IN, own);
        try {
            for (Path jar : jars(folder)) {
                add(builder, own, jar, marks);
            }
        } catch (IOException e) {
            builder.refuse("the plug-in folder " + folder + " cannot be read (" + e + "); make it readable");
        }
        return builder.build();
    }

    private static List<Path> jars(Path folder) throws IOException {
        List<Path> jars = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
                found.forEach(jars::add);
            }
        }
        Collections.sort(jars);
        return jars;
    }

    private static void add(Analyzers.Builder builder, ClassLoader own, Path jar, PluginMarks marks) {
        try (var file = new JarFile(jar.toFile())) {
            if (file.getEntry(SERVICE_FILE) == null) {
                builder.refuse(jar + " is no plug-in: it has no " + SERVICE_FILE
                        + ", which names the class of its AnalyzerFactory");
                return;
            }
            for (String name : List.of(SERVICE_FILE, JarFile.MANIFEST_NAME)) {
                if (isTooLarge(file, name)) {
                    builder.refuse(jar + " is no plug-in: its " + name + " unpacks to more than " + LARGEST_TEXT
                            + " bytes; build or copy it again");
                    return;
                }
            }
            String built = spiVersion(file.getManifest());
            if (!built.isEmpty() && !built.equals(Integer.toString(SpiVersion.CURRENT))) {
                builder.refuse(
                        jar + " was built against version " + built + " of the analyzer SPI, and this Driftlog has"
                                + " version " + SpiVersion.CURRENT + "; build it again against that one");
                return;
            }
            marks.loading(jar);
            PluginOutput.install();
            builder.load(
                    jar.toString(),
                    new URLClassLoader(
                            PluginOutput.LOADER + jar.getFileName(),
                            new URL[] {jar.toUri().toURL()},
                            new SharedClasses(own)));
        } catch (IOException | SecurityException e) {
            builder.refuse(jar + " cannot be read as a jar (" + e.getMessage() + "); build or copy it again");
        }
    }

    /** Whether an entry unpacks to more than is read of it, whatever size the jar says. */
    private static boolean isTooLarge(JarFile file, String name) throws IOException {
        ZipEntry entry = file.getEntry(name);
        if (entry == null) {
            return false;
        }
        try (InputStream in = file.getInputStream(entry)) {
            return in.readNBytes(LARGEST_TEXT + 1).length > LARGEST_TEXT;
        }
    }

    /** The SPI version that a manifest names; empty if it names none. */
    private static String spiVersion(@Nullable Manifest manifest) {
        Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
        String version = attributes.getValue(SpiVersion.MANIFEST_ATTRIBUTE);
        return version == null ? "" : version.strip();
    }

    /** The classes that plug-ins share with this process, beside those of the JDK. */
    private static final class SharedClasses extends ClassLoader {
        private static final List<String> PACKAGES = List.of(
                "io.driftlog.analyzer.spi.",
                "io.driftlog.events.",
                "io.driftlog.simulator.flow.",
                "org.ejml.",
                "org.jspecify.annotations.");

        private final ClassLoader own;

        SharedClasses(ClassLoader own) {
            super("driftlog-plugins", ClassLoader.getPlatformClassLoader());
            this.own = own;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (PACKAGES.stream().anyMatch(name::startsWith)) {
                return own.loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
