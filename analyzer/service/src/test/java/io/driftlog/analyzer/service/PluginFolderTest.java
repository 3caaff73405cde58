package io.driftlog.analyzer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.analyzer.spi.driver.FoldDriver;
import io.driftlog.analyzer.spi.driver.Progress;
import io.driftlog.analyzer.spi.driver.RunDriver;
import io.driftlog.analyzer.testkit.Folding;
import io.driftlog.analyzer.testkit.PluginJar;
import io.driftlog.analyzer.testkit.Trajectories;
import io.driftlog.events.FindingRecorded;
import io.driftlog.events.RunStarted;
import io.driftlog.events.TrajectoryEvent;
import io.driftlog.simulator.spi.Extension;
import io.driftlog.simulator.spi.ObjectiveFactory;
import io.driftlog.simulator.spi.ObjectiveType;
import io.driftlog.simulator.spi.RegularizerFactory;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: good jars are used, bad ones are named and disturb no other. Method: real jars, compiled here. */
final class PluginFolderTest {
    private static final String FACTORY = "plug.Factory";

    /** Counts steps. */
    private static final String SOURCE = """
            package plug;

            import io.driftlog.analyzer.spi.*;
            import io.driftlog.events.*;
            import java.util.*;

            public final class Factory implements AnalyzerFactory {
                public String id() { return "counting"; }
                public String description() { return "Counts steps."; }
                public Map<String, String> defaults() { return Map.of("scale", "1"); }
                public Analyzer<?> create(Map<String, String> parameters) {
                    double scale = new Parameters(id(), defaults(), parameters).between("scale", 0, 10);
                    return new Counting(scale);
                }

                public record State(double count) {}

                record Counting(double scale) implements Analyzer<State> {
                    public String id() { return "counting"; }
                    public int version() { return 7; }
                    public Class<State> stateType() { return State.class; }
                    public RunFold<State> open(RunStarted run) {
                        return new RunFold<>() {
                            public State initial() { return new State(0); }
                            public Fold<State> accept(State state, StepTaken step) {
                                return Fold.nothing(new State(state.count() + scale));
                            }
                            public List<Finding> finish(State state, RunEnded end) {
                                return List.of(Finding.of("count", Finding.Stage.FINAL, Optional.empty(),
                                        Map.of("count", state.count()), "counted"));
                            }
                        };
                    }
                }
            }
            """;

    /** The classes of this test, and none of the analyzers that may lie on its class path. */
    private static final ClassLoader WITHOUT_ANALYZERS = new ClassLoader(PluginFolderTest.class.getClassLoader()) {
        @Override
        public Enumeration<URL> getResources(String name) {
            return Collections.emptyEnumeration();
        }
    };

    @TempDir
    Path folder;

    private Analyzers load() {
        return loadAll().analyzers();
    }

    private PluginFolder.Loaded loadAll() {
        return PluginFolder.load(WITHOUT_ANALYZERS, folder, PluginMarks.in(folder));
    }

    private static PluginJar counting() {
        return new PluginJar().source(FACTORY, SOURCE).factory(FACTORY);
    }

    /** Goal: a jar whose texts unpack to gigabytes does no harm. Method: a service file and a manifest of 2 MiB of zeros. */
    @ParameterizedTest
    @ValueSource(strings = {"META-INF/services/io.driftlog.analyzer.spi.AnalyzerFactory", JarFile.MANIFEST_NAME})
    void load_jarWithALargeText_isRefusedWithItsSize(String large) throws IOException {
        try (var jar = new ZipOutputStream(Files.newOutputStream(folder.resolve("bomb.jar")))) {
            for (String name :
                    new TreeSet<>(List.of(large, "META-INF/services/io.driftlog.analyzer.spi.AnalyzerFactory"))) {
                jar.putNextEntry(new ZipEntry(name));
                jar.write(new byte[name.equals(large) ? 2 << 20 : 0]);
            }
        }
        assertThat(load().refused())
                .singleElement()
                .asString()
                .contains("bomb.jar is no plug-in: its " + large + " unpacks to more than 1048576 bytes");
    }

