package io.driftlog.simulator.flow.radau;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.Stepper.Attempt;
import io.driftlog.simulator.flow.radau.FlowProblems.Data;
import io.driftlog.simulator.flow.radau.RadauMultiplierStepper.Memory;
import io.driftlog.simulator.flow.radau.stages.CollocationPolynomial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: the stepper keeps the contract of {@code Stepper}. Method: bitwise comparison of attempts made in different
 * company, and inputs that overflow or do not fit.
 */
class RadauMultiplierStepperTest {
    private static final Data DATA = FlowProblems.sparseNetwork(7, 15, 6);

    @Test
    void attempt_otherAttemptsBetween_givesTheSameBits() {
        RadauMultiplierStepper stepper = stepper();
        List<Memory> memories = memoriesOf(stepper);
        Memory memory = memories.get(6);
        double same = memory.last().orElseThrow().stepSize();
        for (double h : new double[] {same, 1.3 * same, 0.1 * same}) {
            long[] expected = bits(stepper.attempt(memory, h));

            stepper.attempt(memories.get(2), 0.7 * h);
            assertThat(bits(stepper.attempt(memory, h))).isEqualTo(expected);
            assertThat(stepper.attempt(overflowing(stepper), h)).isInstanceOf(Attempt.Refused.class);
            assertThat(bits(stepper.attempt(memory, h))).isEqualTo(expected);
            stepper.attempt(stepper.retry(memory), h);
            stepper.attempt(stepper.begin(memory.point()), 2 * h);
            assertThat(bits(stepper.attempt(memory, h))).isEqualTo(expected);
            assertThat(bits(stepper().attempt(memory, h))).isEqualTo(expected);
        }
    }

    @Test
    void attempt_anyOutcome_leavesTheMemoryAlone() {
        RadauMultiplierStepper stepper = stepper();
        Memory memory = memoriesOf(stepper).get(4);
        long[] before = bits(memory);
        stepper.attempt(memory, 0.1);
        stepper.attempt(memory, 1e9);
        stepper.retry(memory);
        stepper.settle(memory, 0.1, 0.2);
        assertThat(bits(memory)).isEqualTo(before);
    }

    @Test
    void interpolant_atBothEnds_isTheStepsOwnEnds() {
        RadauMultiplierStepper stepper = stepper();
        Memory memory = memoriesOf(stepper).get(4);
        Attempt.Candidate<Memory> candidate = (Attempt.Candidate<Memory>) stepper.attempt(memory, 0.02);
        double[] out = new double[30];
        candidate.interpolant().weightsAt(candidate.interpolant().end(), out);
        assertThat(out).isEqualTo(candidate.memory().point().weights());
        candidate.interpolant().weightsAt(candidate.interpolant().start(), out);
        assertThat(out).containsExactly(memory.point().weights(), within(1e-15));
        assertThat(candidate.interpolant().start()).isEqualTo(memory.point().time());
        assertThat(candidate.interpolant().end())
                .isEqualTo(candidate.memory().point().time());
    }

    @Test
    void begin_withoutMultiplier_takesScaledResiduals() {
        RadauMultiplierStepper stepper = stepper();
        Memory memory = stepper.begin(new FlowPoint(3, DATA.initial(), new double[0]));
        double[] residuals = new double[7];
        DATA.network().residuals(DATA.initial(), residuals);
        for (int i = 0; i < 7; i++) {
            assertThat(memory.point().multiplier()[i]).isCloseTo(residuals[i] / 7, within(1e-15));
        }
        double[] expected = new double[30];
        double[] gradient = new double[30];
        DATA.network().gradient(DATA.initial(), expected);
        stepper.lossGradient(memory, gradient);
        assertThat(gradient).containsExactly(expected, within(1e-14));
        assertThat(memory.point().time()).isEqualTo(3);
    }

