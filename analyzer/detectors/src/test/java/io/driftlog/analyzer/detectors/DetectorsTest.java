package io.driftlog.analyzer.detectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.spi.Analyzers;
import io.driftlog.analyzer.spi.FoldDriver;
import io.driftlog.analyzer.testkit.Folding;
import io.driftlog.analyzer.testkit.Trajectories;
import io.driftlog.events.FindingRecorded;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DetectorsTest {
    private final Analyzers analyzers = Analyzers.load(getClass().getClassLoader());

    @Test
    void load_detectors_areAllThere() {
        assertThat(analyzers.refused()).isEmpty();
        assertThat(analyzers.factories())
                .extracting(AnalyzerFactory::id)
                .containsExactly("loss-plateau", "norm-drift", "test-loss-drop");
    }

    /**
     * Goal: every bit and letter is the same on any machine and JDK. Method: a digest of all findings about the run with
     * two phases. When findings are meant to change, raise the analyzer's version and take the digest from the failure.
     */
    @Test
    void fold_twoPhases_givesTheSameBitsOnEveryJdk() throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (AnalyzerFactory factory : analyzers.factories()) {
            FoldDriver<?> driver = analyzers.create(factory.id(), Map.of());
            for (FindingRecorded recorded :
                    Folding.fold(driver, Trajectories.twoPhases("r").build())) {
                digest.update(bits(recorded).getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(HexFormat.of().formatHex(digest.digest(), 0, 8)).isEqualTo("5aaf7b779c671fa5");
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
