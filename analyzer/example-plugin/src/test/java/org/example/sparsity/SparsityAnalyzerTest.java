package org.example.sparsity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.testkit.AnalyzerContract;
import io.driftlog.analyzer.testkit.Folding;
import io.driftlog.analyzer.testkit.Trajectories;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.Stage;
import io.driftlog.events.FindingRecorded;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: the analyzer keeps the contract, and counts right. Method: the test kit, and weights with a known answer. */
final class SparsityAnalyzerTest implements AnalyzerContract {
    @Override
    public AnalyzerFactory factory() {
        return new SparsityFactory();
    }

    /** (1 + 7 a)^2 / (1 + 7 a^2) for one weight of 1 and seven of a: 8 at a = 1, 1 at a = 0. */
    @Test
    void fold_sevenOfEightWeightsVanish_findsEachHalving() {
        List<FindingRecorded> findings = Folding.fold(
                new SparsityAnalyzer(0.5),
                Trajectories.twoPhases("a")
                        .weights(t -> {
                            double a = StrictMath.exp(-t);
                            return new double[] {1, a, a, a, a, a, a, a};
                        })
                        .logTimes(0.01, 100, 400)
                        .build());

        List<Finding> halvings = Folding.found(findings, Stage.PROVISIONAL);
        assertThat(halvings).hasSize(2).allSatisfy(found -> {
            double time = found.time().orElseThrow().estimate();
            double a = StrictMath.exp(-time);
            assertThat(found.values().get("activeWeights"))
                    .isCloseTo((1 + 7 * a) * (1 + 7 * a) / (1 + 7 * a * a), offset(1e-12));
        });
        assertThat(Folding.found(findings, Stage.FINAL))
                .singleElement()
                .satisfies(
                        found -> assertThat(found.values().get("activeWeights")).isBetween(1.0, 1.0001));
    }
}
