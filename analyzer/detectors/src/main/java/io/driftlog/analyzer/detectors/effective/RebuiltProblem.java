package io.driftlog.analyzer.detectors.effective;

import io.driftlog.analyzer.detectors.Undetermined;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.RunStarted;
import io.driftlog.events.StopRule;
import io.driftlog.simulator.flow.objective.Classifier;
import io.driftlog.simulator.flow.spec.Objectives;
import io.driftlog.simulator.flow.spec.Problem;
import io.driftlog.simulator.flow.spec.Problems;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.LeastSquaresObjective;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The problem of a run as its first event describes it, or why there is none to be had. Its objective keeps work spaces:
 * for one fold.
 *
 * @param problem a least-squares objective, the regulariser and the initial weights
 * @param whyNot a clause for a person; empty when there is a problem
 */
record RebuiltProblem(Optional<Problem> problem, String whyNot) {
    /**
     * Rebuilds it.
     *
     * @param largest the largest {@code min(n, d)} of which spectra are computed
     */
    static RebuiltProblem of(RunStarted run, int largest) {
        String type = run.spec().objective().type();
        boolean hasItsData = run.spec().objective().datasetReferences().isEmpty();
        boolean needsPlugins = !run.spec().plugins().isEmpty();
        if (hasItsData && !needsPlugins && !Objectives.isKnown(type) && !type.equals(Objectives.UNKNOWN)) {
            // Without the known types, which change from version to version.
            return not("its problem cannot be rebuilt: objective.type " + type + " is not known");
        }
        try {
            Problem problem = Problems.open(withoutMethod(run.spec()));
            return unfit(problem, largest)
                    .map(RebuiltProblem::not)
                    .orElseGet(() -> new RebuiltProblem(Optional.of(problem), ""));
        } catch (InvalidSpecException | IllegalArgumentException e) {
            return not("its problem cannot be rebuilt: " + withoutStop(String.valueOf(e.getMessage())));
        }
    }

    /** How the run was integrated, and until when, is no part of its problem. */
    private static RunSpec withoutMethod(RunSpec spec) {
        return spec.with(new MethodSpec("auto", new TreeMap<>()))
                .with(new StopRule(OptionalDouble.of(1), OptionalDouble.empty(), OptionalDouble.empty()));
    }

    private static RebuiltProblem not(String why) {
        return new RebuiltProblem(Optional.empty(), why);
    }

    private static Optional<String> unfit(Problem problem, int largest) {
        if (problem.flow().objective() instanceof Classifier) {
            return Optional.of(Undetermined.NO_MINIMISER);
        }
        if (!(problem.flow().objective() instanceof LeastSquaresObjective objective)) {
            return Optional.of("its loss is no sum of squares");
        }
        int size = Math.min(objective.samples(), objective.dimension());
        return size <= largest
                ? Optional.empty()
                : Optional.of("its spectra would be those of " + size + " x " + size + " matrices, and the parameter"
                        + " largest allows " + largest
                        + "; raise it, and with it the step deadline of the host, to analyse this run");
    }

    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    LeastSquaresObjective objective() {
        return (LeastSquaresObjective) problem.orElseThrow().flow().objective();
    }
}
