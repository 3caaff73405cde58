package io.driftlog.analyzer.detectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.analyzer.detectors.TrajectoryRuns.Run;
import io.driftlog.analyzer.detectors.effective.EffectiveFlowAnalyzer;
import io.driftlog.analyzer.detectors.effective.SingularityAnalyzer;
import io.driftlog.analyzer.detectors.grokking.GrokkingAnalyzer;
import io.driftlog.analyzer.detectors.phase.LossPlateauAnalyzer;
import io.driftlog.analyzer.detectors.phase.NormDriftAnalyzer;
import io.driftlog.analyzer.detectors.phase.TestLossDropAnalyzer;
import io.driftlog.analyzer.detectors.slow.SlowPhaseAnalyzer;
import io.driftlog.analyzer.spi.AnalyzerFactory;
import io.driftlog.analyzer.testkit.BenchmarkProblems;
import io.driftlog.events.EmissionPolicy;
import io.driftlog.events.Finding;
import io.driftlog.events.Finding.BracketedTime;
import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.events.StopRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Goal: every time that a finding states is true within 5 %, and its bracket contains the truth. Method: the same run at
 * tolerance 1e-10 with samples 0.01 apart in ln t, for small weight decay, where the integrator's steps are long.
 *
 * <p>{@code -Dtimes.lambdas=1e-3,1e-4,1e-5,1e-6,1e-7,1e-8 -Dtimes.problems=B,C,D,wide,diagonal,completion,relu} asks for
 * the whole table, which takes minutes; without them the test has one problem and the smallest weight decays.
 */
final class TrueTimesTest {
    private static final double WITHIN_LN_T = 0.05;
    private static final double NOISE = 2e-3;
    private static final List<String> PROBLEMS = words("times.problems", "diagonal");
    private static final List<String> LAMBDAS = words("times.lambdas", "1e-7");
    private static final List<AnalyzerFactory> FACTORIES = List.of(
            new LossPlateauAnalyzer.Factory(),
            new NormDriftAnalyzer.Factory(),
            new TestLossDropAnalyzer.Factory(),
            new SlowPhaseAnalyzer.Factory(),
            new SingularityAnalyzer.Factory(),
            new EffectiveFlowAnalyzer.Factory(),
            new GrokkingAnalyzer.Factory());

    private static List<String> words(String property, String otherwise) {
        return Arrays.asList(System.getProperty(property, otherwise).split(","));
    }

    private static ObjectiveSpec diagonal(double features, double samples) {
        return new ObjectiveSpec(
                "diagonal-linear-network",
                new TreeMap<>(),
                "sparse-fourier",
                new TreeMap<>(Map.of("features", features, "samples", samples, "sparsity", 5.0, "testSamples", 200.0)),
                new TreeMap<>());
    }

    private static RunSpec spec(String problem, double lambda) {
        return switch (problem) {
            case "wide" -> spec(diagonal(300, 60), 0.1, lambda);
            case "diagonal" -> spec(diagonal(100, 40), 0.1, lambda);
            case "completion" ->
                spec(
                        new ObjectiveSpec(
                                "matrix-completion",
                                new TreeMap<>(Map.of("innerDimension", 40.0)),
                                "low-rank",
                                new TreeMap<>(Map.of(
                                        "rows", 20.0, "columns", 20.0, "rank", 3.0, "observed", 220.0, "scale", 20.0)),
                                new TreeMap<>()),
                        1,
                        lambda);
            case "relu" ->
                spec(
                        new ObjectiveSpec(
                                "two-layer-relu",
                                new TreeMap<>(Map.of("neurons", 100.0)),
                                "relu-teacher",
                                new TreeMap<>(Map.of("samples", 10.0, "testSamples", 200.0)),
                                new TreeMap<>()),
                        4,
                        lambda);
            default -> BenchmarkProblems.run(problem, lambda, 20);
        };
    }

    private static RunSpec spec(ObjectiveSpec objective, double variance, double lambda) {
        return new RunSpec(
                objective,
                new InitialSpec.Gaussian(variance),
                lambda,
                "l2",
                new MethodSpec("auto", new TreeMap<>()),
                new StopRule(OptionalDouble.empty(), OptionalDouble.of(20), OptionalDouble.empty()),
                1);
    }

    private static RunSpec tight(RunSpec spec) {
        return new RunSpec(
                spec.objective(),
                spec.initial(),
                spec.weightDecay(),
                spec.regularizer(),
                new MethodSpec(spec.method().type(), new TreeMap<>(Map.of("relativeTolerance", 1e-10))),
                spec.until(),
                spec.seed());
    }

    @Test
    void findings_ofLongSteps_stateTrueTimes() {
        List<String> wrong = new ArrayList<>();
        for (String problem : PROBLEMS) {
            for (String lambda : LAMBDAS) {
                RunSpec spec = spec(problem, Double.parseDouble(lambda));
                Run run = TrajectoryRuns.integrate(spec, EmissionPolicy.DEFAULT);
                Run truth = TrajectoryRuns.integrate(tight(spec), new EmissionPolicy(1, 0, 1, 0.01));
                String label = problem + " " + lambda;
                double worst = 0;
                for (AnalyzerFactory factory : FACTORIES) {
                    worst = Math.max(worst, compare(label, run.finals(factory), truth.finals(factory), wrong));
                }
                System.out.printf(
                        "times: %s, %d events (%d steps), largest error %.4f in ln t%n",
                        label, run.events().size(), steps(run), worst);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static long steps(Run run) {
        return run.events().stream()
                .filter(event -> event instanceof StepTaken step && !step.isSample())
                .count();
    }

    private static double compare(String label, List<Finding> found, List<Finding> truth, List<String> wrong) {
        double worst = 0;
        for (Finding finding : found) {
            Stream<Finding> same = truth.stream().filter(other -> other.kind().equals(finding.kind()));
            Finding other = same.findFirst().orElse(null);
            if (other == null) {
                wrong.add(label + ": " + finding.kind() + " is "
                        + truth.stream().map(Finding::kind).toList() + " in truth");
            } else if (finding.time().isPresent()) {
                BracketedTime stated = finding.time().get();
                double time = other.time().orElseThrow().estimate();
                double error = Math.abs(StrictMath.log(stated.estimate() / time));
                worst = Math.max(worst, error);
                boolean contained = stated.lower() <= time * (1 + NOISE) && time <= stated.upper() * (1 + NOISE);
                if (!(error <= WITHIN_LN_T) || !contained) {
                    wrong.add(label + ": " + finding.kind() + " at " + stated + ", in truth " + time + " (" + error
                            + ")");
                }
            }
        }
        return worst;
    }
}