    @Test
    void load_goodJar_isKnownAndFolds() throws IOException {
        Path jar = counting().attribute("Driftlog-Analyzer-SPI", "2").build(folder.resolve("counting.jar"));
        Analyzers analyzers = load();

        assertThat(analyzers.refused()).isEmpty();
        assertThat(analyzers.known()).singleElement().satisfies(known -> {
            assertThat(known.factory().id()).isEqualTo("counting");
            assertThat(known.version()).isEqualTo(7);
            assertThat(known.origin()).isEqualTo(jar.toString());
        });
        List<FindingRecorded> findings = Folding.fold(
                analyzers.create("counting", Map.of("scale", "2")),
                Trajectories.twoPhases("a").times(0, 1, 2).build());
        assertThat(findings.get(0).finding().values()).containsEntry("count", 6.0);
        assertStateSurvives(analyzers.create("counting", Map.of()));
    }

    private static <S> void assertStateSurvives(FoldDriver<S> driver) {
        List<TrajectoryEvent> events = Trajectories.twoPhases("a").build();
        RunDriver<S> run = driver.open((RunStarted) events.get(0));
        Progress<S> progress = run.initial();
        for (TrajectoryEvent event : events.subList(0, 5)) {
            progress = run.accept(progress, event).progress();
        }
        assertThat(progress.state()).isPresent();
        assertThat(driver.decode(driver.encode(progress))).isEqualTo(progress);
    }

    @Test
    void load_folderThatIsNotThere_hasNoPlugins() {
        Analyzers analyzers = PluginFolder.load(WITHOUT_ANALYZERS, folder.resolve("none"), PluginMarks.in(folder))
                .analyzers();
        assertThat(analyzers.known()).isEmpty();
        assertThat(analyzers.refused()).isEmpty();
    }

    @Test
    void load_twoJarsOfOneId_keepsTheFirstAndNamesBoth() throws IOException {
        Path second = counting().build(folder.resolve("b.jar"));
        Path first = counting().build(folder.resolve("a.jar"));
        Analyzers analyzers = load();

        assertThat(analyzers.known()).extracting(Analyzers.Known::origin).containsExactly(first.toString());
        assertThat(analyzers.refused())
                .containsExactly(second + ": plug.Factory: the id 'counting' is taken by plug.Factory of " + first
                        + "; remove one of the two");
    }

    @Test
    void load_manifestWithAnotherSpiVersion_isRefusedBeforeItsClassesAreTouched() throws IOException {
        Path jar = counting().attribute("Driftlog-Analyzer-SPI", "3").build(folder.resolve("newer.jar"));
        Analyzers analyzers = load();

        assertThat(analyzers.known()).isEmpty();
        assertThat(analyzers.refused())
                .containsExactly(
                        jar + " was built against version 3 of the analyzer SPI, and this Driftlog has version 2;"
                                + " build it again against that one");
    }

    /** Goal: the same without a word in the manifest. Method: compiled against an SPI with a method that ours has not. */
    @Test
    void load_compiledAgainstAnotherSpi_isRefusedWithASentence() throws IOException {
        new PluginJar()
                .foreign("io.driftlog.analyzer.spi.Parameters", """
                        package io.driftlog.analyzer.spi;
                        public final class Parameters {
                            public Parameters(String id, java.util.Map<String, String> a, java.util.Map<String, String> b) {}
                            public double number(String name) { return 1; }
                        }
                        """)
                .source(FACTORY, SOURCE.replace(".between(\"scale\", 0, 10)", ".number(\"scale\")"))
                .factory(FACTORY)
                .build(folder.resolve("foreign.jar"));
        Analyzers analyzers = load();

        assertThat(analyzers.known()).isEmpty();
        assertThat(analyzers.refused())
                .singleElement()
                .asString()
                .contains("foreign.jar", "NoSuchMethodError", "build it again against version 2 of the analyzer SPI");
    }

    @Test
    void load_stateThatCannotBeStored_isRefusedWithASentence() throws IOException {
        new PluginJar()
                .source(
                        FACTORY,
                        SOURCE.replace("State(double count)", "State(double count, Map<String, String> all)")
                                .replace("new State(0)", "new State(0, Map.of())")
                                .replace(
                                        "new State(state.count() + scale)",
                                        "new State(state.count() + scale, Map.of())"))
                .factory(FACTORY)
                .build(folder.resolve("maps.jar"));

        assertThat(load().refused())
                .singleElement()
                .asString()
                .contains("maps.jar", "component 'all' is a java.util.Map; use a List of records");
    }

