package io.driftlog.node.cli.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.analyzer.report.figures.Expectation;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReproduceCommandTest {
    @Test
    void exitCode_numberOutsideWhatIsExpected_isOne() {
        var within = new Expectation("rank", "3", "3", "-", true);
        var outside = new Expectation("digits", "at least 5", "4", "-", false);
        assertThat(ReproduceCommand.exitCode(List.of(within))).isZero();
        assertThat(ReproduceCommand.exitCode(List.of(within, outside))).isEqualTo(1);
    }
}
