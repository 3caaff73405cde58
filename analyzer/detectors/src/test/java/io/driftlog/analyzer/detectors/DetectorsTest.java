package io.driftlog.analyzer.detectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.spi.driver.Analyzers;
import io.driftlog.analyzer.testkit.Folding;
import io.driftlog.analyzer.testkit.Trajectories;
import io.driftlog.events.FindingRecorded;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectorsTest {
    private final Analyzers analyzers = Analyzers.load(getClass().getClassLoader());

    @Test
    void load_detectors_areAllThere() {
        assertThat(analyzers.refused()).isEmpty();
        assertThat(analyzers.factories())
                .extracting(AnalyzerFactory::id)
                .containsExactly(
                        "effective-flow",
                        "grokking",
                        "loss-plateau",
                        "margin",
                        "norm-drift",
                        "singularity",
                        "slow-phase",
                        "test-loss-drop");
    }

    /**
     * Goal: every bit and letter is the same on any machine and JDK. Method: a digest of an analyzer's findings about the
     * run with two phases. When findings are meant to change, raise the analyzer's version and take the digest from the
     * failure.
     */
    @ParameterizedTest
    @CsvSource({
        "effective-flow, 7a3f43807833796d",
        "grokking, fae1e162e2f8594d",
        "loss-plateau, 9e8582d3d595b153",
        "margin, ed7449034ae5ad5b",
        "norm-drift, 7824d1b3c7c1f540",
        "singularity, 91e4d9d2e269b324",
        "slow-phase, 9311a6ff4c6d61a4",
        "test-loss-drop, f30e048edb0a8286"
    })
    void fold_twoPhases_givesTheSameBitsOnEveryJdk(String id, String expected) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (FindingRecorded recorded : Folding.fold(
                analyzers.create(id, Map.of()), Trajectories.twoPhases("r").build())) {
            digest.update(bits(recorded).getBytes(StandardCharsets.UTF_8));
        }
        assertThat(HexFormat.of().formatHex(digest.digest(), 0, 8)).isEqualTo(expected);
    }

    private static String bits(FindingRecorded recorded) {
        StringBuilder text = new StringBuilder();
        text.append(recorded.analyzer()).append(recorded.seq()).append(recorded.index());
        text.append(recorded.finding().kind()).append(recorded.finding().stage());
        recorded.finding()
                .time()
                .ifPresent(time -> text.append(Double.doubleToLongBits(time.estimate()))
                        .append(Double.doubleToLongBits(time.lower()))
                        .append(Double.doubleToLongBits(time.upper())));
        recorded.finding().values().forEach((name, value) -> text.append(name).append(Double.doubleToLongBits(value)));
        return text.append(recorded.finding().sentence()).toString();
    }
}
