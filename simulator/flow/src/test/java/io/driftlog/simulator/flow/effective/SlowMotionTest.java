package io.driftlog.simulator.flow.effective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.analyzer.testkit.BenchmarkProblems;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.Integration;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import org.junit.jupiter.api.Test;

/**
 * Goal: the motion of observed points is measured precisely however small lambda is. Method: linear regression, where the
 * tangential part of the velocity is known, and a run at lambda = 1e-8, where velocities from {@code c r(w)} are noise.
 */
class SlowMotionTest {
    @Test
    void at_slowPhaseOfTinyDecay_isTangential() {
        Integration run = Integration.start("tiny", BenchmarkProblems.run("B", 1e-8, 1));
        Advance next = run.advance();
        while (run.current().time() < 5e7 && next instanceof Advance.Stepped) {
            next = run.advance();
        }
        SlowMotion motion = motion(run);
        assertThat(motion.tangentialFraction()).isGreaterThan(0.999999);
        assertThat(motion.angle()).isBetween(1e-9, 1e-3);
        assertThat(motion.kktResidual()).isBetween(0.1, 0.9);
        assertThat(motion.speed()).isBetween(0.5, 5.0);
    }

    @Test
    void at_fastPhase_isNormal() {
        Integration run = Integration.start("fast", BenchmarkProblems.run("B", 1e-8, 1));
        run.advance();
        SlowMotion motion = motion(run);
        assertThat(motion.tangentialFraction()).isLessThan(1e-3);
        assertThat(motion.angle()).isCloseTo(Math.PI / 2, within(0.1));
    }

    private static SlowMotion motion(Integration run) {
        StepTaken step = run.current();
        LeastSquaresObjective objective =
                (LeastSquaresObjective) run.problem().flow().objective();
        return SlowMotion.at(
                TangentProjector.at(objective, step.weights()),
                run.problem().flow().regularizer(),
                run.problem().flow().weightDecay(),
                step.weights(),
                step.multiplier());
    }
}
