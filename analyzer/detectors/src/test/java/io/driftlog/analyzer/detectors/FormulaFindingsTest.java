package io.driftlog.analyzer.detectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.analyzer.testkit.Folding;
import io.driftlog.events.Dataset;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StopRule;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: a diagonal network of the paper's size written as a formula has the findings of the built-in one. */
final class FormulaFindingsTest {
    private static final int FEATURES = 100;

    private static Dataset features(SplittableRandom random, int rows) {
        double[] x = new double[rows * FEATURES];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextDouble(-1.7, 1.7);
        }
        return new Dataset(rows, FEATURES, x);
    }

    /** A teacher of five features. */
    private static Dataset targets(Dataset x) {
        double[] y = new double[x.rows()];
        for (int i = 0; i < y.length; i++) {
            for (int k = 0; k < 5; k++) {
                y[i] += (k % 2 == 0 ? 1 : -1) * x.values()[i * FEATURES + 7 * k];
            }
        }
        return Dataset.column(y);
    }

    private static RunSpec run(String type, Map<String, Double> numbers, Map<String, String> texts) {
        SplittableRandom random = new SplittableRandom(1);
        Dataset x = features(random, 40);
        Dataset test = features(random, 200);
        ObjectiveSpec objective = new ObjectiveSpec(
                type,
                new TreeMap<>(numbers),
                "",
                new TreeMap<>(),
                new TreeMap<>(Map.of(
                        "features", x, "targets", targets(x), "testFeatures", test, "testTargets", targets(test))),
                new TreeMap<>(),
                new TreeMap<>(texts));
        return new RunSpec(
                objective,
                new InitialSpec.Gaussian(0.1),
                1e-4,
                "l2",
                new MethodSpec("auto", new TreeMap<>()),
                new StopRule(OptionalDouble.of(1e5), OptionalDouble.empty(), OptionalDouble.empty()),
                1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "effective-flow",
                "grokking",
                "loss-plateau",
                "norm-drift",
                "singularity",
                "slow-phase",
                "test-loss-drop"
            })
    void fold_diagonalNetworkAsFormula_findsWhatTheBuiltInOneShows(String analyzer) {
        List<Finding> expected = finals(analyzer, run("diagonal-linear-network", Map.of(), Map.of()));
        List<Finding> found = finals(
                analyzer,
                run(
                        "formula",
                        Map.of("dimension", 2.0 * FEATURES),
                        Map.of("residuals", "sum(j, 1, p, w[j]*w[p + j]*x[j]) - y")));
        assertThat(expected).isNotEmpty();
        assertThat(found)
                .extracting(Finding::kind)
                .containsExactlyElementsOf(expected.stream().map(Finding::kind).toList());
        for (int i = 0; i < found.size(); i++) {
            Finding reference = expected.get(i);
            assertThat(found.get(i).time().isPresent())
                    .as(reference.kind())
                    .isEqualTo(reference.time().isPresent());
            found.get(i)
                    .time()
                    .ifPresent(time -> assertThat(time.estimate())
                            .as(reference.kind())
                            .isBetween(
                                    reference.time().orElseThrow().lower(),
                                    reference.time().orElseThrow().upper()));
        }
    }

    private static List<Finding> finals(String analyzer, RunSpec spec) {
        Analyzers analyzers = Analyzers.load(FormulaFindingsTest.class.getClassLoader());
        return Folding.found(
                Folding.fold(
                        analyzers.create(analyzer, Map.of()),
                        TrajectoryRuns.integrate(spec).events()),
                Stage.FINAL);
    }
}
