package io.driftlog.simulator.benchmark;

import io.driftlog.events.InitialSpec;
import io.driftlog.events.MethodSpec;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StopRule;
import io.driftlog.simulator.flow.loop.Advance;
import io.driftlog.simulator.flow.loop.Integration;
import io.driftlog.simulator.flow.spec.MethodType;
import io.driftlog.simulator.flow.spec.Methods;
import io.driftlog.simulator.flow.spec.Objectives;
import io.driftlog.simulator.spi.DataGenerator;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.ObjectiveType;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Runs the first steps of every objective with every method and prints how each ended and its digest. */
final class DigestPrinter {
    private static final double STEPS = 24;

    private DigestPrinter() {}

    /** Prints one line per objective, generator and method. */
    public static void main(String[] args) {
        for (ObjectiveType objective : Objectives.all()) {
            for (DataGenerator generator : objective.generators()) {
                for (MethodType method : Methods.all()) {
                    if (isTooSlow(objective, generator, method)) {
                        continue;
                    }
                    System.out.println(objective.name() + " " + generator.name() + " " + method.name() + " "
                            + digest(spec(objective, generator, method)));
                }
            }
        }
    }

    /** rodas factors matrices as large as the weights are many; it is chosen for up to 100 of them. */
    private static boolean isTooSlow(ObjectiveType objective, DataGenerator generator, MethodType method) {
        return method.name().equals("rodas")
                && Objectives.create(spec(objective, generator, method).objective(), 7)
                                .dimension()
                        > 300;
    }

    private static RunSpec spec(ObjectiveType objective, DataGenerator generator, MethodType method) {
        return new RunSpec(
                new ObjectiveSpec(
                        objective.name(), new TreeMap<>(), generator.name(), new TreeMap<>(), new TreeMap<>()),
                new InitialSpec.Gaussian(0.5),
                1e-3,
                "l2",
                new MethodSpec(method.name(), new TreeMap<>(Map.of("maxSteps", STEPS, "restartEvery", 10.0))),
                new StopRule(OptionalDouble.empty(), OptionalDouble.of(10), OptionalDouble.empty()),
                7);
    }

    private static String digest(RunSpec spec) {
        try {
            Integration integration = Integration.start("digest", spec);
            Advance advance = integration.advance();
            while (advance instanceof Advance.Stepped) {
                advance = integration.advance();
            }
            Advance.Ended ended = (Advance.Ended) advance;
            return integration.current().step() + " " + ended.cause() + " "
                    + HexFormat.of().formatHex(integration.current().digest());
        } catch (InvalidSpecException e) {
            return "refused: " + e.getMessage();
        }
    }
}