    @Test
    void load_noPluginsAtAll_areNamed() throws IOException {
        Files.writeString(folder.resolve("broken.jar"), "no jar");
        new PluginJar().source(FACTORY, SOURCE).build(folder.resolve("library.jar"));
        new PluginJar().factory("no.such.Factory").build(folder.resolve("wrong.jar"));
        Files.writeString(folder.resolve("notes.txt"), "passed over");

        assertThat(load().refused()).hasSize(3).satisfies(refused -> {
            assertThat(refused.get(0))
                    .contains("broken.jar cannot be read as a jar")
                    .contains("copy it again");
            assertThat(refused.get(1)).contains("library.jar is no plug-in").contains("META-INF/services");
            assertThat(refused.get(2)).contains("wrong.jar").contains("no.such.Factory");
        });
    }

    /** An objective type that cannot be built: hosts only ask for its name. */
    private static final String OBJECTIVE = """
            package plug;

            import io.driftlog.simulator.spi.*;
            import java.util.List;

            public final class Losses implements ObjectiveFactory {
                public ObjectiveType type() {
                    return new ObjectiveType("mine", "a loss", List.of(), List.of(), List.of(), inputs -> null);
                }
            }
            """;

    private static PluginJar objective(String source) {
        return new PluginJar().source("plug.Losses", source).service(ObjectiveFactory.class, "plug.Losses");
    }

    @Test
    void load_objective_isKnownWithTheVersionAndTheHashOfItsJar() throws IOException {
        objective(OBJECTIVE).attribute("Implementation-Version", "1.2").build(folder.resolve("a.jar"));
        Path unnumbered = objective(OBJECTIVE.replace("\"mine\"", "\"other\"")).build(folder.resolve("b.jar"));
        PluginFolder.Loaded loaded = loadAll();

        assertThat(loaded.analyzers().refused()).isEmpty();
        assertThat(loaded.objectives()).extracting(each -> each.plugin().id()).containsExactly("mine", "other");
        assertThat(loaded.objectives().get(0).plugin().version()).isEqualTo("1.2");
        Extension<ObjectiveType> second = loaded.objectives().get(1);
        assertThat(second.origin()).isEqualTo(unnumbered.toString());
        assertThat(second.plugin().sha256())
                .hasSize(64)
                .startsWith(second.plugin().version())
                .isNotEqualTo(loaded.objectives().get(0).plugin().sha256());
    }

    @Test
    void load_badObjectives_areNamedAndTheOthersUsed() throws IOException {
        objective(OBJECTIVE).attribute("Driftlog-Simulator-SPI", "9").build(folder.resolve("a-newer.jar"));
        objective(OBJECTIVE.replace("\"mine\"", "\"Mine!\"")).build(folder.resolve("b-name.jar"));
        objective(OBJECTIVE.replace("return new", "if (true) throw new IllegalStateException(\"no\"); return new"))
                .build(folder.resolve("c-throws.jar"));
        new PluginJar().service(RegularizerFactory.class, "no.such.Factory").build(folder.resolve("d-missing.jar"));
        objective(OBJECTIVE).build(folder.resolve("e-good.jar"));
        PluginFolder.Loaded loaded = loadAll();

        assertThat(loaded.objectives()).hasSize(1);
        assertThat(loaded.analyzers().refused()).hasSize(4).satisfies(refused -> {
            assertThat(refused.get(0)).contains("a-newer.jar was built against version 9 of the simulator SPI");
            assertThat(refused.get(1)).contains("b-name.jar: plug.Losses: its name is 'Mine!'");
            assertThat(refused.get(2))
                    .contains("c-throws.jar: plug.Losses: it threw java.lang.IllegalStateException: no");
            assertThat(refused.get(3)).contains("d-missing.jar", "no.such.Factory");
        });
    }

    @Test
    void load_plugIn_seesTheSpiAndNothingElseOfThisProcess() throws IOException {
        counting().build(folder.resolve("counting.jar"));
        ClassLoader loader =
                load().known().iterator().next().factory().getClass().getClassLoader();

        assertThatThrownBy(() -> loader.loadClass("org.apache.kafka.streams.KafkaStreams"))
                .isInstanceOf(ClassNotFoundException.class);
    }
}
