package io.driftlog.node.cli.run;

import static io.driftlog.events.NumberText.exact;
import static io.driftlog.events.NumberText.readable;
import static io.driftlog.events.NumberText.readableOrHyphen;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.driftlog.events.Outcome;
import io.driftlog.events.UserException.BadInput;
import io.driftlog.http.Numbers;
import io.driftlog.http.Words;
import io.driftlog.node.cli.options.CommonOptions;
import io.driftlog.node.cli.options.PluginOptions;
import io.driftlog.node.cli.options.SpecArguments;
import io.driftlog.node.cli.output.Console;
import io.driftlog.node.cli.output.RunReport;
import io.driftlog.node.cli.output.StepTable;
import io.driftlog.simulator.flow.loop.Integration;
import io.driftlog.simulator.flow.spec.MethodChoice;
import io.driftlog.simulator.service.NamedSpec;
import io.driftlog.simulator.service.OfflineIntegration;
import io.driftlog.simulator.service.OfflineIntegration.Solution;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.Vectors;
import io.micronaut.serde.annotation.Serdeable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Integrates a spec without Kafka. */
@Command(
        name = "integrate",
        description =
                "Integrate a spec in this process, without Kafka and without a record: for a first look, for the solution"
                        + " at given times, for timing.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  driftlog integrate paper/linear-regression",
            "  driftlog integrate paper/diagonal --at 1e2,1e3,1e4,1e5 --weights-out weights.csv",
            "  driftlog integrate paper/diagonal --repeat 20"
        })
