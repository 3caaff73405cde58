package io.driftlog.simulator.flow.explicit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.GradientFlow;
import io.driftlog.simulator.flow.Specs;
import io.driftlog.simulator.flow.Stepper;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.Integration;
import io.driftlog.simulator.flow.spec.Problem;
import io.driftlog.simulator.flow.spec.Problems;
import io.driftlog.simulator.spi.Vectors;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Goal: RODAS has order 4, obeys its tolerance and is not slowed by stiffness. Method: runs against dormand-prince. */
class RodasTest {
    private static final double TIME = 8;

    @Test
    void attempt_ofHalvedSteps_convergesWithOrderFour() {
        Problem problem = Problems.open(spec(Specs.method("rodas", Map.of()), 0.05, TIME));
        double[] reference = end(spec(
                        Specs.method("dormand-prince", Map.of("relativeTolerance", 1e-13, "absoluteTolerance", 1e-14)),
                        0.05,
                        TIME))
                .current()
                .weights();
        double coarse = distance(fixedSteps(problem, 64), reference);
        double fine = distance(fixedSteps(problem, 128), reference);
        assertThat(StrictMath.log(coarse / fine) / StrictMath.log(2)).isCloseTo(4, within(0.2));
    }

    @Test
    void run_atSmallDecay_meetsItsToleranceInFewSteps() {
        Integration rodas = end(spec(Specs.method("rodas", Map.of()), 1e-6, 1e6));
        Integration reference = end(spec(
                Specs.method("dormand-prince", Map.of("relativeTolerance", 1e-11, "absoluteTolerance", 1e-12)),
                1e-6,
                1e6));
        double size = Math.sqrt(reference.current().weightNormSquared());
        assertThat(distance(rodas.current().weights(), reference.current().weights()))
                .isLessThan(1e-5 * size);
        assertThat(rodas.current().step()).isLessThan(400);
    }

    private static RunSpec spec(MethodSpec method, double lambda, double time) {
        return new RunSpec(
                Specs.generated(
                        "diagonal-linear-classifier",
                        "separable-gaussians",
                        Map.of("features", 6.0, "samples", 12.0, "testSamples", 0.0)),
                new InitialSpec.Gaussian(0.5),
                lambda,
                "l2",
                method,
                Specs.untilTime(time),
                4);
    }

    private static double[] fixedSteps(Problem problem, int count) {
        GradientFlow flow = problem.flow();
        Rodas rodas = new Rodas(flow, 1e-6, 1e-9);
        Rodas.Memory memory = rodas.begin(new FlowPoint(0, problem.initialWeights(), new double[0]));
        for (int i = 0; i < count; i++) {
            memory = ((Stepper.Attempt.Candidate<Rodas.Memory>) rodas.attempt(memory, TIME / count)).memory();
        }
        return memory.point().weights();
    }

    private static Integration end(RunSpec spec) {
        Integration integration = Integration.start("run", spec);
        Advance advance = integration.advance();
        while (advance instanceof Advance.Stepped) {
            advance = integration.advance();
        }
        return integration;
    }

    private static double distance(double[] x, double[] y) {
        double[] difference = x.clone();
        Vectors.addScaled(-1, y, difference);
        return Math.sqrt(Vectors.normSquared(difference));
    }
}
