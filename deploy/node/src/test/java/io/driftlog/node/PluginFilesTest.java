package io.driftlog.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftlog.analyzer.testkit.PluginJar;
import io.driftlog.simulator.spi.ObjectiveFactory;
import io.driftlog.simulator.spi.RegularizerFactory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: `analyzers` shows what can be used and why the rest cannot. Method: the command in this process. */
final class PluginFilesTest {
    @TempDir
    Path directory;

    private final PrintStream standardOut = System.out;
    private final ByteArrayOutputStream caught = new ByteArrayOutputStream();

    @BeforeEach
    void catchOutput() {
        System.setOut(new PrintStream(caught, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restoreOutput() {
        System.setOut(standardOut);
    }

    private JsonNode analyzers() throws Exception {
        assertThat(Main.execute("analyzers", "--json", "--data", directory.toString()))
                .isZero();
        return new ObjectMapper().readTree(caught.toByteArray());
    }

    @Test
    void analyzers_pluginInTheDataDirectory_isListedBesideThoseInside() throws Exception {
        Path example = Driftlog.home().resolve("analyzer/example-plugin/src/main/java");
        Path jar = new PluginJar()
                .sources(example)
                .factory("org.example.sparsity.SparsityFactory")
                .build(directory.resolve("plugins/sparsity.jar"));
        JsonNode listed = analyzers();

        assertThat(ids(listed)).contains("loss-plateau", "norm-drift", "test-loss-drop", "weight-sparsity");
        JsonNode plugin = StreamSupport.stream(listed.get("analyzers").spliterator(), false)
                .filter(analyzer -> analyzer.get("id").asText().equals("weight-sparsity"))
                .findFirst()
                .orElseThrow();
        assertThat(plugin.get("version").asInt()).isEqualTo(1);
        assertThat(plugin.get("defaults").get("factor").asText()).isEqualTo("0.5");
        assertThat(plugin.get("from").asText()).isEqualTo(jar.toString());
        assertThat(plugin.get("description").asText()).contains("effective number of weights");
        assertThat(listed.get("leftOut")).isEmpty();
    }

    @Test
    void analyzers_brokenJar_isNamedAndTheOthersListed() throws Exception {
        Files.createDirectories(directory.resolve("plugins"));
        Files.writeString(directory.resolve("plugins/broken.jar"), "no jar");
        JsonNode listed = analyzers();

        assertThat(ids(listed)).contains("loss-plateau");
        assertThat(listed.get("leftOut")).hasSize(1);
        assertThat(listed.get("leftOut").get(0).asText()).contains("broken.jar", "copy it again");
    }

    /** Goal: a jar's objective is listed and integrated; a factory that throws, or a taken name, is a sentence. */
    @Test
    void objectives_ofPlugins_areListedIntegratedAndRefusedWithSentences() throws Exception {
        Path jar = new PluginJar()
                .sources(Driftlog.home().resolve("simulator/example-plugin/src/main/java"))
                .service(ObjectiveFactory.class, "org.example.robust.LogCoshFactory")
                .service(RegularizerFactory.class, "org.example.robust.PseudoHuberFactory")
                .build(directory.resolve("plugins/robust.jar"));
        String type = """
                package bad;

                import io.driftlog.simulator.spi.*;
                import java.util.List;

                public final class Loss implements ObjectiveFactory {
                    public ObjectiveType type() {
                        return new ObjectiveType("NAME", "bad", List.of(), List.of(), List.of(), inputs -> {
                            throw new IllegalStateException("not today");
                        });
                    }
                }
                """;
        for (String name : List.of("thrower", "linear-regression")) {
            new PluginJar()
                    .source("bad.Loss", type.replace("NAME", name))
                    .service(ObjectiveFactory.class, "bad.Loss")
                    .build(directory.resolve("plugins/" + name + ".jar"));
        }
        String data = directory.toString();
        InProcess.run("objectives", "--data", data)
                .assertPrinted(
                        "log-cosh-regression, " + jar, "the name 'linear-regression' is taken by Driftlog itself");
        InProcess.run("regularizers", "--data", data).assertPrinted("pseudo-huber, " + jar);
        Path spec = Files.writeString(directory.resolve("spec.yaml"), """
                objective: {type: log-cosh-regression, generator: {type: outliers}}
                initial: {gaussian: {variance: 0.1}}
                weightDecay: 1.0e-3
                regularizer: pseudo-huber
                method: {type: auto}
                until: {slowTime: 1}
                """);
        InProcess.run("integrate", spec.toString(), "--data", data).assertPrinted("completed");
        Path bad = Files.writeString(directory.resolve("bad.yaml"), """
                objective: {type: thrower}
                initial: {values: [1]}
                weightDecay: 0
                until: {time: 1}
                """);
        InProcess.run("integrate", bad.toString(), "--data", data)
                .assertRefused(2, "The objective thrower cannot be made: its factory in", "not today");
        InProcess.run(
                        "integrate",
                        spec.toString(),
                        "--data",
                        directory.resolve("none").toString())
                .assertRefused(2, "regularizer pseudo-huber is not known");
    }

    private static List<String> ids(JsonNode listed) {
        return StreamSupport.stream(listed.get("analyzers").spliterator(), false)
                .map(analyzer -> analyzer.get("id").asText())
                .toList();
    }
}
