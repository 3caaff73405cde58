package io.driftlog.analyzer.service;

import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.spi.SpiVersion;
import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.events.Plugin;
import io.driftlog.simulator.spi.Extension;
import io.driftlog.simulator.spi.ObjectiveFactory;
import io.driftlog.simulator.spi.ObjectiveType;
import io.driftlog.simulator.spi.RegularizerFactory;
import io.driftlog.simulator.spi.RegularizerType;
import io.driftlog.simulator.spi.SimulatorSpi;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * Analyzers, objectives and regularisers in jars dropped into a folder. Each jar has a separate class loader, which sees the JDK, the SPIs and the
 * simulator's mathematics, and nothing else of this process: two plug-ins may bring two versions of one library.
 *
 * <p>The loaders stay open until the process ends: a plug-in may load its classes at any time.
 */
public final class PluginFolder {
    /** The origin of the analyzers on the class path. */
    public static final String BUILT_IN = "built in";

    private static final List<Class<?>> SERVICES =
            List.of(AnalyzerFactory.class, ObjectiveFactory.class, RegularizerFactory.class);
    private static final Spi ANALYZER_SPI = new Spi("analyzer SPI", SpiVersion.MANIFEST_ATTRIBUTE, SpiVersion.CURRENT);
    private static final Spi SIMULATOR_SPI =
            new Spi("simulator SPI", SimulatorSpi.MANIFEST_ATTRIBUTE, SimulatorSpi.CURRENT);

    private static final int LARGEST_TEXT = 1 << 20;
    private static final int MOST_REFUSALS = 1000;

    private final ClassLoader own;
    private final Analyzers.Builder builder = new Analyzers.Builder();
    private final List<Extension<ObjectiveType>> objectives = new ArrayList<>();
    private final List<Extension<RegularizerType>> regularizers = new ArrayList<>();

    private PluginFolder(ClassLoader own) {
        this.own = own;
    }

    /**
     * What can be loaded.
     *
     * @param analyzers those that ship inside, and those of the jars; {@link Analyzers#refused} names all that cannot be
     *     loaded, also objectives and regularisers
     * @param objectives of the jars
     * @param regularizers of the jars
     */
    public record Loaded(
            Analyzers analyzers,
            List<Extension<ObjectiveType>> objectives,
            List<Extension<RegularizerType>> regularizers) {}

    /** An SPI that plug-ins are built against. */
    private record Spi(String name, String attribute, int version) {
        String inWords() {
            return "version " + version + " of the " + name;
        }
    }

    /**
     * The analyzers that ship inside, and all that the jars in a folder have, in the order of the jars' names.
     *
     * @param own has the analyzers that ship inside, and the SPIs
     * @param folder need not exist
     * @param marks learn of each plug-in before its code runs
     */
    public static Loaded load(ClassLoader own, Path folder, PluginMarks marks) {
        var loading = new PluginFolder(own);
        loading.builder.load(BUILT_IN, own);
        try {
            for (Path jar : jars(folder)) {
                loading.add(jar, marks);
            }
        } catch (IOException e) {
            loading.builder.refuse("the plug-in folder " + folder + " cannot be read (" + e + "); make it readable");
        }
        return new Loaded(loading.builder.build(), loading.objectives, loading.regularizers);
    }

