package io.driftlog.node.cli.run;

import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.HostingOptions;
import io.driftlog.node.cli.options.SpecArguments;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.run.RunSession.Prepared;
import io.driftlog.simulator.flow.spec.MethodChoice;
import io.driftlog.simulator.flow.spec.Methods;
import io.driftlog.simulator.flow.spec.Problem;
import io.driftlog.simulator.flow.spec.Problems;
import io.driftlog.simulator.service.NamedSpec;
import io.driftlog.simulator.service.RunIds;
import io.driftlog.simulator.service.RunService;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts a run: its steps go to Kafka, and the analyzers read them. */
@Command(
        name = "run",
        description =
                "Integrate a spec, send every step to Kafka, and show what the analyzers find while the run is under way.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A spec is YAML; `driftlog presets paper/diagonal` prints one to start from:",
            "  objective: {type: linear-regression, features: X.csv, targets: y.csv}   # CSV without header",
            "  initial: {gaussian: {variance: 0.1}}      # or {file: w0.csv}, or {values: [0.1, -0.2]}",
            "  weightDecay: 1.0e-4",
            "  method: {type: auto}                      # or radaug, exact, dormand-prince, gradient-descent, …",
            "  until: {slowTime: 20}                     # weightDecay * t; or {time: 1e5}, {gradientNorm: 1e-12}",
            "  emit: {everyStep: 10}                     # record every 10th step; or {perDecade: 50, weightsEvery: 5}:",
            "                                            # 50 steps per factor 10 of t, weights with every 5th of them",
            "",
            "Examples:",
            "  driftlog run paper/diagonal",
            "  driftlog run my-run.yaml --set weightDecay=1e-5 --json",
            "  driftlog run paper/diagonal --analyzer norm-drift:fraction=0.1"
        })
public final class RunCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    SpecArguments arguments = new SpecArguments();

    @Mixin
    HostingOptions hosting = new HostingOptions();

    private final RunSession session;
    private final RunService service;

    RunCommand(RunSession session, RunService service) {
        this.session = session;
        this.service = service;
    }

    @Override
    public Integer call() throws InterruptedException {
        Console console = common.console();
        hosting.plugins.install(common, console);
        NamedSpec given = console.during("reading the spec and its data", arguments::read);
        // Refuses a bad spec before anything is started.
        Problem problem = console.during("setting up the problem", () -> Problems.open(given.spec()));
        MethodChoice method = console.during(
                "choosing the method", () -> Methods.choose(given.spec().method(), problem));
        NamedSpec named = given.with(Problems.complete(given.spec(), problem));
        String runId = RunIds.next(named.name());
        return session.make(
                common,
                hosting,
                runId,
                Optional.of(new RunOfNode(named, problem, method)),
                cluster -> new Prepared(
                        named.name(),
                        named.spec(),
                        method.reason(),
                        Optional.empty(),
                        watcher -> service.run(cluster.connection(), runId, named, watcher)));
    }
}
