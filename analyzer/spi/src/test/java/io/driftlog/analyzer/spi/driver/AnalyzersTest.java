package io.driftlog.analyzer.spi.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.analyzer.spi.Analyzer;
import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.spi.Parameters;
import io.driftlog.analyzer.spi.RunFold;
import io.driftlog.events.RunStarted;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalyzersTest {
    /** Makes analyzers that sum. */
    public static class SummingFactory implements AnalyzerFactory {
        @Override
        public String id() {
            return "summing";
        }

        @Override
        public String description() {
            return "The sum of the training losses.";
        }

        @Override
        public Map<String, String> defaults() {
            return Map.of("weight", "1", "offset", "0.5");
        }

        @Override
        public Analyzer<?> create(Map<String, String> parameters) {
            double weight = new Parameters("summing", defaults(), parameters).between("weight", 0, 10);
            assertThat(weight).isPositive();
            return new Summing();
        }
    }

    /** Makes an analyzer whose state cannot be stored. */
    public static final class MapFactory extends SummingFactory {
        record State(Map<String, Double> sums) {}

        @Override
        public Analyzer<?> create(Map<String, String> parameters) {
            return new Analyzer<State>() {
                @Override
                public String id() {
                    return "summing";
                }

                @Override
                public int version() {
                    return 1;
                }

                @Override
                public Class<State> stateType() {
                    return State.class;
                }

                @Override
                public RunFold<State> open(RunStarted run) {
                    throw new UnsupportedOperationException();
                }
            };
        }
    }

    @Test
    void load_providerFile_findsTheGoodAndNamesTheBad(@TempDir Path folder) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(AnalyzerFactory.class.getName()),
                "no.such.Factory\n" + MapFactory.class.getName() + "\n" + SummingFactory.class.getName() + "\n");
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            Analyzers analyzers = Analyzers.load(loader);

            assertThat(analyzers.factories()).extracting(AnalyzerFactory::id).containsExactly("summing");
            assertThat(analyzers.refused()).hasSize(2);
            assertThat(analyzers.refused().get(0)).contains("no.such.Factory");
            assertThat(analyzers.refused().get(1))
                    .isEqualTo(MapFactory.class.getName() + ": the state type State cannot be stored because its"
                            + " component 'sums' is a java.util.Map; use a List of records");
        }
    }

    @Test
    void of_twoOfOneId_keepsTheFirst() {
        Analyzers analyzers = Analyzers.of(List.of(new SummingFactory(), new SummingFactory()));

        assertThat(analyzers.factories()).hasSize(1);
        assertThat(analyzers.refused())
                .containsExactly(SummingFactory.class.getName() + ": the id 'summing' is taken by "
                        + SummingFactory.class.getName() + "; remove one of the two");
    }

    @Test
    void create_unknownId_namesTheKnown() {
        Analyzers analyzers = Analyzers.of(List.of(new SummingFactory()));

        assertThatThrownBy(() -> analyzers.create("adding", Map.of()))
                .hasMessage("there is no analyzer 'adding'; known are summing");
        assertThatThrownBy(() -> Analyzers.of(List.of()).create("adding", Map.of()))
                .hasMessage("there is no analyzer 'adding'; none is loaded");
    }

    @Test
    void create_parametersThatRepeatDefaults_areNoParameters() {
        Analyzers analyzers = Analyzers.of(List.of(new SummingFactory()));

        FoldDriver<?> plain = analyzers.create("summing", Map.of());
        FoldDriver<?> repeated = analyzers.create("summing", Map.of("weight", "1", "offset", "0.5"));
        FoldDriver<?> changed = analyzers.create("summing", Map.of("weight", "2", "offset", "0.5"));

        assertThat(repeated.applicationId()).isEqualTo(plain.applicationId());
        assertThat(changed.applicationId()).isNotEqualTo(plain.applicationId());
        assertThat(changed.parameters()).containsExactly(Map.entry("weight", "2"));
    }

    @Test
    void create_badParameters_areRefusedWithASentence() {
        Analyzers analyzers = Analyzers.of(List.of(new SummingFactory()));

        assertThatThrownBy(() -> analyzers.create("summing", Map.of("wieght", "2")))
                .hasMessage("summing has no parameter 'wieght'; it takes offset, weight");
        for (String bad : List.of("0", "10", "NaN", "much", "")) {
            assertThatThrownBy(() -> analyzers.create("summing", Map.of("weight", bad)))
                    .hasMessage(
                            "summing: weight is '" + bad + "'; it must be a number between 0 and 10, neither included");
        }
    }
}
