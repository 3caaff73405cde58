package io.driftlog.simulator.benchmark;

import io.driftlog.simulator.benchmark.Contender.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code simulator/benchmark/run}: measures, prints the tables and says which requirements are met. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Measures our integration methods beside other solvers on the same problem files.")
public final class BenchmarkCommand implements Callable<Integer> {
    private static final List<Double> DECADES = List.of(1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8);
    private static final int FIRST_SEED = 43;
    private static final int COLD_STARTS = 3;

    @Option(
            names = "--problems",
            split = ",",
            defaultValue = "A,B,C,D,E,completion-40,completion-60",
            description = "Names of problem files, or completion-<side>; default: ${DEFAULT-VALUE}.")
    private List<String> problems = List.of();

    @Option(names = "--lambdas", split = ",", description = "Weight decays; default: 1e-3 to 1e-8.")
    private List<Double> lambdas = DECADES;

    @Option(names = "--methods", split = ",", description = "Our methods; default: all for stiff flows.")
    private List<String> methods = List.of();

    @Option(names = "--peers", split = ",", description = "Peers by name; default: all but the slowest.")
    private List<String> peers = List.of();

    @Option(names = "--rounds", defaultValue = "3", description = "Measurements of each cost; default: 3.")
    private int rounds = 3;

    @Option(names = "--limit", defaultValue = "60", description = "Seconds an integration may take; default: 60.")
    private int limitSeconds = 60;

    @Option(names = "--quick", description = "A first look: two lambdas, one round, 5 s an integration.")
    private boolean quick;

    @Option(names = "--folder", required = true, description = "Folder of the problem files.")
    private Path folder = Path.of("problems");

    @Option(names = "--sources", required = true, description = "Folder of the peers' sources.")
    private Path sources = Path.of("peers");

    @Option(names = "--work", required = true, description = "Folder of built peers and generated problems.")
    private Path work = Path.of("target");

    private final Results results = new Results();

    private BenchmarkCommand() {}

    /** Runs the command. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new BenchmarkCommand()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        BenchmarkSettings settings = settings();
        List<Contender> contenders =
                new Contenders(settings, work.resolve("peers"), sources, System.out::println).all(methods, peers);
        for (String name : problems) {
            ProblemFile problem = problem(name);
            for (double lambda : lambdas) {
                measure(problem, lambda, contenders);
            }
        }
        new Tables(results, System.out).print();
        Requirements requirements = new Requirements(results, System.out);
        requirements.print();
        coldStart(requirements);
        System.out.printf("%n%s%n", requirements.summary());
        return 0;
    }

    /** Problem C in a fresh JVM. */
    private void coldStart(Requirements requirements) throws IOException {
        if (results.contenders("C").contains("radaug")) {
            double lambda = results.weightDecays("C").get(0);
            requirements.coldStart(lambda, ColdStart.seconds(folder.resolve("C.txt"), lambda, "radaug", COLD_STARTS));
        }
    }

    private BenchmarkSettings settings() {
        if (quick) {
            rounds = 1;
            limitSeconds = 5;
            if (lambdas.equals(DECADES)) {
                lambdas = List.of(1e-3, 1e-6);
            }
        }
        return new BenchmarkSettings(rounds, quick ? 1_500_000_000L : 3_000_000_000L, 1_000_000_000L * limitSeconds);
    }

    /** The problem of this name; a completion is generated once. */
    private ProblemFile problem(String name) throws IOException {
        if (!name.startsWith("completion-")) {
            return ProblemFile.read(folder.resolve(name + ".txt"));
        }
        Path file = work.resolve("problems").resolve(name + ".txt");
        if (!Files.exists(file)) {
            int side = Integer.parseInt(name.substring("completion-".length()));
            CompletionGenerator.write(file, side, FIRST_SEED);
        }
        return ProblemFile.read(file);
    }

    private void measure(ProblemFile problem, double lambda, List<Contender> contenders) throws IOException {
        Optional<Reference> reference = reference(problem, lambda);
        if (reference.isEmpty()) {
            System.out.println(problem.name() + " at lambda " + ProblemFile.exponent(lambda)
                    + " is left out: there is no reference " + problem.reference(lambda) + ".");
            return;
        }
        Task task = new Task(problem, lambda, reference.get());
        List<Ladder> ladders = new ArrayList<>();
        for (Contender contender : contenders) {
            if (contender.accepts(problem) && !gaveUp(problem, lambda, contender)) {
                System.err.printf("%s %s %s%n", problem.name(), ProblemFile.exponent(lambda), contender.name());
                Ladder ladder = new Ladder(contender, task);
                ladder.climb();
                results.add(ladder);
                ladders.add(ladder);
            }
        }
        for (int round = 1; round < rounds; round++) {
            ladders.forEach(Ladder::repeat);
        }
    }

    /** A contender that took too long at a larger lambda is not run at a smaller one. */
    private boolean gaveUp(ProblemFile problem, double lambda, Contender contender) {
        return results.weightDecays(problem.name()).stream()
                .filter(larger -> larger > lambda)
                .map(larger -> results.find(problem.name(), larger, contender.name()))
                .anyMatch(ladder -> ladder.isPresent() && ladder.get().rungs().isEmpty());
    }

    /** The reference beside the problem; for a generated problem it is computed once. */
    private Optional<Reference> reference(ProblemFile problem, double lambda) throws IOException {
        Optional<Reference> found = Reference.of(problem, lambda);
        if (found.isPresent() || !problem.name().startsWith("completion-")) {
            return found;
        }
        System.err.printf("%s %s reference%n", problem.name(), ProblemFile.exponent(lambda));
        ReferenceMaker.make(problem, lambda, work.resolve("peers").resolve("cvode_peer"));
        return Reference.of(problem, lambda);
    }
}