public final class IntegrateCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    PluginOptions plugins = new PluginOptions();

    @Mixin
    SpecArguments arguments = new SpecArguments();

    @Option(
            names = "--at",
            paramLabel = "T1,T2,…",
            split = ",",
            description = "Flow times at which the solution is wanted, within the run.")
    List<String> at = List.of();

    @Option(
            names = "--times",
            paramLabel = "FILE",
            description = "File with such times, separated by white space or commas.")
    @Nullable
    Path timesFile;

    @Option(
            names = "--weights-out",
            paramLabel = "FILE.csv",
            description = "Write t, w_1 … w_d at these times, in full precision.")
    @Nullable
    Path weightsOut;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "1",
            description = "Integrate N times and print the minimum and the median time in the warm JVM.")
    int repeat;

    @Override
    public Integer call() {
        Console console = common.console();
        plugins.install(common, console);
        NamedSpec named = console.during("reading the spec and its data", arguments::read);
        double[] times = times(named.spec().endTime());
        if (weightsOut != null && times.length == 0) {
            throw new BadInput("--weights-out needs to know when: add --at T1,T2,… or --times FILE.");
        }
        if (repeat < 1) {
            throw new BadInput("--repeat must be at least 1, but is " + repeat + ".");
        }
        var table = new StepTable(console, named.spec());
        long start = System.nanoTime();
        Integration integration =
                console.during("setting up the problem", () -> OfflineIntegration.start(named.spec()));
        console.line("%s", RunReport.sentence(integration.method()));
        RunReport.ending(integration.spec()).ifPresent(ending -> console.line("%s", ending));
        Solution solution = OfflineIntegration.solve(integration, times, table::step);
        double firstMillis = (System.nanoTime() - start) * 1e-6;
        table.print(solution.last());
        double[] millis = repeat > 1 ? timed(named, times) : new double[] {firstMillis};
        if (weightsOut != null) {
            writeWeights(weightsOut, solution);
        }
        report(console, solution, times.length, firstMillis, millis);
        console.result(result(named, integration.method(), solution, firstMillis, millis));
        return solution.outcome() == Outcome.FAILED ? 1 : 0;
    }

    private double[] timed(NamedSpec named, double[] times) {
        double[] millis = new double[repeat];
        for (int i = 0; i < repeat; i++) {
            long start = System.nanoTime();
            OfflineIntegration.solve(named.spec(), times, step -> {});
            millis[i] = (System.nanoTime() - start) * 1e-6;
        }
        Arrays.sort(millis);
        return millis;
    }

    private double[] times(double endTime) {
        List<String> words = new ArrayList<>(at);
        if (timesFile != null) {
            try {
                String text = Files.readString(timesFile).strip();
                words.addAll(text.isEmpty() ? List.of() : List.of(text.split("[\\s,]+")));
            } catch (IOException e) {
                throw new BadInput("--times: " + timesFile + " cannot be read; give a text file of numbers.");
            }
        }
        double[] times = new double[words.size()];
        for (int i = 0; i < times.length; i++) {
            times[i] = time(words.get(i), endTime);
        }
        Arrays.sort(times);
        return times;
    }

    private static double time(String word, double endTime) {
        double time;
        try {
            time = Double.parseDouble(word.strip());
        } catch (NumberFormatException e) {
            throw new BadInput("The time '" + word + "' is not a number; give flow times such as 1e2,1e4.");
        }
        if (!(time >= 0 && time <= endTime)) {
            throw new BadInput("The time " + word + " is not within the run, which goes from 0 to " + exact(endTime)
                    + "; choose another or lengthen the run with --set until.time=….");
        }
        return time;
    }

    private static void writeWeights(Path file, Solution solution) {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < solution.times().length; i++) {
                out.append(Double.toString(solution.times()[i]));
                for (double weight : solution.weights().get(i)) {
                    out.append(',').append(Double.toString(weight));
                }
                out.append('\n');
            }
        } catch (IOException e) {
            throw new BadInput("--weights-out: " + file + " cannot be written; name a file in an existing folder.");
        }
    }

    private void report(Console console, Solution solution, int wanted, double firstMillis, double[] millis) {
        console.line("");
        console.line("%s: %s", Words.of(solution.outcome()), solution.reason());
        console.line(
                "%d steps (%d attempts rejected), %d evaluations, %d Jacobians, %d factorisations, %d Newton iterations",
                solution.last().step(),
                solution.rejected(),
                solution.work().evaluations(),
                solution.work().jacobians(),
                solution.work().factorizations(),
                solution.work().iterations());
        if (solution.times().length > 0) {
            console.line("");
            console.line("%12s %12s %12s %12s", "t", "train loss", "test loss", "||w||^2");
            Objective objective = solution.problem().flow().objective();
            for (int i = 0; i < solution.times().length; i++) {
                double[] w = solution.weights().get(i);
                console.line(
                        "%12s %12s %12s %12s",
                        exact(solution.times()[i]),
                        readable(objective.value(w)),
                        readableOrHyphen(objective.testLoss(w)),
                        readable(Vectors.normSquared(w)));
            }
        }
        if (solution.times().length < wanted) {
            console.line(
                    "%d of the %d times asked for lie after the end of the run and are left out.",
                    wanted - solution.times().length, wanted);
        }
        if (weightsOut != null) {
            console.line("weights at these %d times written to %s", solution.times().length, weightsOut);
        }
        console.line("");
        console.line("first integration %.1f ms", firstMillis);
        if (repeat > 1) {
            console.line(
                    "warm JVM, %d times: minimum %.2f ms, median %.2f ms",
                    repeat, millis[0], millis[millis.length / 2]);
        }
    }

    private static Result result(
            NamedSpec named, MethodChoice method, Solution solution, double firstMillis, double[] millis) {
        return new Result(
                named.name(),
                RunReport.Method.of(method),
                Words.of(solution.outcome()),
                solution.cause(),
                solution.reason(),
                solution.last().time(),
                solution.last().step(),
                solution.rejected(),
                solution.work().evaluations(),
                solution.work().jacobians(),
                solution.work().factorizations(),
                solution.work().iterations(),
                HexFormat.of().formatHex(solution.last().digest()),
                RunReport.Final.of(solution.last()),
                rows(solution),
                firstMillis,
                millis[0],
                millis[millis.length / 2]);
    }

    /** The losses and norms at the times asked for. */
    private static List<Row> rows(Solution solution) {
        Objective objective = solution.problem().flow().objective();
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < solution.times().length; i++) {
            double[] w = solution.weights().get(i);
            rows.add(new Row(
                    solution.times()[i],
                    Numbers.orNull(objective.value(w)),
                    Numbers.orNull(objective.testLoss(w)),
                    Numbers.orNull(Vectors.normSquared(w))));
        }
        return rows;
    }

    /** An integration. */
    @Serdeable
    record Result(
            String name,
            RunReport.Method method,
            String outcome,
            String cause,
            String reason,
            double time,
            long steps,
            long rejected,
            long evaluations,
            long jacobians,
            long factorizations,
            long newtonIterations,
            String digest,
            @JsonProperty("final") RunReport.Final last,
            List<Row> solution,
            double firstMs,
            double minMs,
            double medianMs) {}

    /** The solution at one time. */
    @Serdeable
    record Row(
            double time,
            @Nullable Double trainLoss,
            @Nullable Double testLoss,
            @Nullable Double weightNormSquared) {}
}