    @Test
    void begin_atRestartPoint_keepsTheMultiplierAndNothingElse() {
        RadauMultiplierStepper stepper = stepper();
        Memory memory = memoriesOf(stepper).get(5);
        Memory restarted = stepper.begin(memory.point());
        assertThat(restarted.point().multiplier()).isEqualTo(memory.point().multiplier());
        assertThat(restarted.force()).isEqualTo(memory.force());
        assertThat(restarted.last()).isEmpty();
        assertThat(restarted.jacobianWeights()).isSameAs(memory.point().weights());
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-12, 1e-3, 1, 1e6, 1e300})
    void attempt_fromWeightsThatOverflow_isRefusedWithASentence(double stepSize) {
        RadauMultiplierStepper stepper = stepper();
        Attempt<Memory> attempt = stepper.attempt(overflowing(stepper), stepSize);
        assertThat(attempt).isInstanceOf(Attempt.Refused.class);
        Attempt.Refused<Memory> refused = (Attempt.Refused<Memory>) attempt;
        assertThat(refused.factor()).isGreaterThan(0).isLessThan(1);
        assertThat(refused.reason()).endsWith(".");
        assertThat(stepper.initialStepSize(overflowing(stepper)))
                .isGreaterThan(0)
                .isFinite();
    }

    @Test
    void attempt_farTooLargeStep_isRefusedAndASmallerOneSucceeds() {
        RadauMultiplierStepper stepper = stepper();
        Memory memory = stepper.begin(new FlowPoint(0, DATA.initial(), new double[0]));
        Attempt<Memory> attempt = stepper.attempt(memory, 1e8);
        assertThat(attempt).isInstanceOf(Attempt.Refused.class);
        assertThat(((Attempt.Refused<Memory>) attempt).reason())
                .isEqualTo("Newton's iteration does not converge at this step size.");
        assertThat(stepper.attempt(stepper.retry(memory), 1e-3)).isInstanceOf(Attempt.Candidate.class);
    }

    @Test
    void settle_slightGrowth_keepsTheStepSizeOnlyWhileNewtonContracts() {
        RadauMultiplierStepper stepper = stepper();
        Memory fast = withContraction(memoriesOf(stepper).get(4), 0.2);
        Memory slow = withContraction(fast, 0.21);
        assertThat(stepper.settle(fast, 1, 1.5)).isEqualTo(1);
        assertThat(stepper.settle(fast, 1, 1)).isEqualTo(1);
        assertThat(stepper.settle(fast, 1, 1.51)).isEqualTo(1.51);
        assertThat(stepper.settle(fast, 1, 0.99)).isEqualTo(0.99);
        assertThat(stepper.settle(slow, 1, 1.2)).isEqualTo(1.2);
    }

    @Test
    void work_keptStepSize_needsNoNewFactors() {
        RadauMultiplierStepper stepper = stepper();
        Memory memory = withContraction(memoriesOf(stepper).get(4), 0.1);
        double kept = memory.last().orElseThrow().stepSize();
        stepper.attempt(memory, kept);
        long jacobians = stepper.work().jacobians();
        long factorizations = stepper.work().factorizations();
        Attempt.Candidate<Memory> next = (Attempt.Candidate<Memory>) stepper.attempt(memory, kept);
        stepper.attempt(withContraction(next.memory(), 0.1), kept);
        assertThat(stepper.work().jacobians()).isEqualTo(jacobians);
        assertThat(stepper.work().factorizations()).isEqualTo(factorizations);
        stepper.attempt(withContraction(next.memory(), 0.3), kept);
        assertThat(stepper.work().jacobians()).isEqualTo(jacobians + 1);
        assertThat(stepper.work().factorizations()).isEqualTo(factorizations + 1);
    }

    @Test
    void work_ofALinearModel_formsOneGramMatrix() {
        Data data = FlowProblems.regression(5, 8, 7);
        RadauMultiplierStepper stepper = new RadauMultiplierStepper(data.regression(), 1e-3, 1e-6, 1e-9);
        int steps = new StepLoop(stepper, data.initial()).runTo(100).steps();
        assertThat(steps).isGreaterThan(10);
        assertThat(stepper.work().jacobians()).isEqualTo(1);
    }

    @Test
    void constructorAndCalls_argumentsThatMakeNoSense_areProgrammerErrors() {
        assertThatThrownBy(() -> new RadauMultiplierStepper(DATA.network(), -1, 1e-6, 1e-9))
                .hasMessage("the weight decay cannot be -1.0");
        assertThatThrownBy(() -> new RadauMultiplierStepper(DATA.network(), 0, Double.NaN, 1e-9))
                .hasMessage("the relative tolerance cannot be NaN");
        assertThatThrownBy(() -> new RadauMultiplierStepper(DATA.network(), 0, 1e-6, 0))
                .hasMessage("the absolute tolerance cannot be 0.0");
        RadauMultiplierStepper stepper = stepper();
        assertThatThrownBy(() -> stepper.begin(new FlowPoint(0, new double[3], new double[0])))
                .hasMessage("3 weights given to an objective of 30");
        assertThatThrownBy(() -> stepper.begin(new FlowPoint(0, DATA.initial(), new double[2])))
                .hasMessage("2 multipliers given to an objective of 7 samples");
        Memory memory = stepper.begin(new FlowPoint(0, DATA.initial(), new double[0]));
        assertThatThrownBy(() -> stepper.attempt(memory, 0)).hasMessage("the step size cannot be 0.0");
    }

    private static RadauMultiplierStepper stepper() {
        return new RadauMultiplierStepper(DATA.network(), 1e-3, 1e-6, 1e-9);
    }

    private static List<Memory> memoriesOf(RadauMultiplierStepper stepper) {
        List<Memory> memories = new ArrayList<>();
        new StepLoop(stepper, DATA.initial()).runTo(1, (after, interpolant) -> memories.add(after));
        return memories;
    }

    private static Memory overflowing(RadauMultiplierStepper stepper) {
        double[] weights = new double[30];
        Arrays.fill(weights, 1e160);
        return stepper.begin(new FlowPoint(0, weights, new double[0]));
    }

    private static Memory withContraction(Memory memory, double contraction) {
        return new Memory(
                memory.point(),
                memory.force(),
                memory.last(),
                memory.jacobianWeights(),
                contraction,
                memory.remainder(),
                memory.rejected(),
                memory.preconditioner());
    }

    private static long[] bits(Attempt<Memory> attempt) {
        assertThat(attempt).isInstanceOf(Attempt.Candidate.class);
        Attempt.Candidate<Memory> candidate = (Attempt.Candidate<Memory>) attempt;
        double[] middle = new double[30];
        candidate
                .interpolant()
                .weightsAt(
                        0.5
                                * (candidate.interpolant().start()
                                        + candidate.interpolant().end()),
                        middle);
        return concatenate(bits(candidate.memory()), bitsOf(candidate.error(), candidate.safety()), bitsOf(middle));
    }

    private static long[] bits(Memory memory) {
        RadauMultiplierStepper.LastStep last = memory.last().orElseThrow();
        return concatenate(
                bitsOf(memory.point().time(), memory.contraction(), memory.remainder(), last.stepSize()),
                bitsOf(memory.point().weights()),
                bitsOf(memory.point().multiplier()),
                bitsOf(memory.force()),
                bitsOf(memory.jacobianWeights()),
                bits(last.weights()),
                bits(last.multiplier()));
    }

    private static long[] bits(CollocationPolynomial polynomial) {
        return concatenate(bitsOf(polynomial.k1()), bitsOf(polynomial.k2()), bitsOf(polynomial.k3()));
    }

    private static long[] bitsOf(double... values) {
        return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
    }

    private static long[] concatenate(long[]... parts) {
        return Arrays.stream(parts).flatMapToLong(Arrays::stream).toArray();
    }
}
