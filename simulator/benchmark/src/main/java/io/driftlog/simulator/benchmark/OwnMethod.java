package io.driftlog.simulator.benchmark;

import io.driftlog.events.Outcome;
import io.driftlog.events.RunSpec;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.Integration;
import io.driftlog.simulator.flow.spec.Method;
import io.driftlog.simulator.flow.spec.Methods;
import io.driftlog.simulator.flow.spec.Problem;
import io.driftlog.simulator.flow.spec.Problems;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A method of the registry on a problem file: either its bare steps, or the whole integration of a run with losses,
 * norms, digests and step events.
 *
 * @param method its name in a run spec
 * @param withEvents whether to time the whole integration
 */
record OwnMethod(String method, boolean withEvents) implements InProcessSolver.Factory {
    /** About as many steps of an exact solution as there are output times, which is what the peers compute. */
    private static final double OUTPUTS_PER_DECADE = 3;

    private static final double DEFAULT_PER_DECADE = 16;

    @Override
    public String name() {
        return withEvents ? method + " + events" : method;
    }

    @Override
    public Optional<InProcessSolver> open(Path path, double weightDecay) throws IOException {
        ProblemFile file = ProblemFile.read(path);
        double[] times = OutputTimes.of(weightDecay);
        try {
            RunSpec defaults = ProblemSpecs.run(file, weightDecay, method, Map.of());
            Problem problem = Problems.open(defaults);
            create(defaults, problem);
            return Optional.of((tolerance, deadline) -> {
                RunSpec spec = ProblemSpecs.run(file, weightDecay, method, parameters(tolerance));
                return withEvents
                        ? integrate(spec, times, deadline)
                        : BareSteps.run(create(spec, problem), problem.initialWeights(), times, deadline);
            });
        } catch (InvalidSpecException e) {
            return Optional.empty();
        }
    }

    private static Method create(RunSpec spec, Problem problem) {
        return Methods.create(spec.method(), problem);
    }

    private Map<String, Double> parameters(double relativeTolerance) {
        Map<String, Double> known = Map.of(
                "relativeTolerance",
                relativeTolerance,
                "absoluteTolerance",
                relativeTolerance * 1e-3,
                "stepsPerDecade",
                withEvents ? DEFAULT_PER_DECADE : OUTPUTS_PER_DECADE);
        Map<String, Double> parameters = new HashMap<>();
        for (Parameter parameter : Methods.named(method).parameters()) {
            if (known.containsKey(parameter.name())) {
                parameters.put(parameter.name(), known.get(parameter.name()));
            }
        }
        return parameters;
    }

    private static Optional<InProcessSolver.Solution> integrate(RunSpec spec, double[] times, long deadline) {
        Integration integration = Integration.start("benchmark", spec);
        double[][] weights = new double[times.length][];
        int found = 0;
        while (System.nanoTime() - deadline < 0) {
            Advance advance = integration.advance();
            if (advance instanceof Advance.Stepped stepped) {
                while (found < times.length
                        && times[found] <= stepped.interpolant().end()) {
                    weights[found] = new double[stepped.step().weights().length];
                    stepped.interpolant().weightsAt(times[found], weights[found]);
                    found++;
                }
            } else if (advance instanceof Advance.Ended ended) {
                if (ended.outcome() != Outcome.COMPLETED) {
                    return Optional.empty();
                }
                for (; found < times.length; found++) {
                    weights[found] = integration.current().weights();
                }
                return Optional.of(new InProcessSolver.Solution(
                        weights,
                        integration.current().step(),
                        integration.work().evaluations(),
                        integration.work().factorizations()));
            }
        }
        return Optional.empty();
    }
}
