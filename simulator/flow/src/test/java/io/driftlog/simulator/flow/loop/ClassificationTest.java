package io.driftlog.simulator.flow.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.InitialSpec;
import io.driftlog.events.Outcome;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.events.StopRule;
import io.driftlog.simulator.flow.Specs;
import io.driftlog.simulator.flow.objective.Classifier;
import io.driftlog.simulator.flow.spec.Methods;
import io.driftlog.simulator.flow.spec.Problems;
import io.driftlog.simulator.spi.Vectors;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: the flow of a classifier ends at the minimiser of the regularised loss, whose norm grows with ln(1/lambda) by the
 * exact law. Method: runs ended by their speed against Newton's method, and against each other at neighbouring lambda.
 */
class ClassificationTest {
    private static final Map<String, Double> DATA =
            Map.of("features", 20.0, "samples", 40.0, "margin", 0.5, "testSamples", 0.0);

    @ParameterizedTest
    @CsvSource({"1e-2", "1e-4", "1e-8"})
    void end_ofALogisticRunByItsSpeed_isTheRegularisedMinimiser(double lambda) {
        RunSpec spec = logistic(lambda);
        double[] w = end(spec).weights();
        double[] reference = minimiser(spec);
        for (int k = 0; k < w.length; k++) {
            assertThat(w[k]).isCloseTo(reference[k], within(1e-8));
        }
    }

    @ParameterizedTest
    @CsvSource({"1e-2", "1e-4", "1e-6"})
    void end_atNeighbouringDecays_growsByTheExactLaw(double lambda) {
        double step = 0.003;
        double slope = (norm(end(logistic(lambda * StrictMath.exp(-step))))
                        - norm(end(logistic(lambda * StrictMath.exp(step)))))
                / (2 * step);
        RunSpec spec = logistic(lambda);
        double[] w = end(spec).weights();
        Classifier classifier = classifier(spec);
        double[] solution = solveShifted(classifier, w, lambda, w);
        double law = lambda * Vectors.dot(w, solution) / Math.sqrt(Vectors.normSquared(w));
        assertThat(slope).isCloseTo(law, within(1e-5));
    }

    private static RunSpec logistic(double lambda) {
        return new RunSpec(
                Specs.generated("linear-classifier", "separable-gaussians", DATA),
                new InitialSpec.Gaussian(0.1),
                lambda,
                "l2",
                Specs.method("auto", Map.of()),
                new StopRule(
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.of(3e-9 * lambda),
                        OptionalLong.empty()),
                1);
    }

    private static Classifier classifier(RunSpec spec) {
        return (Classifier) Problems.open(spec).flow().objective();
    }

    private static double norm(StepTaken step) {
        return Math.sqrt(step.weightNormSquared());
    }

    /** The last step of a run that its own rule ends. */
    private static StepTaken end(RunSpec spec) {
        Integration integration = start(spec);
        Advance advance = integration.advance();
        while (advance instanceof Advance.Stepped) {
            advance = integration.advance();
        }
        Advance.Ended ended = (Advance.Ended) advance;
        assertThat(ended.outcome()).as(ended.reason()).isEqualTo(Outcome.COMPLETED);
        assertThat(ended.cause()).as(ended.reason()).isEqualTo("speed-reached");
        return integration.current();
    }

    private static Integration start(RunSpec spec) {
        return Integration.start(
                "run",
                spec.with(Methods.choose(spec.method(), Problems.open(spec)).method()));
    }

    /** By Newton's method with steps of at most 1, until it stands still. */
    private static double[] minimiser(RunSpec spec) {
        Classifier classifier = classifier(spec);
        double lambda = spec.weightDecay();
        double[] w = new double[classifier.dimension()];
        double[] force = new double[w.length];
        double length = 1;
        for (int i = 0; i < 500 && length > 1e-13; i++) {
            classifier.gradient(w, force);
            Vectors.addScaled(lambda, w, force);
            double[] step = solveShifted(classifier, w, lambda, force);
            length = Math.sqrt(Vectors.normSquared(step));
            Vectors.addScaled(-Math.min(1, 1 / length), step, w);
        }
        assertThat(length).isLessThan(1e-12);
        return w;
    }

    /** {@code (H(w) + lambda I)^-1 b}. */
    private static double[] solveShifted(Classifier classifier, double[] w, double lambda, double[] b) {
        int d = w.length;
        var matrix = new DMatrixRMaj(d, d);
        double[] unit = new double[d];
        double[] column = new double[d];
        for (int k = 0; k < d; k++) {
            Arrays.fill(unit, 0);
            unit[k] = 1;
            classifier.hessianProduct(w, unit, column);
            for (int i = 0; i < d; i++) {
                matrix.set(i, k, column[i] + (i == k ? lambda : 0));
            }
        }
        var solution = new DMatrixRMaj(d, 1);
        assertThat(CommonOps_DDRM.solve(matrix, new DMatrixRMaj(d, 1, true, b), solution))
                .isTrue();
        return solution.data;
    }
}
