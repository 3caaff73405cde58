package io.driftlog.simulator.flow.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.events.InitialSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.simulator.flow.Specs;
import io.driftlog.simulator.flow.objective.Classifier;
import io.driftlog.simulator.flow.spec.Problems;
import io.driftlog.simulator.spi.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Goal: how fast the direction tends to the hard margin as lambda falls, and when a large start leaves the kernel's
 * predictor. Method: fits by least squares with 95 % intervals, printed; with {@code -Ddriftlog.fits=true} only.
 */
@EnabledIfSystemProperty(named = "driftlog.fits", matches = "true")
class MarginFitsTest {
    /** The angle of the last weights to the hard margin against {@code 1 / ln(1/lambda)}. */
    @Test
    void angle_overDecays_fallsAsTheInverseLogarithm() {
        for (int seed = 1; seed <= 3; seed++) {
            List<double[]> points = new ArrayList<>();
            for (int exponent = 3; exponent <= 12; exponent++) {
                double lambda = StrictMath.pow(10, -exponent);
                RunSpec spec = separable(seed, lambda);
                Classifier classifier = (Classifier) Problems.open(spec).flow().objective();
                double angle =
                        angle(end(spec).weights(), classifier.hardMargin().orElseThrow());
                points.add(new double[] {exponent * StrictMath.log(10), angle});
                System.out.printf("seed %d lambda 1e-%02d angle %.4f rad%n", seed, exponent, angle);
            }
            for (int from : new int[] {0, 5}) {
                List<double[]> inverse = points.subList(from, points.size()).stream()
                        .map(point -> new double[] {1 / point[0], point[1]})
                        .toList();
                List<double[]> logs = points.subList(from, points.size()).stream()
                        .map(point -> new double[] {StrictMath.log(point[0]), StrictMath.log(point[1])})
                        .toList();
                System.out.printf(
                        "seed %d, lambda from %s: angle = a + b / ln(1/lambda): %s; exponent of ln(1/lambda): %s%n",
                        seed, from == 0 ? "1e-3" : "1e-8", Line.through(inverse), Line.through(logs));
                assertThat(Line.through(logs).slope()).isNegative();
            }
        }
    }

    private static RunSpec separable(long seed, double lambda) {
        return new RunSpec(
                Specs.generated(
                        "linear-classifier",
                        "separable-gaussians",
                        Map.of("features", 20.0, "samples", 40.0, "testSamples", 0.0)),
                new InitialSpec.Gaussian(0.1),
                lambda,
                "l2",
                Specs.method("rodas", Map.of()),
                Specs.untilSlowTime(25),
                seed);
    }

    /**
     * The time at which a diagonal classifier from {@code u = alpha, v = 0} has turned half the way from the kernel's
     * predictor, which it has at slow time {@code ln(alpha) / 2}, to that of its end, against {@code ln(alpha) / lambda}.
     */
    @Test
    void transition_fromALargeStart_growsWithTheLogarithmOfItsScale() {
        for (double lambda : new double[] {1e-3, 1e-4, 1e-5}) {
            List<double[]> points = new ArrayList<>();
            for (double logarithm = 3; logarithm <= 9; logarithm += 1) {
                double slowTime = transition(lambda, StrictMath.exp(logarithm));
                points.add(new double[] {logarithm, slowTime});
                System.out.printf("lambda %.0e ln(alpha) %.0f lambda t %.3f%n", lambda, logarithm, slowTime);
            }
            System.out.printf("lambda %.0e: lambda t = a + c ln(alpha): %s%n", lambda, Line.through(points));
            assertThat(Line.through(points).slope()).isBetween(0.8, 1.2);
        }
    }

    private static double transition(double lambda, double alpha) {
        ObjectiveSpec objective = Specs.generated(
                "diagonal-linear-classifier",
                "separable-gaussians",
                Map.of("features", 30.0, "samples", 15.0, "sparsity", 2.0, "margin", 0.5));
        double[] start = new double[60];
        Arrays.fill(start, 0, 30, alpha);
        double middle = 0.5 * StrictMath.log(alpha);
        RunSpec spec = new RunSpec(
                objective,
                new InitialSpec.Given(start),
                lambda,
                "l2",
                Specs.method("rodas", Map.of()),
                Specs.untilSlowTime(StrictMath.log(alpha) + 15),
                1);
        List<StepTaken> steps = steps(spec);
        Classifier classifier = (Classifier) Problems.open(spec).flow().objective();
        double[] last = classifier.predictor(steps.get(steps.size() - 1).weights());
        double plateau = Double.NaN;
        StepTaken before = steps.get(0);
        double angleBefore = Double.NaN;
        for (StepTaken step : steps.subList(1, steps.size())) {
            double angle = angle(classifier.predictor(step.weights()), last);
            if (Double.isNaN(plateau)) {
                plateau = lambda * step.time() >= middle ? angle : plateau;
            } else if (angle <= plateau / 2) {
                double fraction = (angleBefore - plateau / 2) / (angleBefore - angle);
                return lambda * (before.time() + fraction * (step.time() - before.time()));
            }
            before = step;
            angleBefore = angle;
        }
        throw new AssertionError("no transition at alpha = " + alpha);
    }

    private static StepTaken end(RunSpec spec) {
        List<StepTaken> steps = steps(spec);
        return steps.get(steps.size() - 1);
    }

    private static List<StepTaken> steps(RunSpec spec) {
        Integration integration = Integration.start("run", spec);
        List<StepTaken> steps = new ArrayList<>(List.of(integration.current()));
        while (integration.advance() instanceof Advance.Stepped stepped) {
            steps.add(stepped.step());
        }
        return steps;
    }

    private static double angle(double[] x, double[] y) {
        return StrictMath.acos(
                Math.min(1, Vectors.dot(x, y) / Math.sqrt(Vectors.normSquared(x) * Vectors.normSquared(y))));
    }

    /** A line by least squares; the interval is that of Student's t at 95 %. */
    private record Line(double intercept, double slope, double halfWidth) {
        private static final double[] STUDENT = {0, 12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306};

        static Line through(List<double[]> points) {
            int n = points.size();
            double x = points.stream().mapToDouble(point -> point[0]).average().orElseThrow();
            double y = points.stream().mapToDouble(point -> point[1]).average().orElseThrow();
            double xx = points.stream()
                    .mapToDouble(point -> (point[0] - x) * (point[0] - x))
                    .sum();
            double xy = points.stream()
                    .mapToDouble(point -> (point[0] - x) * (point[1] - y))
                    .sum();
            double slope = xy / xx;
            double rest = points.stream()
                    .mapToDouble(point -> point[1] - y - slope * (point[0] - x))
                    .map(residual -> residual * residual)
                    .sum();
            return new Line(y - slope * x, slope, STUDENT[n - 2] * Math.sqrt(rest / (n - 2) / xx));
        }

        @Override
        public String toString() {
            return String.format("intercept %.4f, slope %.4f +- %.4f", intercept, slope, halfWidth);
        }
    }
}