    /** The plug-in that threw, as "plug-in NAME.jar"; empty if the code of none was under way. */
    public static Optional<String> culprit(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .map(StackTraceElement::getClassLoaderName)
                .filter(PluginOutput::isPlugin)
                .findFirst();
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

    private void add(Path jar, PluginMarks marks) {
        try (var file = new JarFile(jar.toFile())) {
            List<String> services = SERVICES.stream()
                    .map(PluginFolder::serviceFile)
                    .filter(name -> file.getEntry(name) != null)
                    .toList();
            if (services.isEmpty()) {
                builder.refuse(jar + " is no plug-in: it has no META-INF/services/ file that names the class of its "
                        + SERVICES.stream().map(Class::getSimpleName).collect(Collectors.joining(" or ")));
                return;
            }
            List<String> texts = new ArrayList<>(services);
            texts.add(JarFile.MANIFEST_NAME);
            for (String name : texts) {
                if (isTooLarge(file, name)) {
                    builder.refuse(jar + " is no plug-in: its " + name + " unpacks to more than " + LARGEST_TEXT
                            + " bytes; build or copy it again");
                    return;
                }
            }
            Manifest manifest = file.getManifest();
            for (Spi spi : List.of(ANALYZER_SPI, SIMULATOR_SPI)) {
                String built = attribute(manifest, spi.attribute());
                if (!built.isEmpty() && !built.equals(Integer.toString(spi.version()))) {
                    builder.refuse(jar + " was built against version " + built + " of the " + spi.name()
                            + ", and this Driftlog has version " + spi.version() + "; build it again against that one");
                    return;
                }
            }
            marks.loading(jar);
            PluginOutput.install();
            var loader = new URLClassLoader(
                    PluginOutput.LOADER + jar.getFileName(),
                    new URL[] {jar.toUri().toURL()},
                    new SharedClasses(own));
            if (services.contains(serviceFile(AnalyzerFactory.class))) {
                builder.load(jar.toString(), loader);
            }
            var factories = new Factories(jar, loader, attribute(manifest, "Implementation-Version"), sha256(jar));
            factories.takeAll(
                    ObjectiveFactory.class, ObjectiveFactory::type, ObjectiveType::name, objectives, this::refuse);
            factories.takeAll(
                    RegularizerFactory.class,
                    RegularizerFactory::type,
                    RegularizerType::name,
                    regularizers,
                    this::refuse);
        } catch (IOException | SecurityException e) {
            builder.refuse(jar + " cannot be read as a jar (" + e.getMessage() + "); build or copy it again");
        }
    }

    private void refuse(String sentence) {
        builder.refuse(sentence);
    }

    private static String serviceFile(Class<?> service) {
        return "META-INF/services/" + service.getName();
    }

    private static String sha256(Path jar) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(jar)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The objectives and regularisers of one jar. */
    private record Factories(Path jar, ClassLoader loader, String version, String sha256) {
        private static final int SHORT_SHA = 12;

        /** Adds each that can be loaded; one that cannot is refused, and disturbs no other. */
        <F, T> void takeAll(
                Class<F> service,
                Function<F, T> type,
                Function<T, String> name,
                List<Extension<T>> to,
                Consumer<String> refuse) {
            Iterator<F> found = ServiceLoader.load(service, loader).iterator();
            for (int i = 0; i < MOST_REFUSALS; i++) {
                @Nullable String factory = null;
                try {
                    if (!found.hasNext()) {
                        return;
                    }
                    F next = found.next();
                    factory = next.getClass().getName();
                    T offered = Objects.requireNonNull(type.apply(next), "its type is null");
                    String id = name.apply(offered);
                    String known = version.isEmpty() ? sha256.substring(0, SHORT_SHA) : version;
                    to.add(new Extension<>(offered, new Plugin(id, known, sha256), jar.toString()));
                } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
                    refuse.accept(jar + ": " + (factory == null ? "" : factory + ": ") + reason(e));
                }
            }
        }

        private static String reason(Throwable thrown) {
            for (Throwable each : new Throwable[] {thrown, thrown.getCause()}) {
                if (each instanceof LinkageError e && !(each instanceof ExceptionInInitializerError)) {
                    return SpiVersion.explain(e, SIMULATOR_SPI.inWords());
                }
            }
            return thrown instanceof IllegalArgumentException || thrown instanceof ServiceConfigurationError
                    ? String.valueOf(thrown.getMessage())
                    : "it threw " + thrown;
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

    /** A main attribute of a manifest; empty if it has none. */
    private static String attribute(@Nullable Manifest manifest, String name) {
        Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
        String value = attributes.getValue(name);
        return value == null ? "" : value.strip();
    }

    /** The classes that plug-ins share with this process, beside those of the JDK. */
    private static final class SharedClasses extends ClassLoader {
        private static final List<String> PACKAGES = List.of(
                "io.driftlog.analyzer.spi.",
                "io.driftlog.events.",
                "io.driftlog.simulator.flow.",
                "io.driftlog.simulator.spi.",
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
