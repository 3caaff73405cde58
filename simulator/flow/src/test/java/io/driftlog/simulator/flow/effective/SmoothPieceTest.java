package io.driftlog.simulator.flow.effective;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.DenseOutput;
import io.driftlog.simulator.flow.Specs;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.Integration;
import io.driftlog.simulator.flow.spec.Problems;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import io.driftlog.simulator.spi.Vectors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: J at a point of a ReLU run is that of the motion which the run has there, also where neurons slide along kinks.
 * Method: the velocity {@code -J^T mu - lambda w} of single points against the differences of the run's dense output.
 */
class SmoothPieceTest {
    private static final double LAMBDA = 1e-3;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void at_neuronsSlide_theForceIsThatOfTheRun(int inputs) {
        RunSpec spec = Specs.reluOfInputs(inputs, 20, 8, LAMBDA, 8);
        LeastSquaresObjective network =
                (LeastSquaresObjective) Problems.open(spec).flow().objective();
        SmoothPiece piece = new SmoothPiece(network);
        Integration run = Integration.start("kinks", spec);
        List<Double> errors = new ArrayList<>();
        List<Double> errorsOfSigns = new ArrayList<>();
        while (run.advance() instanceof Advance.Stepped stepped) {
            StepTaken step = stepped.step();
            if (LAMBDA * step.time() > 3) {
                double[] seen = seen(stepped.interpolant(), step.weights());
                errors.add(distance(velocity(piece.at(step.weights()), step), seen));
                errorsOfSigns.add(distance(velocity(network, step), seen));
                assertThat(piece.neuronsOnKinks()).isPositive();
            }
        }
        assertThat(median(errors)).isLessThan(0.01);
        assertThat(median(errorsOfSigns)).as("signs alone mislead").isGreaterThan(0.5);
    }

    @Test
    void at_smoothObjective_isTheObjective() {
        LeastSquaresObjective objective = (LeastSquaresObjective)
                Problems.open(Specs.smallNetwork("auto", Map.of())).flow().objective();
        SmoothPiece piece = new SmoothPiece(objective);
        assertThat(piece.at(new double[objective.dimension()])).isSameAs(objective);
        assertThat(piece.hasKinks()).isFalse();
        assertThat(piece.neuronsOnKinks()).isZero();
    }

    private static double[] seen(DenseOutput interpolant, double[] end) {
        double span = 1e-3 * (interpolant.end() - interpolant.start());
        double[] before = new double[end.length];
        interpolant.weightsAt(interpolant.end() - span, before);
        double[] velocity = end.clone();
        Vectors.addScaled(-1, before, velocity);
        Vectors.scale(1 / span, velocity);
        return velocity;
    }

    private static double[] velocity(LeastSquaresObjective objective, StepTaken step) {
        double[] velocity = new double[step.weights().length];
        objective.transposedJacobianProduct(step.weights(), step.multiplier(), velocity);
        Vectors.addScaled(LAMBDA, step.weights(), velocity);
        Vectors.scale(-1, velocity);
        return velocity;
    }

    private static double distance(double[] x, double[] reference) {
        double[] difference = x.clone();
        Vectors.addScaled(-1, reference, difference);
        return Math.sqrt(Vectors.normSquared(difference) / Vectors.normSquared(reference));
    }

    private static double median(List<Double> values) {
        assertThat(values).hasSizeGreaterThan(20);
        Collections.sort(values);
        return values.get(values.size() / 2);
    }
}
