package io.driftlog.simulator.flow.radau;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.simulator.flow.StepController.State;
import io.driftlog.simulator.flow.StepController.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: every rule of the controller, each seen alone. Method: states and errors whose step factors are round numbers. */
class PredictiveControllerTest {
    private final PredictiveController controller = new PredictiveController();

    @Test
    void judge_firstStepWithSmallError_growsByTheFourthRootTimesSafety() {
        Verdict verdict = controller.judge(controller.begin(0.1), 1.0 / 16, 0.5);
        assertThat(verdict.accepted()).isTrue();
        assertThat(verdict.next().stepSize()).isCloseTo(0.1, within(1e-15));
        assertThat(verdict.next().acceptedStepSize()).isEqualTo(0.1);
        assertThat(verdict.next().acceptedError()).isEqualTo(1.0 / 16);
    }

    @Test
    void judge_noErrorAtAll_growsByEightAtMost() {
        Verdict verdict = controller.judge(controller.begin(0.1), 0, 0.9);
        assertThat(verdict.next().stepSize()).isCloseTo(0.8, within(1e-15));
        assertThat(verdict.next().acceptedError()).isEqualTo(1e-2);
    }

    @Test
    void judge_firstStepWithLargeError_shrinksTenfold() {
        Verdict verdict = controller.judge(controller.begin(0.1), 2, 0.9);
        assertThat(verdict.accepted()).isFalse();
        assertThat(verdict.next()).isEqualTo(new State(0.1 * 0.1, 0, 1, 1));
    }

    @Test
    void judge_laterStepWithLargeError_shrinksByTheFourthRoot() {
        Verdict verdict = controller.judge(new State(0.3, 0.2, 0.5, 0), 16, 1);
        assertThat(verdict.accepted()).isFalse();
        assertThat(verdict.next().stepSize()).isCloseTo(0.15, within(1e-15));
        assertThat(verdict.next().acceptedStepSize()).isEqualTo(0.2);
        assertThat(verdict.next().acceptedError()).isEqualTo(0.5);
        assertThat(verdict.next().rejecting()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e30, Double.POSITIVE_INFINITY, Double.NaN})
    void judge_errorBeyondMeasure_rejectsAndShrinksFivefold(double error) {
        Verdict verdict = controller.judge(new State(0.5, 0.2, 0.5, 0), error, 0.9);
        assertThat(verdict.accepted()).isFalse();
        assertThat(verdict.next().stepSize()).isCloseTo(0.1, within(1e-15));
    }

    @Test
    void judge_errorExactlyOne_rejects() {
        assertThat(controller.judge(new State(0.5, 0.2, 0.5, 0), 1, 0.9).accepted())
                .isFalse();
    }

    /** The last step grew tenfold in error at equal size, so the next one is smaller than the last error alone says. */
    @Test
    void judge_risingError_followsTheTrend() {
        Verdict verdict = controller.judge(new State(1, 1, 0.01, 0), 0.1, 1);
        double trend = Math.pow(0.1 * 0.1 / 0.01, 0.25) / 0.9;
        assertThat(verdict.next().stepSize()).isCloseTo(1 / trend, within(1e-14));
        assertThat(verdict.next().stepSize()).isLessThan(1 / Math.pow(0.1, 0.25));
    }

    @Test
    void judge_acceptedAfterRejection_doesNotGrow() {
        Verdict verdict = controller.judge(new State(0.5, 0.5, 0.5, 1), 1e-8, 0.9);
        assertThat(verdict.accepted()).isTrue();
        assertThat(verdict.next().stepSize()).isEqualTo(0.5);
        assertThat(verdict.next().rejecting()).isZero();
    }

    @Test
    void refused_anyFactor_scalesTheStepSizeAndMarksTheRejection() {
        assertThat(controller.refused(new State(0.5, 0.2, 0.3, 0), 0.5)).isEqualTo(new State(0.25, 0.2, 0.3, 1));
    }
}
